package org.sekisho.queue;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sekisho.store.Batch;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// Queued messages in the store: reading them, and the batches that change them. Safe from any thread.
record EntryStore(Store store, EntryRow rows) {
    private static final int PAGE = 1_000; // entries

    /// @throws StorageException also when its row is damaged
    Optional<StoredEntry> find(QueueId id) {
        if (!id.isWellFormed()) {
            return Optional.empty();
        }
        return store.get(EntryRow.partition(id.shard()), EntryRow.row(id)).map(value -> read(id, value));
    }

    private StoredEntry read(QueueId id, byte[] value) {
        return new StoredEntry(rows.read(id, value), value);
    }

    StoredEntry printed(QueueEntry entry) {
        return new StoredEntry(entry, rows.print(entry));
    }

    /// All of a shard in the order of arrival, but those whose row is damaged.
    /// @return false when `each` said false
    boolean walk(int shard, Predicate<StoredEntry> each) {
        Scan page = Scan.all("entry", PAGE);
        List<RowValue> found = scan(shard, page);
        while (!found.isEmpty()) {
            for (RowValue row : found) {
                Optional<StoredEntry> entry = read(row);
                if (entry.isPresent() && !each.test(entry.get())) {
                    return false;
                }
            }
            page = page.after(found.getLast().row());
            found = scan(shard, page);
        }
        return true;
    }

    /// One damaged row must not hide all others. It is told of when the message's time comes.
    private Optional<StoredEntry> read(RowValue row) {
        try {
            return Optional.of(read(EntryRow.id(row.row()), row.value()));
        } catch (StorageException _) {
            return Optional.empty();
        }
    }

    /// Where the messages of a shard wait, from a place on.
    List<Waiting> due(int shard, Waiting from, int limit) {
        return scan(shard, new Scan(EntryRow.due(from), EntryRow.DUE_END, limit, false)).stream()
                .map(row -> EntryRow.waiting(row.row()))
                .toList();
    }

    /// The first message of a shard from this one on.
    Optional<QueueId> first(int shard, QueueId from) {
        return scan(shard, new Scan(EntryRow.row(from), EntryRow.END, 1, false)).stream()
                .map(row -> EntryRow.id(row.row()))
                .findFirst();
    }

    private List<RowValue> scan(int shard, Scan scan) {
        return store.scan(EntryRow.partition(shard), scan);
    }

    static Batch in(QueueId id) {
        return Batch.in(EntryRow.partition(id.shard()));
    }

    /// A new message; its body goes with the same batch, or is in the store already.
    static Batch create(Batch batch, StoredEntry entry) {
        return put(batch, entry)
                .refer(entry.entry().body(), EntryRow.owner(entry.entry().id()));
    }

    private static Batch put(Batch batch, StoredEntry stored) {
        QueueEntry entry = stored.entry();
        batch.put(EntryRow.row(entry.id()), stored.row());
        return entry.held().isPresent() ? batch : batch.put(EntryRow.due(Waiting.of(entry)), new byte[0]);
    }

    /// From one state to the next, or away: on the condition that it is still in the one.
    static Batch change(StoredEntry stored, Optional<StoredEntry> next) {
        QueueEntry entry = stored.entry();
        Row row = EntryRow.row(entry.id());
        Batch batch = in(entry.id()).requireEquals(row, stored.row()).delete(EntryRow.due(Waiting.of(entry)));
        return next.isPresent()
                ? put(batch, next.get())
                : batch.delete(row).release(entry.body(), EntryRow.owner(entry.id()));
    }
}
