package org.sekisho.store.rocksdb;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.store.BlobsContract;
import org.sekisho.store.Store;
import org.sekisho.store.StoreContract;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

class RocksDbStoreTest implements StoreContract, BlobsContract {
    @TempDir
    private Path folder;

    private final RecordedEvents events = new RecordedEvents();

    @Override
    public Store open(SetClock clock) {
        return RocksDbStore.open(folder, Options.defaults(), clock, events, events);
    }
}
