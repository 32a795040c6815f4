package org.sekisho.store.rocksdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.sekisho.store.BlobId;
import org.sekisho.store.BlobsContract;
import org.sekisho.store.Decoder;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;
import org.sekisho.testing.ChildJvm;
import org.sekisho.testing.CrashRounds;
import org.sekisho.testing.RecordedEvents;

/// A process that is killed while it stores: whatever it has acknowledged is there and whole, nothing is half
/// there.
class StoreCrashTest {
    @TempDir
    private Path temporary;

    private final RecordedEvents events = new RecordedEvents();
    private long next = 1;

    @Test
    @Timeout(300)
    void killedAtRandomMoments() throws Exception {
        kill(CrashRounds.rounds(5));
    }

    @Test
    @Tag("long")
    @Timeout(1800)
    void killedFiftyTimes() throws Exception {
        kill(CrashRounds.rounds(50));
    }

    /// A second start beside a running server is refused, and does nothing to the first one's files.
    @Test
    @Timeout(60)
    void aSecondProcessIsKeptOut() throws Exception {
        Path folder = temporary.resolve("store");
        try (ChildJvm child = ChildJvm.start(
                CrashLoad.class, List.of(Store.class, RocksDB.class), folder.toString(), Long.toString(next))) {
            child.awaitLoad();
            for (int attempt = 0; attempt < 200; attempt++) {
                StorageException locked = assertThrows(
                        StorageException.class,
                        () -> RocksDbStore.open(folder, Options.defaults(), events, events)
                                .close());
                assertEquals(StorageException.Kind.LOCKED, locked.kind());
            }
            audit(folder, 0, child.kill());
        }
    }

    private void kill(int rounds) throws Exception {
        Path folder = temporary.resolve("store");
        CrashRounds crashes = new CrashRounds();
        crashes.run(
                rounds,
                _ -> ChildJvm.start(
                        CrashLoad.class, List.of(Store.class, RocksDB.class), folder.toString(), Long.toString(next)),
                (round, acknowledged) -> audit(folder, round, acknowledged));
        assertTrue(next > rounds, "it never stored anything");
    }

    private void audit(Path folder, int round, List<String> acknowledged) throws IOException {
        Set<Long> told = acknowledged.stream().map(Long::valueOf).collect(Collectors.toSet());
        try (Store store = RocksDbStore.open(folder, Options.defaults(), events, events)) {
            Map<Long, BlobId> found = rows(store, "a");
            assertEquals(found, rows(store, "b"), "a batch is whole or not there");
            for (long number : told) {
                if (number > 0 && !told.contains(-number)) {
                    assertTrue(found.containsKey(number), () -> number + " was acknowledged and is not there");
                }
            }
            for (Map.Entry<Long, BlobId> entry : found.entrySet()) {
                byte[] body = BlobsContract.read(store, entry.getValue());
                assertArrayEquals(CrashLoad.body(entry.getKey()), body, "body of " + entry.getKey());
            }
            assertFalse(found.isEmpty(), "nothing was stored in round " + round);
            assertEquals(found.size(), new HashSet<>(found.values()).size());
            store.blobs().sweep(Duration.ZERO); // drafts of the dead
            assertEquals(0, store.blobs().sweep(Duration.ZERO));
            next = found.keySet().stream().mapToLong(Long::longValue).max().orElse(0) + 1000;
        }
    }

    private static Map<Long, BlobId> rows(Store store, String name) {
        Map<Long, BlobId> found = new TreeMap<>();
        for (RowValue row : store.scan(CrashLoad.PARTITION, Scan.all(name, Integer.MAX_VALUE))) {
            Decoder decoder = Decoder.of(row.value(), 1, "row");
            found.put(row.row().number(), new BlobId(decoder.text()));
            decoder.end();
        }
        return found;
    }
}
