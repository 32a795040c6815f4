package org.sekisho.store.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.testing.Await;
import org.sekisho.testing.RecordedEvents;

/// Many sessions share one fsync; one session alone needs one per commit.
class GroupCommitTest {
    private static final Partition PARTITION = new Partition("test");

    @TempDir
    private Path folder;

    private final RecordedEvents events = new RecordedEvents();

    @Test
    void aMessageIsOneWrite() {
        try (RocksDbStore store = RocksDbStore.open(folder, Options.defaults(), events, events);
                BlobDraft draft = store.blobs().draft()) {
            draft.write(new byte[4096], 0, 4096);
            store.commit(
                    Batch.in(PARTITION).with(draft).refer(draft.id(), "queue/1").put(Row.of("entry"), new byte[100]));
            assertEquals(1, events.counted("store_group"));
            assertEquals(1, events.counted("store_sync"));
        }
    }

    @Test
    void waitingCommitsAreMerged() throws InterruptedException {
        long threads = 128;
        int rounds = 20;
        try (RocksDbStore store = RocksDbStore.open(folder, Options.defaults(), events, events)) {
            List<Thread> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(Thread.ofVirtual().start(() -> {
                    for (int round = 0; round < rounds; round++) {
                        store.commit(Batch.in(PARTITION).put(Row.of("row/" + thread, round), new byte[1024]));
                    }
                }));
            }
            for (Thread thread : running) {
                thread.join();
            }
            long syncs = events.counted("store_sync");
            assertEquals(threads * rounds, events.counted("store_work"));
            assertTrue(syncs < threads * rounds / 4, () -> syncs + " syncs for " + threads * rounds + " commits");
        }
    }

    /// One sync for all of it, when the store has rested: on a quiet server nothing stays off the disk.
    @Test
    void whatNobodyWaitsForIsSyncedSoon() throws Exception {
        try (RocksDbStore store = RocksDbStore.open(folder, Options.defaults(), events, events)) {
            for (int i = 0; i < 100; i++) {
                store.apply(Batch.in(PARTITION).put(Row.of("a"), new byte[10]));
            }
            Await.until("a sync", () -> events.counted("store_sync") > 0);
            assertTrue(events.counted("store_sync") < 100);
        }
    }
}
