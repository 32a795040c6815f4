package org.sekisho.store;

import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.SetClock;

class MemoryStoreTest implements StoreContract, BlobsContract {
    @Override
    public Store open(SetClock clock) {
        return new MemoryStore(clock);
    }
}
