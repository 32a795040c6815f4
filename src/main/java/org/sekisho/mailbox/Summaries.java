package org.sekisho.mailbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sekisho.message.MessageSource;
import org.sekisho.store.Batch;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// The summaries of one mailbox's messages: rows beside the messages, made when a message comes, or when they are
/// first asked for. A row is written only as long as its message is what it was, so none outlives its message; that one
/// is lost in a
/// crash costs another reading of the body, so nobody waits for the disk. Safe from any thread: two who make the
/// same summary at once write the same.
final class Summaries {
    /// Octets of a row. A larger summary (hundreds of addresses or parts) is made whenever it is asked for, so
    /// that reading many needs little memory whatever strangers send.
    static final int MAX_ROW = 16 * 1024;
    /// Octets of a message whose summary is made when it comes: it is in memory then, and will soon be asked for.
    static final int MADE_AT_ONCE = 64 * 1024;
    /// How far apart two messages may be to be read in one scan.
    private static final int MAX_GAP = 32; // UIDs
    private static final int MAX_BATCH = 64; // rows

    private final Store store;
    private final MailboxId mailbox;
    private final Function<Message, MessageSource> bodies;

    Summaries(Store store, MailboxId mailbox, Function<Message, MessageSource> bodies) {
        this.store = store;
        this.mailbox = mailbox;
        this.bodies = bodies;
    }

    /// Hands over the summaries in the order of the messages, one at a time; messages that are gone by now are
    /// left out.
    void each(List<Message> messages, Consumer<Summary> taker) {
        for (int from = 0; from < messages.size(); from += Mailboxes.PAGE) {
            page(messages.subList(from, Math.min(messages.size(), from + Mailboxes.PAGE)), taker);
        }
    }

    private void page(List<Message> messages, Consumer<Summary> taker) {
        Map<Long, Summary> known = new HashMap<>();
        rows(Rows.SUMMARY, messages)
                .forEach((uid, value) -> Summary.read(uid, value).ifPresent(summary -> known.put(uid, summary)));
        Map<Long, byte[]> missing = rows(
                Rows.MESSAGE,
                messages.stream()
                        .filter(message -> !known.containsKey(message.uid()))
                        .toList());
        List<RowValue> made = new ArrayList<>();
        for (Message message : messages) {
            Summary summary = known.get(message.uid());
            if (summary == null && missing.containsKey(message.uid())) {
                summary = make(message, made);
            }
            if (summary != null) {
                taker.accept(summary);
            }
            if (made.size() == MAX_BATCH) {
                write(made, missing);
                made.clear();
            }
        }
        write(made, missing);
    }

    /// The row of a message that is about to be added.
    /// @return empty: it is too large, or the message cannot be read now
    static Optional<byte[]> row(MessageSource message) {
        try {
            return Optional.of(Summary.of(0, message).stored()).filter(row -> row.length <= MAX_ROW);
        } catch (IOException | StorageException _) {
            return Optional.empty(); // it is made when it is asked for
        }
    }

    private Summary make(Message message, List<RowValue> into) {
        Summary summary = summary(message);
        byte[] row = summary.stored();
        if (row.length <= MAX_ROW) {
            into.add(new RowValue(Rows.summary(message.uid()), row));
        }
        return summary;
    }

    /// @param messages the rows of the messages as they were read
    private void write(List<RowValue> rows, Map<Long, byte[]> messages) {
        boolean done = rows.isEmpty() || apply(rows, messages);
        if (!done && rows.size() > 1) { // one of the messages has changed meanwhile
            rows.forEach(row -> apply(List.of(row), messages));
        }
    }

    private Summary summary(Message message) {
        try {
            return Summary.of(message.uid(), bodies.apply(message));
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE, "message " + message.uid() + " cannot be read", e);
        }
    }

    private boolean apply(List<RowValue> rows, Map<Long, byte[]> messages) {
        Batch batch = Batch.in(Rows.mailbox(mailbox));
        for (RowValue row : rows) {
            long uid = row.row().number();
            batch.requireEquals(Rows.message(uid), Objects.requireNonNull(messages.get(uid)))
                    .put(row.row(), row.value());
        }
        return store.apply(batch).committed();
    }

    /// The rows there are, as they are stored.
    Map<Long, byte[]> stored(List<Message> messages) {
        return rows(Rows.SUMMARY, messages);
    }

    /// Rows of these messages, by UID: neighbours in one scan.
    private Map<Long, byte[]> rows(String name, List<Message> messages) {
        long[] uids =
                messages.stream().mapToLong(Message::uid).sorted().distinct().toArray();
        Map<Long, byte[]> rows = new HashMap<>();
        int from = 0;
        for (int to = 1; to <= uids.length; to++) {
            boolean cut =
                    to == uids.length || uids[to] - uids[to - 1] > MAX_GAP || uids[to] - uids[from] >= Mailboxes.PAGE;
            if (cut) {
                read(name, uids[from], uids[to - 1], rows);
                from = to;
            }
        }
        return rows;
    }

    private void read(String name, long first, long last, Map<Long, byte[]> into) {
        if (first == last) {
            store.get(Rows.mailbox(mailbox), Row.of(name, first)).ifPresent(value -> into.put(first, value));
            return;
        }
        int most = (int) (last - first + 1);
        Scan scan = new Scan(Row.of(name, first), Row.of(name, last).next(), most, false);
        for (RowValue row : store.scan(Rows.mailbox(mailbox), scan)) {
            into.put(row.row().number(), row.value());
        }
    }
}
