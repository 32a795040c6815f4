package org.sekisho.mailbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.store.Batch;
import org.sekisho.store.Store;

/// One commit to a mailbox under construction: its batch and the head as it will be. All changes in it share one
/// modification sequence. Used by one thread.
final class Turn {
    /// Log rows kept. A session that was away for longer compares the whole mailbox (RFC 7162 §3.2.5.1 allows
    /// that).
    static final int LOG_KEPT = 10_000;
    /// How much the log may outgrow that before it is cut, so that cutting is rare.
    static final int LOG_SLACK = 2_000;

    private static final int MAX_UID_VALUE_BITS = 32; // RFC 9051 §2.3.1.1

    private final MailboxId mailbox;
    private final Store store;
    private final ContentsCache contents;
    private final Quotas quotas;
    private final Retention retention;
    private final Instant now;
    private final Head before;
    private final Batch batch;
    private final Map<String, Long> delivered = new HashMap<>();
    private final Map<String, SourceRow> sources = new HashMap<>();
    private final List<Message> rows = new ArrayList<>();
    private final List<UidSet.Range> changed = new ArrayList<>();
    private final List<UidSet.Range> vanished = new ArrayList<>();
    private Head head;
    private boolean more;
    private @Nullable Keywords keywords;

    Turn(MailboxId mailbox, Lane.Surroundings around, Instant now, Head before) {
        this.mailbox = mailbox;
        this.store = around.store();
        this.contents = around.contents();
        this.quotas = around.quotas();
        this.retention = around.retention();
        this.now = now;
        this.before = before;
        this.head = before;
        this.batch = Batch.in(Rows.mailbox(mailbox)).requireEquals(Rows.HEAD, before.stored());
    }

    Head head() {
        return head;
    }

    Batch batch() {
        return batch;
    }

    Instant now() {
        return now;
    }

    long modSeq() {
        return before.highestModSeq() + 1;
    }

    MessageRows messages() {
        return new MessageRows(store, mailbox);
    }

    /// The UID an earlier delivery with this id got: in this turn, or in one that is on disk.
    Optional<Long> delivered(String deliveryId) {
        Long here = delivered.get(deliveryId);
        return here != null ? Optional.of(here) : messages().delivered(deliveryId);
    }

    /// Whether messages may have these, be it that others here have them already. Those that this turn takes away
    /// count to its end.
    boolean hasRoomFor(Collection<String> words) {
        return words.isEmpty() || keywords().hasRoomFor(words);
    }

    /// Without the keywords that there is no room for; those that are left have theirs now.
    Flags fitting(Flags flags) {
        if (flags.keywords().isEmpty()) {
            return flags;
        }
        Flags fitting = keywords().fitting(flags);
        keywords = keywords().plus(fitting.keywords());
        return fitting;
    }

    /// Costs little when the mailbox is in memory, as for whoever has opened it; else as much as opening it.
    private Keywords keywords() {
        Keywords known = keywords;
        if (known == null) {
            known = contents.get(mailbox).map(Contents::keywords).orElse(Keywords.NONE);
            keywords = known;
        }
        return known;
    }

    /// Whether the account may keep so much more.
    boolean allows(long octets, long messages) {
        return quotas.allow(head.account(), mailbox, head, octets, messages);
    }

    /// Whether a delivery of so many octets may be added.
    boolean allowsDelivery(long octets) {
        return quotas.allowDelivery(head.account(), mailbox, head, octets);
    }

    /// UIDs below this one are given to no message any more, if it is higher than the next one would be.
    void skipTo(long uid) {
        if (uid > head.uidNext() && uid >>> MAX_UID_VALUE_BITS == 0) {
            head = head.withUidNext(uid);
            more = true;
        }
    }

    void setUidValidity(long value) {
        head = head.withUidValidity(value);
        more = true;
    }

    /// UIDs that programs remember are not these messages' any more (RFC 9051 §2.3.1.1).
    void renewUidValidity() {
        setUidValidity(Math.max(head.uidValidity() + 1, now.getEpochSecond()));
    }

    /// What is remembered of a message from another server: in this turn, or on disk.
    Optional<SourceRow> source(String name) {
        SourceRow here = sources.get(name);
        return here != null ? Optional.of(here) : messages().source(name);
    }

    void put(String source, SourceRow row) {
        batch.put(Rows.source(source), row.stored());
        sources.put(source, row);
        more = true;
    }

    /// Gives a new message its UID and adds it, with a reference to its body.
    long add(NewMessage message) {
        long uid = head.uidNext();
        if (uid >>> MAX_UID_VALUE_BITS != 0) {
            throw new IllegalStateException("mailbox " + mailbox + " has no UID left");
        }
        Message row = message.stored(uid, modSeq(), now);
        message.draft().ifPresent(batch::with);
        batch.put(Rows.message(uid), row.stored()).refer(row.body(), Rows.owner(mailbox, uid));
        if (row.headOctets() > 0) {
            batch.put(Rows.top(uid), message.head());
        }
        message.summary().ifPresent(summary -> batch.put(Rows.summary(uid), summary));
        message.deliveryId().ifPresent(id -> {
            batch.put(Rows.delivery(id), MessageRows.storedUid(uid));
            delivered.put(id, uid);
        });
        head = head.count(row, 1).withUidNext(uid + 1);
        rows.add(row);
        changed.add(new UidSet.Range(uid, uid));
        return uid;
    }

    Message setFlags(Message message, Flags flags) {
        Message row = message.with(flags, modSeq());
        batch.put(Rows.message(row.uid()), row.stored());
        head = head.count(message, -1).count(row, 1);
        rows.add(row);
        changed.add(new UidSet.Range(row.uid(), row.uid()));
        return row;
    }

    /// Takes a message away, but keeps it to be given back, as long as there is room ([Quotas#mayWait]).
    void expunge(Message message) {
        if (!retention.keeps() || !quotas.mayWait(head.account(), mailbox, head, message.octets())) {
            remove(message);
            return;
        }
        batch.delete(Rows.message(message.uid()))
                .delete(Rows.summary(message.uid()))
                .put(MessageRows.row(new Expunged(message, now)), message.stored());
        head = head.count(message, -1).keep(message, 1);
        vanished.add(new UidSet.Range(message.uid(), message.uid()));
    }

    /// Takes a message away for ever. Its body stays for the sweeper's grace: another session may be reading it.
    void remove(Message message) {
        batch.delete(Rows.message(message.uid())).delete(Rows.summary(message.uid()));
        release(message);
        head = head.count(message, -1);
        vanished.add(new UidSet.Range(message.uid(), message.uid()));
    }

    /// Takes an expunged message away for ever.
    void forget(Expunged expunged) {
        batch.delete(MessageRows.row(expunged));
        release(expunged.message());
        head = head.keep(expunged.message(), -1);
        more = true;
    }

    private void release(Message message) {
        batch.releaseWithGrace(message.body(), Rows.owner(mailbox, message.uid()));
        if (message.headOctets() > 0) {
            batch.delete(Rows.top(message.uid()));
        }
    }

    /// Whether expunged messages are kept from this turn on, and were not before.
    boolean beginsToKeep() {
        return before.kept().messages() == 0 && head.kept().messages() > 0;
    }

    void setCounts(Head.Counts counts) {
        head = head.withCounts(counts);
        more = true;
    }

    /// The mailbox takes no more changes after this one.
    void close() {
        head = head.withRemoved(true);
    }

    /// It takes changes again.
    void reopen() {
        head = head.withRemoved(false);
        more = true;
    }

    Head before() {
        return before;
    }

    /// As they are after this turn; of two with one UID the later.
    List<Message> rows() {
        return rows;
    }

    UidSet vanished() {
        return UidSet.of(vanished);
    }

    boolean isEmpty() {
        boolean same = head.removed() == before.removed();
        return changed.isEmpty() && vanished.isEmpty() && same && !more;
    }

    /// Adds the log's row and the new head, which every commit ends with.
    Head finish() {
        long logFrom = head.logFrom();
        if (modSeq() - logFrom > LOG_KEPT + LOG_SLACK) {
            batch.deleteRange(Rows.log(logFrom + 1), Rows.log(modSeq() - LOG_KEPT + 1));
            logFrom = modSeq() - LOG_KEPT;
        }
        batch.put(Rows.log(modSeq()), new LogEntry(UidSet.of(changed), UidSet.of(vanished)).stored());
        head = head.at(modSeq(), logFrom);
        batch.put(Rows.HEAD, head.stored());
        return head;
    }
}
