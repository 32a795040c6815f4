package org.sekisho.mailbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// Reads the rows of one mailbox.
record MessageRows(Store store, MailboxId mailbox) {
    private static final int UID_VERSION = 1;
    private static final int LOG_PAGE = 1_000;
    private static final UidSet ALL = UidSet.range(1, Mailboxes.MAX_UID);
    private static final int ALL_PAGE = 2_000; // about half a megabyte

    Optional<Head> head() {
        return store.get(Rows.mailbox(mailbox), Rows.HEAD).map(value -> Head.read(value, mailbox));
    }

    Optional<Message> message(long uid) {
        return store.get(Rows.mailbox(mailbox), Rows.message(uid)).map(value -> Message.read(uid, value, mailbox));
    }

    /// Messages with these UIDs above `after`, ascending, at most `limit`.
    List<Message> messages(UidSet uids, long after, int limit) {
        List<Message> page = new ArrayList<>();
        for (UidSet.Range range : uids.ranges()) {
            long first = Math.max(range.first(), after + 1);
            if (page.size() == limit) {
                break;
            }
            if (first == range.last()) {
                message(first).ifPresent(page::add);
            } else if (first < range.last()) {
                page.addAll(range(first, range.last(), limit - page.size()));
            }
        }
        return page;
    }

    private List<Message> range(long first, long last, int limit) {
        return store
                .scan(
                        Rows.mailbox(mailbox),
                        new Scan(Rows.message(first), Rows.message(last).next(), limit, false))
                .stream()
                .map(row -> Message.read(row.row().number(), row.value(), mailbox))
                .toList();
    }

    /// Adds all messages, ascending.
    void readAll(ChunkWriter writer, FlagsPool flags) {
        Scan scan = new Scan(Rows.message(0), Rows.message(Mailboxes.MAX_UID).next(), ALL_PAGE, false);
        List<RowValue> page;
        do {
            page = store.scan(Rows.mailbox(mailbox), scan);
            page.forEach(row -> Message.readInto(writer, row, mailbox, flags));
            scan = page.isEmpty() ? scan : scan.after(page.getLast().row());
        } while (page.size() == ALL_PAGE);
    }

    /// What there is, row by row.
    Head.Counts count() {
        Head counted = Head.created(new AccountId("0000000000000000"), 1); // whose it is does not matter
        List<Message> page = messages(ALL, 0, ALL_PAGE);
        while (!page.isEmpty()) {
            for (Message message : page) {
                counted = counted.count(message, 1);
            }
            page = messages(ALL, page.getLast().uid(), ALL_PAGE);
        }
        Scan scan = Scan.all(Rows.EXPUNGED, ALL_PAGE);
        List<Expunged> gone = expunged(scan);
        while (!gone.isEmpty()) {
            for (Expunged expunged : gone) {
                counted = counted.keep(expunged.message(), 1);
            }
            scan = scan.after(row(gone.getLast()));
            gone = expunged(scan);
        }
        return counted.counts();
    }

    /// What was expunged, oldest first, at most `limit`.
    List<Expunged> expunged(int limit) {
        return expunged(Scan.all(Rows.EXPUNGED, limit));
    }

    List<Expunged> expunged(Scan scan) {
        return store.scan(Rows.mailbox(mailbox), scan).stream()
                .map(row -> new Expunged(
                        Message.read(row.row().number(), row.value(), mailbox),
                        Instant.ofEpochSecond(row.row().firstNumber())))
                .toList();
    }

    /// Those that had these UIDs, in the order of these.
    List<Expunged> expunged(UidSet uids) {
        List<Expunged> found = new ArrayList<>();
        Scan scan = Scan.all(Rows.EXPUNGED, LOG_PAGE);
        List<Expunged> page;
        do {
            page = expunged(scan);
            page.stream().filter(each -> uids.contains(each.message().uid())).forEach(found::add);
            scan = page.isEmpty() ? scan : scan.after(row(page.getLast()));
        } while (page.size() == LOG_PAGE);
        found.sort(Comparator.comparingLong(each -> each.message().uid()));
        return found;
    }

    static Row row(Expunged expunged) {
        return Rows.expunged(expunged.at().getEpochSecond(), expunged.message().uid());
    }

    byte[] top(Message message) {
        if (message.headOctets() == 0) {
            return new byte[0];
        }
        return store.get(Rows.mailbox(mailbox), Rows.top(message.uid()))
                .orElseThrow(() -> new StorageException(
                        StorageException.Kind.DAMAGED,
                        "message " + message.uid() + " of mailbox " + mailbox + " has no head (any more)"));
    }

    Optional<Long> delivered(String deliveryId) {
        return store.get(Rows.mailbox(mailbox), Rows.delivery(deliveryId)).map(value -> {
            Decoder decoder = Decoder.of(value, UID_VERSION, "delivery " + deliveryId + " in mailbox " + mailbox);
            long uid = decoder.number();
            decoder.end();
            return uid;
        });
    }

    Optional<SourceRow> source(String name) {
        return store.get(Rows.mailbox(mailbox), Rows.source(name)).map(value -> SourceRow.read(value, name, mailbox));
    }

    static byte[] storedUid(long uid) {
        return Encoder.version(UID_VERSION).number(uid).toBytes();
    }

    /// What happened after `modSeq`.
    Changes changesSince(long modSeq) {
        Optional<Head> head = head();
        if (head.isEmpty() || head.get().removed()) {
            return new Changes.Gone();
        }
        return changes(modSeq, Long.MAX_VALUE, head.get());
    }

    /// What happened after `modSeq`, up to this head.
    Changes changesBetween(long modSeq, Head head) {
        Changes changes = changes(modSeq, head.highestModSeq() + 1, head);
        boolean whole = changes instanceof Changes.Since since && since.highestModSeq() == head.highestModSeq();
        return whole ? changes : new Changes.TooOld(head); // the log was cut beyond this head while we read
    }

    /// @param end excluded
    private Changes changes(long modSeq, long end, Head head) {
        if (modSeq < head.logFrom()) {
            return new Changes.TooOld(head);
        }
        List<UidSet.Range> changed = new ArrayList<>();
        List<UidSet.Range> vanished = new ArrayList<>();
        long at = modSeq;
        List<RowValue> page;
        do {
            page = store.scan(Rows.mailbox(mailbox), new Scan(Rows.log(at + 1), Rows.log(end), LOG_PAGE, false));
            if (!page.isEmpty() && page.getFirst().row().number() != at + 1) {
                return new Changes.TooOld(head); // it was cut while we read
            }
            for (RowValue row : page) {
                LogEntry entry = LogEntry.read(row.value(), mailbox);
                changed.addAll(entry.changed().ranges());
                vanished.addAll(entry.vanished().ranges());
                at = row.row().number();
            }
        } while (page.size() == LOG_PAGE);
        UidSet gone = UidSet.of(vanished);
        return new Changes.Since(at, UidSet.of(changed).minus(gone), gone);
    }
}
