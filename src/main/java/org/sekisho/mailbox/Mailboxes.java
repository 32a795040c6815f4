package org.sekisho.mailbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// All mailboxes of all accounts. Safe from any thread; every change is durable when its method returns. All
/// methods throw [org.sekisho.store.StorageException] when the store cannot do its work.
///
/// Changes to one mailbox are made one after the other by its [Lane], where deliveries of many threads share a
/// commit. Reads go straight to the store. Nothing costs more because a mailbox is large, except to read all of
/// it.
public final class Mailboxes {
    /// Messages in one commit, and in one page of a listing.
    public static final int PAGE = 1_000;
    public static final long MAX_UID = 0xffff_ffffL; // RFC 9051 §9 nz-number

    private static final int INBOXES_KEPT = 20_000;
    private static final Duration INBOX_KEPT_FOR = Duration.ofMinutes(1);
    private static final int ATTEMPTS = 3;

    private final Store store;
    private final RandomGenerator random;
    private final Bells bells = new Bells();
    private final MailboxList list;
    private final Sharing sharing;
    private final ImapExtensions imapExtensions;
    private final Quotas quotas;
    private final Lanes lanes;
    private final Expiries expiries;
    private final ContentsCache contents;
    private final Purge purge;
    private final MailboxTakeover takeover;
    private final Cache<AccountId, MailboxId> inboxes = Caffeine.newBuilder()
            .maximumSize(INBOXES_KEPT)
            .expireAfterWrite(INBOX_KEPT_FOR)
            .build();

    /// What accounts may expect.
    /// @param keepExpunged how long expunged messages and removed mailboxes can be given back; zero: not at all
    public record Terms(Quota.Rule quota, Duration keepExpunged) {
        /// Without a soft limit.
        public Terms(Quota quota, Duration keepExpunged) {
            this(new Quota.Rule(quota, 100), keepExpunged);
        }
    }

    /// As below, with mailboxes that keep nothing that was expunged.
    public Mailboxes(
            Store store,
            InstantSource clock,
            RandomGenerator random,
            Quota quota,
            Supplier<String> oldestLiveDelivery) {
        this(store, clock, random, new Terms(quota, Duration.ZERO), oldestLiveDelivery);
    }

    /// @param random for names; needs no secrecy, but must not repeat
    /// @param oldestLiveDelivery asked at most hourly for each mailbox at work, must answer quickly: no delivery
    ///     whose id sorts before the answer will be tried again. Delivery ids begin with the queue's id, which is
    ///     ordered by time, so this is the id of the oldest queued message (of the next one, when the queue is
    ///     empty). `""` keeps all.
    public Mailboxes(
            Store store,
            InstantSource clock,
            RandomGenerator random,
            Terms terms,
            Supplier<String> oldestLiveDelivery) {
        this.store = store;
        this.random = random;
        this.list = new MailboxList(store, clock, random, bells);
        this.sharing = new Sharing(store, list, clock);
        this.imapExtensions = new ImapExtensions(store);
        this.quotas = new Quotas(store, list, terms.quota);
        this.contents = new ContentsCache(store);
        DeliveryIds ids = new DeliveryIds(store, oldestLiveDelivery);
        Retention retention = new Retention(terms.keepExpunged, new Expiries(store, random));
        var around = new Lane.Surroundings(store, quotas, contents, bells, retention, ids, clock);
        this.expiries = retention.expiries();
        this.lanes = new Lanes(mailbox -> new Lane(mailbox, around));
        this.purge = new Purge(store, list, lanes, retention, clock);
        this.takeover = new MailboxTakeover(store, this, random);
    }

    /// Appends to the account's INBOX, made when absent. Appends of many threads to one mailbox are combined into
    /// one commit. Needs no more memory for a large body: only a reference to it is added.
    public Appended deliver(AccountId account, Delivery delivery) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<MailboxId> inbox = inboxOrNew(account);
            if (inbox.isEmpty()) {
                return new Appended.Gone();
            }
            Appended appended = deliver(inbox.get(), delivery);
            if (!(appended instanceof Appended.Gone)) {
                return appended;
            }
            inboxes.invalidate(account); // what we remembered is gone; there may be a new one
        }
        return new Appended.Gone();
    }

    /// Appends to one mailbox.
    public Appended deliver(MailboxId mailbox, Delivery delivery) {
        Optional<byte[]> summary = delivery.octets() > Summaries.MADE_AT_ONCE
                ? Optional.empty()
                : Summaries.row(
                        () -> new HeadedBody(delivery.head(), store.blobs().open(delivery.body())));
        return run(mailbox, new Delivering(delivery, random.nextLong(), summary))
                .orElseGet(Appended.Gone::new);
    }

    /// Appends messages of a user, all or none (RFC 9051 §6.3.12, RFC 3502). The drafts are the caller's to
    /// close.
    public Appended append(MailboxId mailbox, List<Draft> drafts) {
        List<NewMessage> messages = drafts.stream()
                .map(draft -> new NewMessage(
                                draft.body().id(),
                                Optional.of(draft.body()),
                                Optional.empty(),
                                draft.body().octets(),
                                new byte[0],
                                draft.internalDate(),
                                draft.flags(),
                                random.nextLong())
                        .withSummary(draft.body()
                                .whole()
                                .filter(octets -> octets.length <= Summaries.MADE_AT_ONCE)
                                .flatMap(octets -> Summaries.row(() -> new ByteArrayInputStream(octets)))))
                .toList();
        return run(mailbox, new Appending(messages)).orElseGet(Appended.Gone::new);
    }

    /// Copies messages with their flags and dates, all or none (RFC 9051 §6.4.7); bodies are shared.
    /// @param messages at most [#PAGE], in the order they are to have
    public Appended copy(MailboxId from, List<Message> messages, MailboxId to) {
        return copy(from, messages, to, Rights.ALL);
    }

    /// The same for a user with these rights where the copies go: they get no flag that the user may not set
    /// there (RFC 4314 §4).
    public Appended copy(MailboxId from, List<Message> messages, MailboxId to, Rights there) {
        MessageRows rows = new MessageRows(store, from);
        Map<Long, byte[]> summaries = summariesOf(from).stored(messages);
        List<NewMessage> copies = messages.stream()
                .map(message -> new NewMessage(
                                message.body(),
                                Optional.empty(),
                                Optional.empty(),
                                message.octets(),
                                rows.top(message),
                                message.internalDate(),
                                there.mayChange(message.flags()),
                                message.emailId())
                        .withSummary(Optional.ofNullable(summaries.get(message.uid()))))
                .toList();
        return run(to, new Appending(copies)).orElseGet(Appended.Gone::new);
    }

    /// Changes flags, [#PAGE] messages in one commit.
    /// @return empty: the mailbox is gone
    public Optional<FlagChange.Result> setFlags(MailboxId mailbox, FlagChange change) {
        List<Message> changed = new ArrayList<>();
        List<Long> modified = new ArrayList<>();
        boolean full = false;
        long after = 0;
        do {
            Optional<FlagChange.Page> page = run(mailbox, new FlagChange.Step(change, after));
            if (page.isEmpty()) {
                return Optional.empty();
            }
            changed.addAll(page.get().changed());
            modified.addAll(page.get().modified());
            full = page.get().full();
            after = page.get().next();
        } while (after != 0);
        return Optional.of(new FlagChange.Result(changed, uidSet(modified), full));
    }

    /// Moves messages with their flags and dates (RFC 6851): copies all or none, then takes away what was copied.
    /// After a crash in between they are in both. They cannot be restored where they were: they are elsewhere.
    /// @param messages at most [#PAGE], in the order they are to have
    public Moved move(MailboxId from, List<Message> messages, MailboxId to) {
        return move(from, messages, to, Rights.ALL);
    }

    /// The same for a user with these rights where the messages go, as with [#copy].
    public Moved move(MailboxId from, List<Message> messages, MailboxId to, Rights there) {
        Appended appended = copy(from, messages, to, there);
        if (!(appended instanceof Appended.Stored)) {
            return new Moved(appended, UidSet.EMPTY);
        }
        UidSet copied = UidSet.of(messages.stream().mapToLong(Message::uid).toArray());
        return new Moved(appended, expunge(from, copied, false, false));
    }

    /// What became of a move.
    /// @param vanished UIDs in the mailbox they were in; one that another session has expunged meanwhile is
    ///     missing
    public record Moved(Appended appended, UidSet vanished) {}

    /// Takes messages away, [#PAGE] in one commit. Those that are gone already do not matter. They can be given
    /// back for some time, see [#restore].
    /// @param deletedOnly only those with \Deleted
    /// @return the UIDs that were removed
    public UidSet expunge(MailboxId mailbox, UidSet uids, boolean deletedOnly) {
        return expunge(mailbox, uids, deletedOnly, true);
    }

    private UidSet expunge(MailboxId mailbox, UidSet uids, boolean deletedOnly, boolean keep) {
        UidSet vanished = UidSet.EMPTY;
        long after = 0;
        do {
            Optional<Expunging.Page> page = run(mailbox, new Expunging(uids, deletedOnly, keep, after));
            if (page.isEmpty()) {
                return vanished;
            }
            vanished = vanished.plus(uidSet(page.get().vanished()));
            after = page.get().next();
        } while (after != 0);
        return vanished;
    }

    /// What was expunged and can be given back, the last first.
    /// @param limit at most so many; 1 or more
    public List<Expunged> expunged(MailboxId mailbox, int limit) {
        return new MessageRows(store, mailbox)
                .expunged(Scan.all(Rows.EXPUNGED, limit).backwards());
    }

    /// The same, page by page.
    /// @param before only those behind this one; empty: from the last one expunged
    public List<Expunged> expunged(MailboxId mailbox, int limit, Optional<Expunged> before) {
        Scan all = Scan.all(Rows.EXPUNGED, limit).backwards();
        return new MessageRows(store, mailbox)
                .expunged(before.map(last -> new Scan(all.from(), MessageRows.row(last), limit, true))
                        .orElse(all));
    }

    /// Gives expunged messages back, all or none: as new messages, without \Deleted.
    /// @param uids what they had, at most [#PAGE]; those that are not there any more do not matter
    /// @return the first of the new UIDs, which are in the order of the old ones; `Gone` when nothing was there
    public Appended restore(MailboxId mailbox, UidSet uids) {
        if (uids.size() > PAGE) {
            throw new IllegalArgumentException("at most " + PAGE + " messages at once");
        }
        return run(mailbox, new Restoring(uids)).orElseGet(Appended.Gone::new);
    }

    /// Gives back a mailbox of [MailboxList#removed], under any free name.
    public MailboxList.Changed restoreMailbox(AccountId account, MailboxId mailbox, MailboxName name) {
        Optional<Head> before = new MessageRows(store, mailbox).head();
        if (before.isPresent() && !quotas.allow(account, mailbox, before.get(), 0, 0)) {
            return new MailboxList.Changed.NotAllowed("there is no room for its messages");
        }
        MailboxList.Changed changed = list.restore(account, mailbox, name, uidValidity -> reopen(mailbox, uidValidity));
        if (!(changed instanceof MailboxList.Changed.Done)) {
            purge.closeAgain(account, mailbox);
        }
        quotas.forget(account);
        return changed;
    }

    private boolean reopen(MailboxId mailbox, long uidValidity) {
        expiries.note(Instant.EPOCH, new Expiries.Subject.InMailbox(mailbox)); // nobody looked while it was removed
        return run(mailbox, new Reopening(uidValidity)).isPresent();
    }

    /// The state as a whole; empty when there is no such mailbox (any more).
    public Optional<Head> head(MailboxId mailbox) {
        return new MessageRows(store, mailbox).head().filter(head -> !head.removed());
    }

    /// All messages, in memory: as new as everything that was committed before the call. Costs one look at the
    /// store when they are known, the changes when they are not new, and reading all rows the first time.
    /// @return empty when there is no such mailbox (any more)
    public Optional<Contents> contents(MailboxId mailbox) {
        return contents.get(mailbox);
    }

    /// Messages with this UID or a higher one are recent: nobody has been told of them (RFC 3501 §2.3.2).
    public long firstRecent(MailboxId mailbox) {
        return new RecentMark(store, mailbox).first();
    }

    /// Makes the messages below a UID recent for the caller and nobody else. Costs a look when there are none.
    /// @return the first that is recent; `uidNext` or more when none is
    public long claimRecent(MailboxId mailbox, long uidNext) {
        return new RecentMark(store, mailbox).claim(uidNext);
    }

    /// Messages with these UIDs, ascending.
    /// @param after only those above this UID
    /// @param limit at most so many; 1 or more
    public List<Message> messages(MailboxId mailbox, UidSet uids, long after, int limit) {
        return new MessageRows(store, mailbox).messages(uids, after, limit);
    }

    public Optional<Message> message(MailboxId mailbox, long uid) {
        return new MessageRows(store, mailbox).message(uid);
    }

    /// The message as sent, with one chunk in memory. Skipping costs little, however far.
    public InputStream open(MailboxId mailbox, Message message) {
        InputStream body = store.blobs().open(message.body());
        if (message.headOctets() == 0) {
            return body;
        }
        byte[] top = new MessageRows(store, mailbox).top(message);
        return new HeadedBody(top, body);
    }

    /// What lists show of these messages and what they are sorted by, in their order; messages that are gone by
    /// now are left out. The first time this reads the whole message, later only a row: those of a thousand
    /// neighbours in one go.
    /// @param messages so few that the largest summaries, half a megabyte each, are bearable; else
    ///     [#eachSummary]
    public List<Summary> summaries(MailboxId mailbox, List<Message> messages) {
        List<Summary> summaries = new ArrayList<>(messages.size());
        eachSummary(mailbox, messages, summaries::add);
        return summaries;
    }

    /// As [#summaries], one at a time: needs little memory, however many and whatever they are.
    public void eachSummary(MailboxId mailbox, List<Message> messages, Consumer<Summary> taker) {
        summariesOf(mailbox).each(messages, taker);
    }

    private Summaries summariesOf(MailboxId mailbox) {
        return new Summaries(store, mailbox, message -> () -> open(mailbox, message));
    }

    public Changes changesSince(MailboxId mailbox, long modSeq) {
        return new MessageRows(store, mailbox).changesSince(modSeq);
    }

    /// To wait for changes made through this object; to be closed when done. Watches nothing yet.
    public Watch watch() {
        return new Watch(bells);
    }

    /// An account is not what it was: wakes whoever watches it. Never waits.
    public void accountChanged(AccountId account) {
        bells.ring(new Watch.Event.OfAccount(account));
    }

    /// To bring mailboxes from another server.
    public MailboxTakeover takeover() {
        return takeover;
    }

    /// The account's mailboxes by name.
    public MailboxList list() {
        return list;
    }

    Store store() {
        return store;
    }

    /// Who else may use them.
    public Sharing sharing() {
        return sharing;
    }

    /// What single accounts do without.
    public ImapExtensions imapExtensions() {
        return imapExtensions;
    }

    public Optional<MailboxId> inbox(AccountId account) {
        return list.find(account, MailboxName.INBOX).map(MailboxList.Listed::id);
    }

    /// Renames as [MailboxList#rename] says.
    public MailboxList.Changed rename(AccountId account, MailboxName from, MailboxName to) {
        MailboxList.Changed changed = list.rename(account, from, to);
        inboxes.invalidate(account);
        return changed;
    }

    /// Removes a mailbox. It is gone on return; its messages go with [#finishRemovals], when it cannot be given
    /// back any more.
    public MailboxList.Changed remove(AccountId account, MailboxName name) {
        purge.noteRemoval(account);
        MailboxList.Changed changed = list.remove(account, name);
        if (changed instanceof MailboxList.Changed.Done(var listed)) {
            run(listed.id(), new Closing());
            quotas.forget(account);
            if (!quotas.mayWait(account)) {
                purge.soon(account, listed.id());
            }
        }
        quotas.forget(account);
        return changed;
    }

    /// Removes all an account has, when the account is removed. They are gone on return; messages go with
    /// [#finishRemovals].
    public void removeAccount(AccountId account) {
        purge.note(account, Purge.Extent.ACCOUNT);
        list.removeAll(account);
        sharing.forget(account);
        inboxes.invalidate(account);
        quotas.forget(account);
    }

    /// Takes away what removals left behind, earlier ones that a crash cut off included, and what was expunged
    /// long enough ago. Takes long; for the background, again and again.
    public void finishRemovals() {
        purge.run();
    }

    /// Checks all mailboxes of an account, while they are in use. Takes long, one page of rows in memory.
    public VerifyReport verify(AccountId account, MailboxVerify.Options options) {
        return new MailboxVerify(store, lanes, options).check(account, list);
    }

    /// The mailboxes with messages that no list names, of all accounts: there are none in a sound store.
    /// Takes longer than all [#verify] do that read no bodies. At most [VerifyReport#MAX_FINDINGS].
    public List<Unlisted> unlisted() {
        return new UnlistedMailboxes(store, list).find();
    }

    public Quota quota(AccountId account) {
        return quotas.quota(account);
    }

    /// Whether one more delivery would fit.
    /// @param octets of the message, 0 when nobody knows yet
    public Quota.Room room(AccountId account, long octets) {
        return quotas.room(account, octets);
    }

    public Quota.Use use(AccountId account) {
        return quotas.use(account);
    }

    /// @param quota empty for the standard one
    public void setQuota(AccountId account, Optional<Quota> quota) {
        quotas.set(account, quota);
    }

    private Optional<MailboxId> inboxOrNew(AccountId account) {
        MailboxId known = inboxes.getIfPresent(account);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<MailboxId> found = inbox(account).or(() -> newInbox(account));
        found.ifPresent(inbox -> inboxes.put(account, inbox));
        return found;
    }

    private Optional<MailboxId> newInbox(AccountId account) {
        return switch (list.create(account, MailboxName.INBOX, Set.of())) {
            case MailboxList.Changed.Done(var mailbox) -> Optional.of(mailbox.id());
            case MailboxList.Changed.AlreadyExists() -> inbox(account);
            case MailboxList.Changed.NoSuchMailbox() -> Optional.empty();
            case MailboxList.Changed.NotAllowed _ -> Optional.empty();
        };
    }

    <R> Optional<R> run(MailboxId mailbox, Change<R> change) {
        return lanes.run(mailbox, change);
    }

    private static UidSet uidSet(List<Long> uids) {
        return UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
    }
}
