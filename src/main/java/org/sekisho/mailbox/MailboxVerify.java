package org.sekisho.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.VerifyReport.Finding;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// Checks the mailboxes of one account against all that this package promises of them, while they are in use.
/// Reads one page of rows at a time. Damage is a finding; a store that cannot be asked is a [StorageException].
/// Used by one thread.
public final class MailboxVerify {
    private static final int PAGE = 1_000;
    private static final int ATTEMPTS = 5; // while other nodes change it
    private static final int BUFFER = 64 * 1024;

    private final Store store;
    private final Lanes lanes;
    private final Options options;
    private final List<Finding> findings = new ArrayList<>();
    private long more;
    private long mailboxes;
    private long messages;

    /// @param readBodies reads every body to its end; else only whether it has its last chunk, and how long it is
    /// @param repairCounts makes the counts right; nothing else is ever changed
    public record Options(boolean readBodies, boolean repairCounts) {}

    MailboxVerify(Store store, Lanes lanes, Options options) {
        this.store = store;
        this.lanes = lanes;
        this.options = options;
    }

    VerifyReport check(AccountId account, MailboxList list) {
        for (MailboxList.Listed listed : list.all(account)) {
            checkListed(account, listed, list);
        }
        for (Removed removed : list.removed(account)) {
            if (!removed.purging()) {
                checkMailbox(removed.id());
            }
        }
        return new VerifyReport(mailboxes, messages, findings, more);
    }

    private void checkListed(AccountId account, MailboxList.Listed listed, MailboxList list) {
        Optional<Head> head = readable(listed.id(), () -> new MessageRows(store, listed.id()).head());
        boolean there = head.filter(it -> !it.removed()).isPresent();
        boolean same =
                there && head.get().account().equals(account) && head.get().uidValidity() == listed.uidValidity();
        if (!same && !list.find(account, listed.name()).equals(Optional.of(listed))) {
            return; // it was removed or renamed while we looked
        }
        if (!there) {
            add(new Finding.NoMailbox(listed.id(), listed.name()));
        } else if (!same) {
            add(new Finding.NotAsListed(listed.id(), listed.name()));
        }
        if (head.isPresent()) {
            checkMailbox(listed.id());
        }
    }

    private void checkMailbox(MailboxId mailbox) {
        mailboxes++;
        MessageRows rows = new MessageRows(store, mailbox);
        boolean readable =
                eachRow(mailbox, Rows.MESSAGE, row -> Message.read(row.row().number(), row.value(), mailbox));
        readable &=
                eachRow(mailbox, Rows.EXPUNGED, row -> Message.read(row.row().number(), row.value(), mailbox));
        readable(mailbox, () -> {
            checkLog(mailbox, rows);
            return Optional.empty();
        });
        if (readable) {
            checkCounts(mailbox);
        }
    }

    /// @return whether all of them can be read
    private boolean eachRow(MailboxId mailbox, String name, Function<RowValue, Message> reading) {
        boolean good = true;
        Scan scan = Scan.all(name, PAGE);
        List<RowValue> page;
        do {
            page = store.scan(Rows.mailbox(mailbox), scan);
            for (RowValue row : page) {
                messages++;
                Optional<Message> message = readable(mailbox, () -> Optional.of(reading.apply(row)));
                good &= message.isPresent();
                message.ifPresent(it -> checkMessage(mailbox, row, it));
            }
            scan = page.isEmpty() ? scan : scan.after(page.getLast().row());
        } while (page.size() == PAGE);
        return good;
    }

    private void checkMessage(MailboxId mailbox, RowValue row, Message message) {
        Optional<Finding> finding = look(mailbox, message);
        // It may have been expunged, or forgotten, between its row and its body.
        if (finding.isPresent()
                && store.get(Rows.mailbox(mailbox), row.row()).isPresent()
                && look(mailbox, message).isPresent()) {
            add(finding.get());
        }
    }

    private Optional<Finding> look(MailboxId mailbox, Message message) {
        long uid = message.uid();
        Optional<Head> head = new MessageRows(store, mailbox).head();
        if (head.filter(it -> uid >= it.uidNext() || message.modSeq() > it.highestModSeq())
                .isPresent()) {
            return Optional.of(new Finding.NotGivenOut(mailbox, uid));
        }
        if (!store.blobs().isReferred(message.body(), Rows.owner(mailbox, uid))) {
            return Optional.of(new Finding.NoReference(mailbox, uid));
        }
        OptionalLong body = octets(message);
        OptionalLong top = message.headOctets() == 0
                ? OptionalLong.of(0)
                : store.get(Rows.mailbox(mailbox), Rows.top(uid))
                        .map(value -> OptionalLong.of(value.length))
                        .orElseGet(OptionalLong::empty);
        if (body.isEmpty() || top.isEmpty()) {
            return Optional.of(new Finding.NoBody(mailbox, uid));
        }
        long found = body.getAsLong() + top.getAsLong();
        return found == message.octets() && top.getAsLong() == message.headOctets()
                ? Optional.empty()
                : Optional.of(new Finding.OtherOctets(mailbox, uid, message.octets(), found));
    }

    private OptionalLong octets(Message message) {
        if (!options.readBodies) {
            return store.blobs().octets(message.body());
        }
        byte[] buffer = new byte[BUFFER];
        long octets = 0;
        try (InputStream body = store.blobs().open(message.body())) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                octets += read;
            }
            return OptionalLong.of(octets);
        } catch (StorageException e) {
            requireDamage(e);
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new StorageException(StorageException.Kind.UNAVAILABLE, "a body cannot be read", e);
        }
    }

    private void checkLog(MailboxId mailbox, MessageRows rows) {
        Optional<Head> head = rows.head();
        if (head.isEmpty()) {
            return;
        }
        long end = head.get().highestModSeq();
        long at = head.get().logFrom();
        while (at < end) {
            List<RowValue> page =
                    store.scan(Rows.mailbox(mailbox), new Scan(Rows.log(at + 1), Rows.log(end + 1), PAGE, false));
            long before = at;
            for (RowValue row : page) {
                LogEntry.read(row.value(), mailbox);
                at += row.row().number() == at + 1 ? 1 : 0;
            }
            if (page.isEmpty() || at < page.getLast().row().number()) {
                long from = rows.head().map(Head::logFrom).orElse(end); // it may have been cut meanwhile
                if (from <= at) {
                    add(new Finding.LogGap(mailbox, at));
                    return;
                }
                at = Math.max(from, before);
            }
        }
    }

    private void checkCounts(MailboxId mailbox) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Recounting.Result> counted = lanes.run(mailbox, new Recounting(options.repairCounts));
            if (counted.isEmpty() || counted.get().sure()) {
                counted.filter(it -> !it.said().equals(it.found()))
                        .ifPresent(it -> add(new Finding.Counts(mailbox, it.said(), it.found(), it.repaired())));
                return;
            }
        }
    }

    private interface Reading<T> {
        Optional<T> read();
    }

    private <T> Optional<T> readable(MailboxId mailbox, Reading<T> reading) {
        try {
            return reading.read();
        } catch (StorageException e) {
            requireDamage(e);
            add(new Finding.Unreadable(mailbox, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private static void requireDamage(StorageException failure) {
        if (failure.kind() != StorageException.Kind.DAMAGED) {
            throw failure;
        }
    }

    private void add(Finding finding) {
        if (findings.size() < VerifyReport.MAX_FINDINGS) {
            findings.add(finding);
        } else {
            more++;
        }
    }
}
