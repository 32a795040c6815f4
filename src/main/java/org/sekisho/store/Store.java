package org.sekisho.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A partitioned, ordered, durable key-value store with blobs. Safe from any thread, virtual ones included.
/// Reads see every batch whose commit returned before, and may already see one that is about to be durable: a
/// later commit that was decided on what was read is never durable without it. All methods throw
/// [StorageException] when the store cannot do its work.
public interface Store extends AutoCloseable {
    Optional<byte[]> get(Partition partition, Row row);

    /// Rows of one partition in key order, read at one moment.
    List<RowValue> scan(Partition partition, Scan scan);

    /// All partitions of a kind that have rows, each once, in no order: those whose names begin with `kind/`.
    /// One that comes or goes meanwhile may be missing. Costs a look at each: for whoever checks the store.
    void eachPartition(String kind, Consumer<Partition> taker);

    /// Applies the batch and returns when it is durable: it survives kill -9 and power loss. All its conditions
    /// are checked, in one atomic step with the changes, against the state before the batch.
    Outcome commit(Batch batch);

    /// Applies the batch without waiting for the disk: seen at once, it survives kill -9 from then on, and power
    /// loss from the next commit on this store on, or within a fraction of a second. Only for changes that may be
    /// undone by a crash, such as forgetting what is already done.
    Outcome apply(Batch batch);

    Blobs blobs();

    /// Waits for what is under way, then closes. Idempotent.
    @Override
    void close();
}
