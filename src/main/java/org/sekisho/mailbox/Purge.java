package org.sekisho.mailbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Batch;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// Takes away what removed accounts and mailboxes leave behind, and expunged messages, in their time. What is
/// to do is in the store, so a crash only delays it. Safe from any thread; two at once on one mailbox do no
/// harm.
final class Purge {
    private static final int VERSION = 1;
    private static final int NOTES_PAGE = 1_000;
    private static final Duration AFTER_DAMAGE = Duration.ofDays(1);

    enum Extent {
        MAILBOX,
        ACCOUNT
    }

    private final Store store;
    private final MailboxList list;
    private final Lanes lanes;
    private final Retention retention;
    private final InstantSource clock;

    Purge(Store store, MailboxList list, Lanes lanes, Retention retention, InstantSource clock) {
        this.store = store;
        this.list = list;
        this.lanes = lanes;
        this.retention = retention;
        this.clock = clock;
    }

    /// Notes, durably, that something is to do for this account. Comes before the change that makes it necessary.
    void note(AccountId account, Extent extent) {
        store.commit(Batch.in(Rows.PURGES)
                .put(row(account, extent), Encoder.version(VERSION).toBytes()));
    }

    /// Notes, durably, that a mailbox of this account is about to be removed.
    void noteRemoval(AccountId account) {
        if (retention.keeps()) {
            retention.note(clock.instant(), new Expiries.Subject.InAccount(account));
        } else {
            note(account, Extent.MAILBOX);
        }
    }

    /// It cannot be given back, and goes with the next [#run]: there is no room for it to wait.
    void soon(AccountId account, MailboxId mailbox) {
        list.claim(account, mailbox);
        note(account, Extent.MAILBOX);
    }

    void run() {
        List<Row> noted = store.scan(Rows.PURGES, new Scan(Row.of(""), Row.of("~"), NOTES_PAGE, false)).stream()
                .map(RowValue::row)
                .toList();
        for (Row row : noted) {
            String[] words = new String(row.key(), StandardCharsets.US_ASCII).split("/", 2);
            run(new AccountId(words[0]), Extent.valueOf(words[1]));
        }
        expire();
    }

    private void run(AccountId account, Extent extent) {
        if (extent == Extent.ACCOUNT) {
            list.removeAll(account); // a crash may have come between the note and this
        }
        Instant latest = extent == Extent.ACCOUNT ? Instant.MAX : retention.latest(clock.instant());
        Optional<Instant> next = removeUpTo(account, latest);
        store.commit(Batch.in(Rows.PURGES).delete(row(account, extent)));
        if (list.removed(account).stream().anyMatch(removed -> isDue(removed, latest))) {
            note(account, extent); // removed since we looked; the note deleted may have been that one's
        }
        next.ifPresent(begin -> retention.note(begin, new Expiries.Subject.InAccount(account)));
    }

    /// @return when the first of those was removed that are not due yet
    private Optional<Instant> removeUpTo(AccountId account, Instant latest) {
        Instant next = Instant.MAX;
        for (Removed removed : list.removed(account)) {
            if (!isDue(removed, latest)) {
                next = removed.at().isBefore(next) ? removed.at() : next;
                close(removed.id()); // a crash may have come in between
            } else if (list.claim(account, removed.id())) {
                empty(removed.id());
                list.forget(account, removed.id());
            }
        }
        return Optional.of(next).filter(found -> !found.equals(Instant.MAX));
    }

    private static boolean isDue(Removed removed, Instant latest) {
        return removed.purging() || !removed.at().isAfter(latest);
    }

    /// What has waited long enough. A mailbox with a row that cannot be read holds no other one up.
    private void expire() {
        Instant now = clock.instant();
        Optional<StorageException> failure = Optional.empty();
        List<Expiries.Note> due;
        do {
            due = retention.expiries().due(now, NOTES_PAGE);
            for (Expiries.Note note : due) {
                Optional<StorageException> damage = expire(note, now);
                failure = failure.or(() -> damage);
            }
        } while (due.size() == NOTES_PAGE);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private Optional<StorageException> expire(Expiries.Note note, Instant now) {
        try {
            retention.settle(note, expire(note.subject(), retention.latest(now)));
            return Optional.empty();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.DAMAGED) {
                throw e;
            }
            retention.expiries().note(now.plus(AFTER_DAMAGE), note.subject());
            retention.expiries().done(note);
            return Optional.of(e);
        }
    }

    /// @return when the oldest of those began to wait that have not waited long enough
    private Optional<Instant> expire(Expiries.Subject subject, Instant latest) {
        return switch (subject) {
            case Expiries.Subject.InAccount(var account) -> removeUpTo(account, latest);
            case Expiries.Subject.InMailbox(var mailbox) -> forgetUpTo(mailbox, latest);
        };
    }

    private Optional<Instant> forgetUpTo(MailboxId mailbox, Instant latest) {
        Optional<Forgetting.Page> page;
        do {
            page = lanes.run(mailbox, new Forgetting(latest));
        } while (page.filter(done -> done.forgotten() == Mailboxes.PAGE).isPresent());
        return page.flatMap(Forgetting.Page::oldest); // of a mailbox that was removed, all goes with it
    }

    private void close(MailboxId mailbox) {
        lanes.run(mailbox, new Closing());
    }

    /// A mailbox that was to be given back, and was not.
    void closeAgain(AccountId account, MailboxId mailbox) {
        if (list.removed(account).stream().anyMatch(removed -> removed.id().equals(mailbox))) {
            close(mailbox);
        }
    }

    private static Row row(AccountId account, Extent extent) {
        return Row.of(account.value(), extent.name());
    }

    private void empty(MailboxId mailbox) {
        close(mailbox); // nothing is added behind our back from here on
        MessageRows rows = new MessageRows(store, mailbox);
        UidSet all = UidSet.range(1, Mailboxes.MAX_UID);
        for (List<Message> page = rows.messages(all, 0, Mailboxes.PAGE);
                !page.isEmpty();
                page = rows.messages(all, page.getLast().uid(), Mailboxes.PAGE)) {
            Batch batch = Batch.in(Rows.mailbox(mailbox));
            for (Message message : page) {
                batch.delete(Rows.message(message.uid()))
                        .delete(Rows.top(message.uid()))
                        .delete(Rows.summary(message.uid()))
                        .releaseWithGrace(message.body(), Rows.owner(mailbox, message.uid()));
            }
            store.commit(batch);
        }
        for (List<Expunged> page = rows.expunged(Mailboxes.PAGE);
                !page.isEmpty();
                page = rows.expunged(Mailboxes.PAGE)) {
            Batch batch = Batch.in(Rows.mailbox(mailbox));
            for (Expunged expunged : page) {
                Message message = expunged.message();
                batch.delete(MessageRows.row(expunged))
                        .delete(Rows.top(message.uid()))
                        .releaseWithGrace(message.body(), Rows.owner(mailbox, message.uid()));
            }
            store.commit(batch);
        }
        store.commit(Batch.in(Rows.mailbox(mailbox))
                .deleteRange(Row.of(Rows.LOG + "/"), Row.of(Rows.LOG + "0"))
                .deleteRange(Row.of(Rows.DELIVERY + "/"), Row.of(Rows.DELIVERY + "0"))
                .deleteRange(Row.of(Rows.SOURCE + "/"), Row.of(Rows.SOURCE + "0"))
                .delete(Rows.RECENT)
                .delete(Rows.HEAD));
    }
}
