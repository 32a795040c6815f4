package org.sekisho.store.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The native library's database while it is open. Nothing here may be called after or during [#close]:
/// [Database] sees to it.
final class NativeDatabase implements AutoCloseable {
    /// A key and its value.
    record Entry(byte[] key, byte[] value) {}

    private final Tuning tuning;
    private final RocksDB rocks;
    private final Map<Change.Family, ColumnFamilyHandle> families = new EnumMap<>(Change.Family.class);
    private final ReadOptions reading = new ReadOptions();
    private final WriteOptions unsynced = new WriteOptions();
    private final WriteBatch writing = new WriteBatch();
    private volatile long writtenSequence;
    private volatile long durableSequence;

    private NativeDatabase(Tuning tuning, RocksDB rocks, List<ColumnFamilyHandle> handles) {
        this.tuning = tuning;
        this.rocks = rocks;
        for (Change.Family family : Change.Family.values()) {
            families.put(family, handles.get(families.size())); // in the order in which they were asked for
        }
        this.writtenSequence = rocks.getLatestSequenceNumber();
        this.durableSequence = writtenSequence;
    }

    static NativeDatabase open(Path folder, Options options) throws RocksDBException {
        RocksDB.loadLibrary();
        Tuning tuning = new Tuning(options);
        try {
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            for (Change.Family family : Change.Family.values()) {
                descriptors.add(new ColumnFamilyDescriptor(
                        family.id().getBytes(StandardCharsets.UTF_8), tuning.family(family)));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            RocksDB rocks = RocksDB.open(tuning.database(), folder.toString(), descriptors, handles);
            return new NativeDatabase(tuning, rocks, handles);
        } catch (RocksDBException e) {
            tuning.close();
            throw e;
        }
    }

    byte @Nullable [] get(Change.Family family, byte[] key) throws RocksDBException {
        return rocks.get(handle(family), reading, key);
    }

    /// @param to excluded
    List<Entry> scan(Change.Family family, byte[] from, byte[] to, int limit, boolean descending)
            throws RocksDBException {
        List<Entry> entries = new ArrayList<>();
        // The bounds keep the iterator from walking over deleted rows of neighbours.
        try (Slice lower = new Slice(from);
                Slice upper = new Slice(to);
                ReadOptions bounded =
                        new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
                RocksIterator iterator = rocks.newIterator(handle(family), bounded)) {
            if (descending) {
                iterator.seekToLast();
            } else {
                iterator.seek(from);
            }
            while (iterator.isValid()) {
                entries.add(new Entry(iterator.key(), iterator.value()));
                if (entries.size() == limit) {
                    break;
                }
                if (descending) {
                    iterator.prev();
                } else {
                    iterator.next();
                }
            }
            iterator.status();
        }
        return entries;
    }

    /// One write of the log: all changes or none. Each write carries how far the log is known to be on the disk,
    /// for [WriteAheadLog]. Not on the disk before the next [#sync]. Called by one thread.
    void write(List<Change> changes) throws RocksDBException {
        writing.clear();
        writing.putLogData(
                ByteBuffer.allocate(Long.BYTES).putLong(durableSequence).array());
        for (Change change : changes) {
            switch (change) {
                case Change.Put(Change.Family family, byte[] key, byte[] value) ->
                    writing.put(handle(family), key, value);
                case Change.Delete(Change.Family family, byte[] key) -> writing.delete(handle(family), key);
                case Change.DeleteRange(Change.Family family, byte[] from, byte[] to) ->
                    writing.deleteRange(handle(family), from, to);
            }
        }
        rocks.write(unsynced, writing);
        writtenSequence = rocks.getLatestSequenceNumber();
    }

    /// Brings to the disk what was written before. Called by one thread, beside the writing one.
    void sync() throws RocksDBException {
        long written = writtenSequence;
        rocks.syncWal();
        durableSequence = written;
    }

    /// The names of all files it needs.
    List<String> files() throws RocksDBException {
        return rocks.getLiveFiles(false).files.stream()
                .map(name -> name.startsWith("/") ? name.substring(1) : name)
                .toList();
    }

    /// Writes everything into its final files, so that the next start has no log to read.
    void flush() throws RocksDBException {
        try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
            rocks.flush(waiting, List.copyOf(families.values()));
        }
    }

    private ColumnFamilyHandle handle(Change.Family family) {
        return Objects.requireNonNull(families.get(family));
    }

    @Override
    public void close() {
        writing.close();
        families.values().forEach(ColumnFamilyHandle::close);
        rocks.close();
        List.of(reading, unsynced).forEach(AbstractNativeReference::close);
        tuning.close();
    }
}
