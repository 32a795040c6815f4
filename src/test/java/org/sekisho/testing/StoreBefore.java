package org.sekisho.testing;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sekisho.store.Batch;
import org.sekisho.store.Blobs;
import org.sekisho.store.Outcome;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// A store that stands before another one, and does what that one does unless it says otherwise.
public interface StoreBefore extends Store {
    /// The one behind.
    Store store();

    @Override
    default Optional<byte[]> get(Partition partition, Row row) {
        return store().get(partition, row);
    }

    @Override
    default List<RowValue> scan(Partition partition, Scan scan) {
        return store().scan(partition, scan);
    }

    @Override
    default void eachPartition(String kind, Consumer<Partition> taker) {
        store().eachPartition(kind, taker);
    }

    @Override
    default Outcome commit(Batch batch) {
        return store().commit(batch);
    }

    @Override
    default Outcome apply(Batch batch) {
        return store().apply(batch);
    }

    @Override
    default Blobs blobs() {
        return store().blobs();
    }

    @Override
    default void close() {
        store().close();
    }
}
