package org.sekisho.store.rocksdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.BlobsContract;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;
import org.sekisho.testing.RecordedEvents;

/// A folder that cannot be used is a clear error, never an empty store, and never a store with something
/// missing.
class FailureTest {
    private static final Partition PARTITION = new Partition("test");
    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path temporary;

    private final RecordedEvents events = new RecordedEvents();

    private RocksDbStore open(Path folder) {
        return RocksDbStore.open(folder, Options.defaults(), events, events);
    }

    private StorageException refused(Path folder) {
        return assertThrows(StorageException.class, () -> open(folder).close());
    }

    private static byte[] value(int number) {
        return Integer.toString(number).repeat(200).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /// A store with 200 rows and a body, closed in good order.
    private Path filled() {
        Path folder = temporary.resolve("store");
        try (RocksDbStore store = open(folder)) {
            for (int number = 0; number < 200; number++) {
                store.apply(Batch.in(PARTITION).put(Row.of("row", number), value(number)));
            }
            BlobsContract.store(store, BlobsContract.body(300_000, 1), "a");
        }
        return folder;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            int octet = open.read();
            open.seek(offset);
            open.write(octet ^ 0x10);
        }
    }

    @Test
    void lockedByAnother() {
        Path folder = temporary.resolve("store");
        try (RocksDbStore store = open(folder)) {
            StorageException locked = refused(folder);
            assertEquals(Kind.LOCKED, locked.kind());
            assertTrue(locked.toString().contains(folder.toString()), locked::toString);
            store.commit(Batch.in(PARTITION).put(Row.of("a"), value(1)));
        }
        open(folder).close();
    }

    @Test
    void aFileWhereTheFolderShouldBe() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertEquals(Kind.READ_ONLY, refused(file).kind());
        assertEquals(Kind.READ_ONLY, refused(file.resolve("store")).kind());
    }

    /// Root may write anywhere; /proc refuses even root.
    @Test
    void aFolderThatCannotBeWritten() {
        assertEquals(Kind.READ_ONLY, refused(Path.of("/proc/self/store")).kind());
        assertEquals(Kind.READ_ONLY, refused(Path.of("/proc/self")).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".sst", ".blob", ".log"})
    void aLostFileIsNoNewStore(String ending) throws IOException {
        Path folder = filled();
        if (ending.equals(".log")) { // after a clean close the log is empty; pretend that it was none
            Files.createFile(folder.resolve("OPEN"));
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(ending) || name.startsWith(ending)) {
                    Files.delete(file);
                }
            }
        }
        StorageException damaged = refused(folder);
        assertEquals(Kind.DAMAGED, damaged.kind(), damaged::toString);
        assertTrue(damaged.toString().contains(folder.toString()), damaged::toString);
        assertTrue(damaged.toString().contains("backup"), damaged::toString);
        assertEquals(Kind.DAMAGED, refused(folder).kind(), "the second start is no different");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST"})
    void damageInTheListOfFiles(String beginning) throws IOException {
        Path folder = filled();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(beginning)) {
                    flip(file, Files.size(file) / 2);
                }
            }
        }
        StorageException damaged = refused(folder);
        assertEquals(Kind.DAMAGED, damaged.kind(), damaged::toString);
    }

    /// Damage in a file of rows is met when the block is read: then that read fails, and says where.
    @Test
    void damageInTheRows() throws IOException {
        Path folder = filled();
        for (Path file : files(folder, ".sst")) {
            flip(file, 20);
        }
        StorageException damaged = assertThrows(StorageException.class, () -> {
            try (RocksDbStore store = open(folder)) {
                store.get(PARTITION, Row.of("row", 1));
            }
        });
        assertEquals(Kind.DAMAGED, damaged.kind(), damaged::toString);
        assertTrue(damaged.toString().contains(".sst"), damaged::toString);
    }

    @Test
    void damageInABody() throws IOException {
        Path folder = temporary.resolve("store");
        BlobId id;
        try (RocksDbStore store = open(folder)) {
            id = BlobsContract.store(store, BlobsContract.body(300_000, 1), "a");
        }
        for (Path file : files(folder, ".blob")) {
            flip(file, Files.size(file) / 2);
        }
        try (RocksDbStore store = open(folder)) {
            StorageException damaged = assertThrows(StorageException.class, () -> BlobsContract.read(store, id));
            assertEquals(Kind.DAMAGED, damaged.kind(), damaged::toString);
        }
    }

    /// Little space left: first no bodies, then nothing; what was there stays, and it goes on without a restart.
    @Test
    void theReserve() throws IOException {
        AtomicLong free = new AtomicLong(100 * MIB);
        Reserve reserve = new Reserve(free::get, 64 * MIB, 0);
        RocksDbStore.Environment environment =
                new RocksDbStore.Environment(InstantSource.system(), reserve, events, events);
        try (RocksDbStore store = RocksDbStore.open(temporary.resolve("store"), Options.defaults(), environment)) {
            BlobId before = BlobsContract.store(store, BlobsContract.body(300_000, 1), "a");
            free.set(63 * MIB);
            assertFull(() -> BlobsContract.store(store, BlobsContract.body(10, 2), "a"));
            assertFull(() -> BlobsContract.store(store, BlobsContract.body(600_000, 2), "a"));
            assertTrue(store.commit(Batch.in(PARTITION).refer(before, "b").put(Row.of("a"), value(1)))
                    .committed());
            free.set(31 * MIB);
            assertFull(() -> store.commit(Batch.in(PARTITION).put(Row.of("b"), value(1))));
            assertArrayEquals(BlobsContract.body(300_000, 1), BlobsContract.read(store, before));
            assertArrayEquals(value(1), store.get(PARTITION, Row.of("a")).orElseThrow());
            free.set(64 * MIB);
            BlobsContract.store(store, BlobsContract.body(600_000, 2), "a");
        }
    }

    private static void assertFull(Runnable call) {
        assertEquals(Kind.FULL, assertThrows(StorageException.class, call::run).kind());
    }

    /// A draft that failed half way leaves nothing behind.
    @Test
    void aDraftThatMetAFullDisk() {
        AtomicLong free = new AtomicLong(100 * MIB);
        Reserve reserve = new Reserve(free::get, 64 * MIB, 0);
        RocksDbStore.Environment environment =
                new RocksDbStore.Environment(InstantSource.system(), reserve, events, events);
        try (RocksDbStore store = RocksDbStore.open(temporary.resolve("store"), Options.defaults(), environment)) {
            byte[] chunk = new byte[BlobDraft.CHUNK];
            try (BlobDraft draft = store.blobs().draft()) {
                draft.write(chunk, 0, chunk.length);
                free.set(0);
                assertFull(() -> draft.write(chunk, 0, chunk.length));
            }
            free.set(100 * MIB);
            store.commit(Batch.in(PARTITION).put(Row.of("a"), value(1)));
            assertEquals(0, store.blobs().sweep(java.time.Duration.ZERO));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /// The folder as a crash leaves it: copied while the store is open, after `rows` acknowledged rows.
    private Path crashed(int rows) throws IOException {
        Path folder = temporary.resolve("store");
        Path copy = temporary.resolve("crashed");
        try (RocksDbStore store = open(folder)) {
            for (int number = 0; number < rows; number++) {
                store.commit(Batch.in(PARTITION).put(Row.of("row", number), value(number)));
            }
            copy(folder, copy);
        }
        return copy;
    }

    private int rowsIn(Path folder) {
        try (RocksDbStore store = open(folder)) {
            int rows = 0;
            while (store.get(PARTITION, Row.of("row", rows)).isPresent()) {
                assertArrayEquals(
                        value(rows), store.get(PARTITION, Row.of("row", rows)).orElseThrow());
                rows++;
            }
            return rows;
        }
    }

    @Test
    void aCrashLosesNothing() throws IOException {
        assertEquals(50, rowsIn(crashed(50)));
    }

    /// Records of all sizes meet the ends of the log's blocks in all ways.
    @Test
    void aLogOfAllSizesIsRead() throws IOException {
        Path folder = temporary.resolve("store");
        Path copy = temporary.resolve("crashed");
        Random random = new Random(7);
        try (RocksDbStore store = open(folder)) {
            // some 13 MB: nothing is flushed to other files, which could come and go while they are copied
            for (int number = 0; number < 1000; number++) {
                store.apply(Batch.in(PARTITION).put(Row.of("row", number), new byte[random.nextInt(200)]));
                store.apply(Batch.in(PARTITION).put(Row.of("large"), new byte[random.nextInt(100) * number / 2]));
            }
            copy(folder, copy);
        }
        try (RocksDbStore store = open(copy)) {
            assertEquals(1000, store.scan(PARTITION, Scan.all("row", 2000)).size());
        }
        assertTrue(events.lines().stream().noneMatch(line -> line.contains("torn")), events.lines()::toString);
    }

    /// A log whose end is torn, as a power loss leaves it, is read up to there, whatever the end looks like.
    @Test
    void aTornEndIsCutOff() throws IOException {
        Path crashed = crashed(50);
        Path log = files(crashed, ".log").getLast();
        for (int lost = 1; lost < 700; lost += 37) {
            for (boolean zeros : new boolean[] {false, true}) {
                Path torn = Files.createTempDirectory(temporary, "torn").resolve("store");
                copy(crashed, torn);
                try (RandomAccessFile file =
                        new RandomAccessFile(torn.resolve(log.getFileName()).toFile(), "rw")) {
                    file.setLength(Files.size(log) - lost);
                    file.setLength(Files.size(log) - (zeros ? 0 : lost));
                }
                int rows = rowsIn(torn);
                assertTrue(rows == 49 || rows == 48, rows + " rows after " + lost + " octets were lost");
                assertEquals(rows, rowsIn(torn), "the second start is no different");
            }
        }
        assertTrue(events.lines().stream().anyMatch(line -> line.startsWith("WARN store.torn")));
    }

    /// Any octet of an acknowledged record: the store is not opened with something missing.
    @Test
    void damageInTheMiddleOfTheLog() throws IOException {
        Path crashed = crashed(50);
        Path log = files(crashed, ".log").getLast();
        long size = Files.size(log);
        byte[] before = Files.readAllBytes(log);
        for (long offset = 0; offset < size - 1500; offset += 211) {
            flip(log, offset);
            StorageException damaged = refused(crashed);
            assertEquals(Kind.DAMAGED, damaged.kind(), damaged::toString);
            assertTrue(damaged.toString().contains(log.toString()), damaged::toString);
            assertEquals(size, Files.size(log), "nothing was cut off");
            flip(log, offset);
        }
        assertArrayEquals(before, Files.readAllBytes(log));
        assertEquals(50, rowsIn(crashed));
    }
}
