package org.sekisho.store.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.store.Batch;
import org.sekisho.store.Batch.Step;
import org.sekisho.store.Blobs;
import org.sekisho.store.Outcome;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Change.Family;
import org.sekisho.store.rocksdb.Committer.Durability;

/// The store in a folder of this machine. Safe from any thread; reads call the native library directly and are
/// short, writes wait for the [Committer].
public final class RocksDbStore implements Store {
    private final DataFolder folder;
    private final Log log;
    private final InstantSource clock;
    private final Reserve reserve;
    private final Database database;
    private final Committer committer;
    private final BlobFiles blobs;

    private RocksDbStore(DataFolder folder, Database database, Environment environment) {
        this.folder = folder;
        this.database = database;
        this.log = environment.log();
        this.clock = environment.clock();
        this.reserve = environment.reserve();
        this.committer = new Committer(database, reserve, log, environment.counters());
        this.blobs = new BlobFiles(database, committer, reserve, clock, new SecureRandom());
    }

    /// What the store is given from outside, beside its folder.
    record Environment(InstantSource clock, Reserve reserve, Log log, Counters counters) {}

    /// Opens the store, or begins a new one in a folder that is empty or not there.
    /// @throws org.sekisho.store.StorageException `LOCKED`, `READ_ONLY`, `DAMAGED`, `FULL`: with what to do
    public static RocksDbStore open(Path path, Options options, InstantSource clock, Log log, Counters counters) {
        Reserve reserve = new Reserve(new Reserve.FileSystemSpace(path), options.reserveOctets());
        return open(path, options, new Environment(clock, reserve, log, counters));
    }

    public static RocksDbStore open(Path path, Options options, Log log, Counters counters) {
        return open(path, options, InstantSource.system(), log, counters);
    }

    static RocksDbStore open(Path path, Options options, Environment environment) {
        DataFolder folder = new DataFolder(path);
        boolean opened = false;
        try {
            folder.prepare(environment.log());
            Database database = new Database(path, folder, options, environment.log());
            folder.opened();
            RocksDbStore store = new RocksDbStore(folder, database, environment);
            store.committer.start();
            opened = true;
            return store;
        } finally {
            if (!opened) {
                folder.unlock();
            }
        }
    }

    @Override
    public Optional<byte[]> get(Partition partition, Row row) {
        return Optional.ofNullable(database.get(Family.ROWS, Keys.row(partition, row)));
    }

    @Override
    public List<RowValue> scan(Partition partition, Scan scan) {
        if (scan.from().compareTo(scan.to()) >= 0) {
            return List.of();
        }
        byte[] from = Keys.row(partition, scan.from());
        byte[] to = Keys.row(partition, scan.to());
        return database.scan(Family.ROWS, from, to, scan.limit(), scan.descending()).stream()
                .map(entry -> new RowValue(Keys.rowOf(entry.key()), entry.value()))
                .toList();
    }

    @Override
    public void eachPartition(String kind, Consumer<Partition> taker) {
        byte[] beginning = (kind + "/").getBytes(StandardCharsets.UTF_8);
        for (int length = beginning.length; length <= Partition.MAX_OCTETS; length++) {
            byte[] from = Keys.partitions(length, beginning);
            byte[] to = Keys.behind(from);
            for (Optional<byte[]> key = first(from, to); key.isPresent(); key = first(from, to)) {
                byte[] partition = Keys.partitionOf(key.get());
                taker.accept(new Partition(new String(partition, 1, length, StandardCharsets.UTF_8)));
                from = Keys.behind(partition);
            }
        }
    }

    private Optional<byte[]> first(byte[] from, byte[] to) {
        return database.scan(Family.ROWS, from, to, 1, false).stream()
                .findFirst()
                .map(entry -> entry.key());
    }

    @Override
    public Outcome commit(Batch batch) {
        return write(batch, Durability.SYNCED);
    }

    @Override
    public Outcome apply(Batch batch) {
        return write(batch, Durability.VISIBLE);
    }

    private Outcome write(Batch batch, Durability durability) {
        Outcome outcome = committer.run(durability, new BatchWork(batch, reserve, clock));
        if (outcome.committed()) {
            for (Step step : batch.steps()) {
                if (step instanceof Step.Complete complete) {
                    blobs.committed(complete.draft());
                } else if (step instanceof Step.Release release) {
                    blobs.released(release.blob());
                }
            }
        }
        return outcome;
    }

    @Override
    public Blobs blobs() {
        return blobs;
    }

    @Override
    public void close() {
        committer.close();
        if (database.close()) {
            folder.closed(log);
        }
        folder.unlock();
    }
}
