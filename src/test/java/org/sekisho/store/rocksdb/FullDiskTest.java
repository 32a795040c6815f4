package org.sekisho.store.rocksdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobsContract;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;
import org.sekisho.testing.RecordedEvents;

/// On a file system of its own, which takes root: a disk that is really full, and one that is really read-only.
@Tag("peers")
class FullDiskTest {
    private static final Partition PARTITION = new Partition("test");
    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path mountPoint;

    private final RecordedEvents events = new RecordedEvents();

    private static void run(String... command) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), () -> String.join(" ", command));
    }

    private void mount(int mebibytes) throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", mountPoint.toString());
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", mountPoint.toString());
    }

    private static byte[] value(int number) {
        byte[] value = new byte[40_000];
        new Random(number).nextBytes(value);
        return value;
    }

    private static void audit(RocksDbStore store, int rows) {
        for (int number = 0; number < rows; number++) {
            assertArrayEquals(
                    value(number), store.get(PARTITION, Row.of("row", number)).orElseThrow(), "row " + number);
        }
    }

    /// @return how many rows there are after the first that was refused
    private static int fill(RocksDbStore store, int rows) {
        for (int number = rows; number < 10_000; number++) {
            try {
                store.commit(Batch.in(PARTITION).put(Row.of("row", number), value(number)));
            } catch (StorageException e) {
                assertEquals(Kind.FULL, e.kind(), e::toString);
                return number;
            }
        }
        throw new AssertionError("the disk does not get full");
    }

    /// Without a reserve the native library meets the end of the disk itself, wherever it happens to write.
    @Test
    void withoutAReserve() throws IOException, InterruptedException {
        mount(64);
        Path filler = Files.write(mountPoint.resolve("filler"), new byte[20 * MIB]);
        Path folder = mountPoint.resolve("store");
        Options options = new Options(8 * MIB, 4 * MIB, 0);
        int rows;
        try (RocksDbStore store = RocksDbStore.open(folder, options, events, events)) {
            rows = fill(store, 0);
            audit(store, rows);
            rows = fill(store, rows); // opening anew has merged files, so a little more may fit
            audit(store, rows);
            Files.delete(filler);
            for (int more = 0; more < 100; more++) {
                store.commit(Batch.in(PARTITION).put(Row.of("row", rows), value(rows)));
                rows++;
            }
            BlobsContract.store(store, value(1), "a");
            audit(store, rows);
            rows = fill(store, rows);
        }
        try (RocksDbStore store = RocksDbStore.open(folder, options, events, events)) {
            audit(store, rows);
        } catch (StorageException e) {
            assertEquals(Kind.FULL, e.kind(), e::toString); // its files may need the space that is not there
        }
        run("mount", "-o", "remount,size=200m", mountPoint.toString());
        try (RocksDbStore store = RocksDbStore.open(folder, options, events, events)) {
            audit(store, rows);
        }
    }

    @Test
    void withAReserve() throws IOException, InterruptedException {
        mount(120);
        Path filler = Files.write(mountPoint.resolve("filler"), new byte[20 * MIB]);
        Path folder = mountPoint.resolve("store");
        Options options = new Options(8 * MIB, 4 * MIB, 64L * MIB);
        try (RocksDbStore store = RocksDbStore.open(folder, options, events, events)) {
            int rows = fill(store, 0);
            assertTrue(rows > 100, () -> rows + " rows");
            audit(store, rows);
            StorageException full =
                    assertThrows(StorageException.class, () -> BlobsContract.store(store, value(1), "a"));
            assertEquals(Kind.FULL, full.kind());
            Files.delete(filler);
            store.commit(Batch.in(PARTITION).put(Row.of("row", rows), value(rows)));
            audit(store, rows + 1);
        }
        assertEquals(0, events.counted("store_failed"), "the library never met the end of the disk");
    }

    @Test
    void aReadOnlyFileSystem() throws IOException, InterruptedException {
        mount(64);
        Path folder = mountPoint.resolve("store");
        try (RocksDbStore store = RocksDbStore.open(folder, Options.defaults(), events, events)) {
            store.commit(Batch.in(PARTITION).put(Row.of("row", 0), value(0)));
        }
        run("mount", "-o", "remount,ro", mountPoint.toString());
        StorageException refused = assertThrows(
                StorageException.class,
                () -> RocksDbStore.open(folder, Options.defaults(), events, events)
                        .close());
        assertEquals(Kind.READ_ONLY, refused.kind(), refused::toString);
        run("mount", "-o", "remount,rw", mountPoint.toString());
        try (RocksDbStore store = RocksDbStore.open(folder, Options.defaults(), events, events)) {
            audit(store, 1);
        }
    }
}
