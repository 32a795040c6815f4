package org.sekisho.mailbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Store;

/// What each account may keep and keeps. The use is never stored: it is the sum over the heads of its mailboxes,
/// so it cannot drift from them and costs no commit. The sum is kept in memory for accounts at work; what another
/// node adds is seen when the entry expires. Safe from any thread.
final class Quotas {
    private static final int VERSION = 1;
    /// Mailboxes of one account that wait for their end.
    static final int MAX_REMOVED = 1_000;

    private static final int KEPT = 10_000;
    private static final Duration KEPT_FOR = Duration.ofMinutes(5);

    private final Store store;
    private final MailboxList list;
    private final Quota.Rule rule;
    private final Cache<AccountId, Account> accounts =
            Caffeine.newBuilder().maximumSize(KEPT).expireAfterWrite(KEPT_FOR).build();

    /// One account's sum. The newest state of each mailbox counts, whatever order they become known in.
    private static final class Account {
        final Quota quota;
        private final Map<MailboxId, Head> heads = new HashMap<>();
        private final Quota.Use gone; // mailboxes that can be given back
        private Quota.Use use = Quota.Use.NONE;
        private Quota.Use kept = Quota.Use.NONE; // expunged messages that can be given back

        Account(Quota quota, Quota.Use gone) {
            this.quota = quota;
            this.gone = gone;
        }

        synchronized Quota.Use use() {
            return use;
        }

        synchronized Quota.Use useWith(MailboxId mailbox, Head now) {
            Head counted = heads.get(mailbox);
            Quota.Use others = counted == null ? use : use.plus(-counted.octets(), -counted.messages());
            return others.plus(now.octets(), now.messages());
        }

        private Quota.Use keptWith(MailboxId mailbox, Head now) {
            Head.Kept counted = heads.containsKey(mailbox) ? heads.get(mailbox).kept() : Head.Kept.NOTHING;
            return kept.plus(now.kept().octets() - counted.octets(), now.kept().messages() - counted.messages());
        }

        synchronized Quota.Use waitingWith(MailboxId mailbox, Head now) {
            return keptWith(mailbox, now).plus(gone.octets(), gone.messages());
        }

        synchronized Quota.Use waiting() {
            return kept.plus(gone.octets(), gone.messages());
        }

        synchronized void learn(MailboxId mailbox, Head head) {
            Head counted = heads.get(mailbox);
            if (counted == null || counted.highestModSeq() < head.highestModSeq()) {
                use = useWith(mailbox, head);
                kept = keptWith(mailbox, head);
                heads.put(mailbox, head);
            }
        }
    }

    Quotas(Store store, MailboxList list, Quota.Rule rule) {
        this.store = store;
        this.list = list;
        this.rule = rule;
    }

    Quota quota(AccountId account) {
        return accounts.get(account, this::load).quota;
    }

    /// What all mailboxes hold, read from their heads when the account has no quota.
    Quota.Use use(AccountId account) {
        Account known = accounts.get(account, this::load);
        return (known.quota.isUnlimited() ? sum(account, known.quota) : known).use();
    }

    /// Whether the account may keep so much more, one of its mailboxes being as `now` says.
    boolean allow(AccountId account, MailboxId mailbox, Head now, long octets, long messages) {
        Account known = accounts.get(account, this::load);
        return known.quota.isUnlimited()
                || known.quota.allows(known.useWith(mailbox, now).plus(octets, messages));
    }

    /// Whether a delivery may add so much more, one of the account's mailboxes being as `now` says.
    boolean allowDelivery(AccountId account, MailboxId mailbox, Head now, long octets) {
        Account known = accounts.get(account, this::load);
        return known.quota.isUnlimited()
                || rule.soft(known.quota).allows(known.useWith(mailbox, now).plus(octets, 1));
    }

    /// Whether one more expunged message may wait, one of the account's mailboxes being as `now` says. What waits in
    /// all of them together, and what removed ones hold, is at most as much as the account may keep: nobody fills
    /// the disk with what counts for nothing.
    boolean mayWait(AccountId account, MailboxId mailbox, Head now, long octets) {
        Account known = accounts.get(account, this::load);
        return known.quota.isUnlimited()
                || known.quota.allows(known.waitingWith(mailbox, now).plus(octets, 1));
    }

    /// Whether all that waits now may go on doing so.
    boolean mayWait(AccountId account) {
        Account known = accounts.get(account, this::load);
        return list.removed(account).size() <= MAX_REMOVED
                && (known.quota.isUnlimited() || known.quota.allows(known.waiting()));
    }

    /// Whether one more message of so many octets would fit.
    Quota.Room room(AccountId account, long octets) {
        Account known = accounts.get(account, this::load);
        if (known.quota.isUnlimited()) {
            return Quota.Room.ENOUGH;
        }
        Quota.Use then = known.use().plus(octets, 1);
        if (rule.soft(known.quota).allows(then)) {
            return Quota.Room.ENOUGH;
        }
        return known.quota.allows(then) ? Quota.Room.LATER : Quota.Room.NONE;
    }

    void changed(MailboxId mailbox, Head head) {
        Account known = accounts.getIfPresent(head.account());
        if (known != null && !known.quota.isUnlimited()) {
            known.learn(mailbox, head);
        }
    }

    void set(AccountId account, Optional<Quota> quota) {
        list.setQuota(
                account,
                quota.map(value -> Encoder.version(VERSION)
                        .number(value.octets())
                        .number(value.messages())
                        .toBytes()));
        forget(account);
    }

    void forget(AccountId account) {
        accounts.invalidate(account);
    }

    private Account load(AccountId id) {
        Quota quota = store.get(Rows.account(id), Rows.QUOTA)
                .map(value -> {
                    Decoder decoder = Decoder.of(value, VERSION, "the quota of account " + id);
                    Quota read = decoder.checked(() -> new Quota(decoder.number(), decoder.number()));
                    decoder.end();
                    return read;
                })
                .orElse(rule.standard());
        return quota.isUnlimited() ? new Account(quota, Quota.Use.NONE) : sum(id, quota);
    }

    private Quota.Use gone(AccountId id) {
        Quota.Use gone = Quota.Use.NONE;
        for (Removed one : list.removed(id)) {
            Optional<Head> head = one.purging() ? Optional.empty() : new MessageRows(store, one.id()).head();
            if (head.isPresent()) {
                Head.Kept kept = head.get().kept();
                gone = gone.plus(head.get().octets() + kept.octets(), head.get().messages() + kept.messages());
            }
        }
        return gone;
    }

    private Account sum(AccountId id, Quota quota) {
        Account account = new Account(quota, gone(id));
        for (MailboxList.Listed one : list.all(id)) {
            new MessageRows(store, one.id()).head().ifPresent(head -> account.learn(one.id(), head));
        }
        return account;
    }
}
