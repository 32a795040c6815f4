package org.sekisho.mailbox;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// The mailboxes of an account: names, ids, uses, subscriptions. Every change is conditional on the account's
/// head row, so changes happen one after the other, on whatever node. Reads come straight from the store: nothing
/// here is cached. Safe from any thread.
public final class MailboxList {
    /// More than anybody uses, few enough to list at once.
    public static final int MAX_MAILBOXES = 10_000;

    private static final int VERSION = 1;
    private static final int ATTEMPTS = 50;

    /// One mailbox.
    /// @param uidValidity as in its [Head]
    public record Listed(MailboxName name, MailboxId id, long uidValidity, Set<SpecialUse> uses) {
        Listed withUses(Set<SpecialUse> other) {
            return new Listed(name, id, uidValidity, Set.copyOf(other));
        }

        byte[] stored() {
            return Encoder.version(VERSION)
                    .text(id.value())
                    .number(uidValidity)
                    .list(new TreeSet<>(uses), Encoder::symbol)
                    .toBytes();
        }

        static Listed read(MailboxName name, byte[] value) {
            Decoder decoder = Decoder.of(value, VERSION, "the mailbox named " + name);
            Listed listed = decoder.checked(() -> new Listed(
                    name,
                    new MailboxId(decoder.text()),
                    decoder.number(),
                    Set.copyOf(decoder.list(each -> each.symbol(SpecialUse.class)))));
            decoder.end();
            return listed;
        }
    }

    /// What became of a change to the list.
    public sealed interface Changed {
        record Done(Listed mailbox) implements Changed {}

        record AlreadyExists() implements Changed {}

        record NoSuchMailbox() implements Changed {}

        /// @param why may be shown to the user
        record NotAllowed(String why) implements Changed {}
    }

    /// @param uidValidity the last one given out
    /// @param changes counts them, so that no two heads of one account are equal
    private record AccountHead(long uidValidity, long changes, boolean removed) {
        static final AccountHead NEW = new AccountHead(0, 0, false);

        byte[] stored() {
            return Encoder.version(VERSION)
                    .number(uidValidity)
                    .number(changes)
                    .flag(removed)
                    .toBytes();
        }

        static AccountHead read(byte[] value, AccountId account) {
            Decoder decoder = Decoder.of(value, VERSION, "the mailbox list of account " + account);
            AccountHead head = new AccountHead(decoder.number(), decoder.number(), decoder.flag());
            decoder.end();
            return head;
        }
    }

    private final Store store;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Bells bells;

    MailboxList(Store store, InstantSource clock, RandomGenerator random, Bells bells) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.bells = bells;
    }

    /// In the order of their names' octets; INBOX is among them once it exists.
    public List<Listed> all(AccountId account) {
        return store.scan(Rows.account(account), Scan.all(Rows.BOX, MAX_MAILBOXES)).stream()
                .map(row -> Listed.read(new MailboxName(row.row().text(Rows.BOX)), row.value()))
                .toList();
    }

    public Optional<Listed> find(AccountId account, MailboxName name) {
        return store.get(Rows.account(account), box(name)).map(value -> Listed.read(name, value));
    }

    /// Makes a mailbox; those above it need not exist (RFC 9051 §6.3.4).
    public Changed create(AccountId account, MailboxName name, Set<SpecialUse> uses) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<byte[]> before = store.get(Rows.account(account), Rows.HEAD);
            AccountHead head =
                    before.map(value -> AccountHead.read(value, account)).orElse(AccountHead.NEW);
            if (head.removed) {
                return new Changed.NotAllowed("the account was removed");
            }
            if (find(account, name).isPresent()) {
                return new Changed.AlreadyExists();
            }
            if (all(account).size() >= MAX_MAILBOXES - 1) {
                return new Changed.NotAllowed("too many mailboxes");
            }
            Listed made = new Listed(name, MailboxId.create(random), nextUidValidity(head), Set.copyOf(uses));
            if (!createdRows(account, made)) {
                continue; // the id is taken
            }
            List<Edit> edits = new ArrayList<>(List.of(put(made)));
            inherited(account, name).ifPresent(acl -> edits.add(batch -> batch.put(Rows.acl(made.id), acl)));
            if (committed(account, before, made.uidValidity, head, edits)) {
                return new Changed.Done(made);
            }
            store.apply(Batch.in(Rows.mailbox(made.id)).delete(Rows.HEAD));
        }
        throw busy(account);
    }

    /// Renames a mailbox and all below it; INBOX gives its messages to the new name and begins anew (RFC 9051
    /// §6.3.6).
    public Changed rename(AccountId account, MailboxName from, MailboxName to) {
        if (to.isBelow(from) || to.equals(from)) {
            return new Changed.NotAllowed("a mailbox cannot move below itself");
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<byte[]> before = store.get(Rows.account(account), Rows.HEAD);
            List<Listed> moving = moving(account, from);
            if (before.isEmpty() || moving.isEmpty()) {
                return new Changed.NoSuchMailbox();
            }
            List<Edit> edits = new ArrayList<>();
            for (Listed one : moving) {
                MailboxName name = one.name.moved(from, to);
                if (find(account, name).isPresent()) {
                    return new Changed.AlreadyExists();
                }
                edits.add(batch -> batch.delete(box(one.name)));
                edits.add(put(new Listed(name, one.id, one.uidValidity, one.uses)));
            }
            AccountHead head = AccountHead.read(before.get(), account);
            if (committed(account, before, head.uidValidity, head, edits)) {
                return new Changed.Done(find(account, to).orElseGet(moving::getFirst));
            }
        }
        throw busy(account);
    }

    /// Takes a mailbox off the list; [Purge] takes its messages. Those below it stay (RFC 9051 §6.3.5).
    Changed remove(AccountId account, MailboxName name) {
        if (name.equals(MailboxName.INBOX)) {
            return new Changed.NotAllowed("INBOX stays");
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<byte[]> before = store.get(Rows.account(account), Rows.HEAD);
            Optional<Listed> listed = find(account, name);
            if (before.isEmpty() || listed.isEmpty()) {
                return new Changed.NoSuchMailbox();
            }
            AccountHead head = AccountHead.read(before.get(), account);
            if (committed(account, before, head.uidValidity, head, gone(listed.get(), head))) {
                return new Changed.Done(listed.get());
            }
        }
        throw busy(account);
    }

    /// Takes all mailboxes off the list, for ever: an account id is never used again.
    void removeAll(AccountId account) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<byte[]> before = store.get(Rows.account(account), Rows.HEAD);
            AccountHead head =
                    before.map(value -> AccountHead.read(value, account)).orElse(AccountHead.NEW);
            List<Edit> edits = new ArrayList<>();
            all(account).forEach(listed -> edits.addAll(gone(listed, head)));
            edits.add(batch -> batch.delete(Rows.QUOTA)
                    .delete(Rows.IMAP)
                    .delete(Rows.FOLDERS)
                    .deleteRange(Row.of(Rows.SUBSCRIBED + "/"), Row.of(Rows.SUBSCRIBED + "0"))
                    .deleteRange(Row.of(Rows.SOURCE + "-"), Row.of(Rows.SOURCE + "0"))
                    .deleteRange(Row.of(Rows.ACL + "/"), Row.of(Rows.ACL + "0"))
                    .deleteRange(Row.of(Rows.META + "/"), Row.of(Rows.META + "0")));
            AccountHead next = new AccountHead(head.uidValidity, head.changes, true);
            if (committed(account, before, head.uidValidity, next, edits)) {
                return;
            }
        }
        throw busy(account);
    }

    /// Writes down the UIDVALIDITY that a mailbox has taken on.
    void setUidValidity(AccountId account, MailboxId mailbox, long value) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<byte[]> before = store.get(Rows.account(account), Rows.HEAD);
            Optional<Listed> listed =
                    all(account).stream().filter(one -> one.id.equals(mailbox)).findFirst();
            if (before.isEmpty() || listed.isEmpty() || listed.get().uidValidity == value) {
                return;
            }
            AccountHead head = AccountHead.read(before.get(), account);
            Listed now = new Listed(listed.get().name, mailbox, value, listed.get().uses);
            if (committed(account, before, Math.max(head.uidValidity, value), head, List.of(put(now)))) {
                return;
            }
        }
        throw busy(account);
    }

    /// Mailboxes off the list whose messages are still there; those without `purging` can be given back.
    public List<Removed> removed(AccountId account) {
        return store.scan(Rows.account(account), Scan.all(Rows.GONE, MAX_MAILBOXES)).stream()
                .map(row -> Removed.read(new MailboxId(row.row().text(Rows.GONE)), row.value()))
                .toList();
    }

    void forget(AccountId account, MailboxId purged) {
        store.commit(Batch.in(Rows.account(account)).delete(goneRow(purged)));
    }

    /// From now on it cannot be given back.
    /// @return false: it is not there (any more)
    boolean claim(AccountId account, MailboxId mailbox) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<byte[]> before = store.get(Rows.account(account), Rows.HEAD);
            Optional<Removed> removed = gone(account, mailbox);
            if (before.isEmpty() || removed.isEmpty() || removed.get().purging()) {
                return removed.isPresent();
            }
            AccountHead head = AccountHead.read(before.get(), account);
            byte[] claimed = removed.get().nowPurging().stored();
            List<Edit> edits = List.of(batch -> batch.put(goneRow(mailbox), claimed));
            if (committed(account, before, head.uidValidity, head, edits)) {
                return true;
            }
        }
        throw busy(account);
    }

    /// Puts a removed mailbox on the list again. It has its UIDVALIDITY again when it comes back under its name
    /// and no mailbox was made since: otherwise another may have had the name with a larger one (RFC 9051
    /// §2.3.1.1).
    /// @param reopen makes the mailbox take changes again, with this UIDVALIDITY; comes before the list's
    ///     row that names it
    Changed restore(AccountId account, MailboxId mailbox, MailboxName name, LongPredicate reopen) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<byte[]> before = store.get(Rows.account(account), Rows.HEAD);
            AccountHead head =
                    before.map(value -> AccountHead.read(value, account)).orElse(AccountHead.NEW);
            Optional<Removed> removed = gone(account, mailbox).filter(it -> !it.purging());
            if (head.removed || removed.isEmpty()) {
                return new Changed.NoSuchMailbox();
            }
            if (find(account, name).isPresent()) {
                return new Changed.AlreadyExists();
            }
            boolean same = removed.get().name().equals(Optional.of(name))
                    && removed.get().lastUidValidity() == head.uidValidity;
            long uidValidity = same ? removed.get().uidValidity() : nextUidValidity(head);
            if (!reopen.test(uidValidity)) {
                return new Changed.NoSuchMailbox();
            }
            Listed listed = new Listed(
                    name, mailbox, uidValidity, free(account, removed.get().uses()));
            List<Edit> edits = List.of(put(listed), batch -> batch.delete(goneRow(mailbox)));
            if (committed(account, before, Math.max(head.uidValidity, uidValidity), head, edits)) {
                return new Changed.Done(listed);
            }
        }
        throw busy(account);
    }

    /// Those uses that no other mailbox has taken on.
    private Set<SpecialUse> free(AccountId account, Set<SpecialUse> uses) {
        Set<SpecialUse> free = new HashSet<>(uses);
        all(account).forEach(listed -> free.removeAll(listed.uses));
        return free;
    }

    private Optional<Removed> gone(AccountId account, MailboxId mailbox) {
        return store.get(Rows.account(account), goneRow(mailbox)).map(value -> Removed.read(mailbox, value));
    }

    private static Row goneRow(MailboxId mailbox) {
        return Row.of(Rows.GONE, mailbox.value());
    }

    /// Names need not exist to be subscribed to (RFC 9051 §6.3.7).
    public List<MailboxName> subscriptions(AccountId account) {
        return store.scan(Rows.account(account), Scan.all(Rows.SUBSCRIBED, MAX_MAILBOXES)).stream()
                .map(row -> new MailboxName(row.row().text(Rows.SUBSCRIBED)))
                .toList();
    }

    public void subscribe(AccountId account, MailboxName name) {
        store.commit(Batch.in(Rows.account(account))
                .put(
                        Row.of(Rows.SUBSCRIBED, name.value()),
                        Encoder.version(VERSION).toBytes()));
        changed(account);
    }

    public void unsubscribe(AccountId account, MailboxName name) {
        store.commit(Batch.in(Rows.account(account)).delete(Row.of(Rows.SUBSCRIBED, name.value())));
        changed(account);
    }

    void setQuota(AccountId account, Optional<byte[]> stored) {
        Batch batch = Batch.in(Rows.account(account));
        store.commit(stored.map(value -> batch.put(Rows.QUOTA, value)).orElseGet(() -> batch.delete(Rows.QUOTA)));
    }

    /// One step of a change.
    interface Edit {
        void addTo(Batch batch);
    }

    /// What is to become of the list, as it is now.
    /// @param edits none: nothing
    record Plan<T>(T outcome, List<Edit> edits) {
        static <T> Plan<T> refused(T why) {
            return new Plan<>(why, List.of());
        }
    }

    /// Makes a change to rows that hang on the list: to none of a mailbox that goes at the same moment. `plan` is
    /// asked again when the list has changed meanwhile.
    /// @param removed the outcome when the account is gone
    <T> T change(AccountId account, T removed, Supplier<Plan<T>> plan) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<byte[]> before = store.get(Rows.account(account), Rows.HEAD);
            AccountHead head =
                    before.map(value -> AccountHead.read(value, account)).orElse(AccountHead.NEW);
            Plan<T> now = head.removed ? Plan.refused(removed) : plan.get();
            if (now.edits.isEmpty() || committed(account, before, head.uidValidity, head, now.edits)) {
                return now.outcome;
            }
        }
        throw busy(account);
    }

    /// A new mailbox is for those whom the next one above it is for (RFC 4314 §4, CREATE).
    private Optional<byte[]> inherited(AccountId account, MailboxName name) {
        Optional<MailboxName> above = name.parent();
        Optional<Listed> parent = above.flatMap(existing -> find(account, existing));
        while (above.isPresent() && parent.isEmpty()) {
            above = above.flatMap(MailboxName::parent);
            parent = above.flatMap(existing -> find(account, existing));
        }
        return parent.flatMap(found -> store.get(Rows.account(account), Rows.acl(found.id)));
    }

    static Edit put(Listed listed) {
        return batch -> batch.put(box(listed.name), listed.stored());
    }

    private List<Edit> gone(Listed listed, AccountHead head) {
        Removed removed = new Removed(
                listed.id,
                Optional.of(listed.name),
                clock.instant(),
                listed.uidValidity,
                listed.uses,
                head.uidValidity,
                false);
        String meta = Rows.META + "/" + listed.id;
        return List.of(
                batch -> batch.delete(box(listed.name)).delete(Rows.acl(listed.id)),
                batch -> batch.deleteRange(Row.of(meta + "/"), Row.of(meta + "0")),
                batch -> batch.put(goneRow(listed.id), removed.stored()));
    }

    private List<Listed> moving(AccountId account, MailboxName from) {
        if (from.equals(MailboxName.INBOX)) {
            return find(account, from).stream().toList();
        }
        return all(account).stream()
                .filter(one -> one.name.equals(from) || one.name.isBelow(from))
                .toList();
    }

    /// The mailbox's own head comes before the account's row that names it: a crash in between leaves a head that
    /// nothing names, never a name without a mailbox.
    private boolean createdRows(AccountId account, Listed made) {
        return store.commit(Batch.in(Rows.mailbox(made.id))
                        .requireAbsent(Rows.HEAD)
                        .put(Rows.HEAD, Head.created(account, made.uidValidity).stored()))
                .committed();
    }

    private boolean committed(
            AccountId account, Optional<byte[]> before, long uidValidity, AccountHead head, List<Edit> edits) {
        Batch batch = Batch.in(Rows.account(account));
        before.ifPresentOrElse(value -> batch.requireEquals(Rows.HEAD, value), () -> batch.requireAbsent(Rows.HEAD));
        batch.put(Rows.HEAD, new AccountHead(uidValidity, head.changes + 1, head.removed).stored());
        edits.forEach(edit -> edit.addTo(batch));
        boolean done = store.commit(batch).committed();
        if (done) {
            changed(account);
        }
        return done;
    }

    private void changed(AccountId account) {
        bells.ring(new Watch.Event.InList(account));
    }

    private long nextUidValidity(AccountHead head) {
        return Math.max(head.uidValidity + 1, clock.instant().getEpochSecond());
    }

    private static Row box(MailboxName name) {
        return Row.of(Rows.BOX, name.value());
    }

    private static StorageException busy(AccountId account) {
        return new StorageException(
                StorageException.Kind.UNAVAILABLE,
                "the mailbox list of account " + account + " is changed by others all the time");
    }
}
