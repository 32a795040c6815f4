package org.sekisho.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.Domain;
import org.sekisho.mailbox.MailboxList.Changed;
import org.sekisho.mailbox.MailboxList.Listed;
import org.sekisho.mailbox.MailboxList.Plan;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Outcome;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// Who may do what in whose mailboxes. The access control list of a mailbox lies with its owner's list of
/// mailboxes and changes in one commit with nothing else half done.
///
/// So that nobody must look at all accounts to see what is shared with one, each grantee has an index of owners.
/// It is written before what it points at: a crash in between leaves a hint that costs a look, never a mailbox
/// that its reader cannot find. A hint that has pointed at nothing for a while is taken away by who follows it.
/// Safe from any thread.
public final class Sharing {
    static final int MAX_OWNERS = 10_000;
    /// A grant may be between its two commits; no longer than this.
    static final Duration HINT_GRACE = Duration.ofHours(1);

    private static final int VERSION = 1;

    /// @param row in the index `partition`
    record Hint(AccountId owner, Identifier grantee, Partition partition, RowValue row) {}

    private final Store store;
    private final MailboxList list;
    private final InstantSource clock;

    Sharing(Store store, MailboxList list, InstantSource clock) {
        this.store = store;
        this.list = list;
        this.clock = clock;
    }

    public Acl acl(AccountId owner, MailboxId mailbox) {
        return store.get(Rows.account(owner), Rows.acl(mailbox))
                .map(value -> Acl.read(value, mailbox))
                .orElse(Acl.EMPTY);
    }

    /// Of all mailboxes of this owner that have one.
    public Map<MailboxId, Acl> acls(AccountId owner) {
        Map<MailboxId, Acl> all = new HashMap<>();
        for (RowValue row : store.scan(Rows.account(owner), Scan.all(Rows.ACL, MailboxList.MAX_MAILBOXES))) {
            MailboxId mailbox = new MailboxId(row.row().text(Rows.ACL));
            all.put(mailbox, Acl.read(row.value(), mailbox));
        }
        return all;
    }

    /// Changes one entry of an access control list.
    /// @param gone accounts that no longer exist: their entries go along
    Changed change(Owner owner, MailboxName mailbox, Identifier who, RightsChange change, Set<AccountId> gone) {
        if (!who.negative() && !change.applyTo(Rights.NONE).isEmpty()) {
            note(owner, who);
        }
        return list.<Changed>change(owner.id(), new Changed.NoSuchMailbox(), () -> {
            Optional<Listed> listed = list.find(owner.id(), mailbox);
            if (listed.isEmpty()) {
                return Plan.refused(new Changed.NoSuchMailbox());
            }
            Acl after = acl(owner.id(), listed.get().id()).with(who, change).without(gone);
            if (after.entries().size() > Acl.MAX_ENTRIES) {
                return Plan.refused(new Changed.NotAllowed("too many entries in this access control list"));
            }
            Row row = Rows.acl(listed.get().id());
            return new Plan<>(new Changed.Done(listed.get()), List.of(batch -> {
                if (after.entries().isEmpty()) {
                    batch.delete(row);
                } else {
                    batch.put(row, after.stored());
                }
            }));
        });
    }

    /// Who may have shared something with this account, or with all of its domain.
    List<Hint> hints(AccountId user, Domain domain) {
        List<Hint> hints = new ArrayList<>();
        Partition own = Rows.sharers(user);
        for (RowValue row : store.scan(own, Scan.all(Rows.FROM, MAX_OWNERS))) {
            hints.add(new Hint(new AccountId(row.row().text(Rows.FROM)), Identifier.of(user), own, row));
        }
        String prefix = Rows.FROM + "/" + domain.name();
        for (RowValue row : store.scan(Rows.SHARERS_WITH_ANYONE, Scan.all(prefix, MAX_OWNERS))) {
            hints.add(
                    new Hint(new AccountId(row.row().text(prefix)), Identifier.ANYONE, Rows.SHARERS_WITH_ANYONE, row));
        }
        return hints;
    }

    /// Takes a hint away that points at nothing, unless it was given just now.
    void retire(Hint hint) {
        Decoder decoder = Decoder.of(hint.row.value(), VERSION, "the index of sharers");
        Instant noted = decoder.instant();
        decoder.end();
        if (noted.isBefore(clock.instant().minus(HINT_GRACE))) {
            Outcome _ = store.apply(Batch.in(hint.partition)
                    .requireEquals(hint.row.row(), hint.row.value())
                    .delete(hint.row.row()));
        }
    }

    /// Puts back what the index lacks of this owner's grants.
    void reindex(Owner owner) {
        Set<Identifier> grantees = new HashSet<>();
        acls(owner.id()).values().forEach(acl -> grantees.addAll(acl.entries().keySet()));
        for (Identifier who : grantees) {
            if (!who.negative() && store.get(index(who), hint(owner, who)).isEmpty()) {
                note(owner, who);
            }
        }
    }

    /// What others have shared with an account that is gone points at nobody.
    void forget(AccountId user) {
        store.commit(Batch.in(Rows.sharers(user)).deleteRange(Row.of(Rows.FROM + "/"), Row.of(Rows.FROM + "0")));
    }

    private void note(Owner owner, Identifier who) {
        store.commit(Batch.in(index(who))
                .put(
                        hint(owner, who),
                        Encoder.version(VERSION).instant(clock.instant()).toBytes()));
    }

    private static Partition index(Identifier who) {
        return who.account().map(Rows::sharers).orElse(Rows.SHARERS_WITH_ANYONE);
    }

    private static Row hint(Owner owner, Identifier who) {
        return who.account().isPresent()
                ? Row.of(Rows.FROM, owner.id().value())
                : Row.of(Rows.FROM, owner.domain().name() + "/" + owner.id());
    }
}
