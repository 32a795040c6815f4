package org.sekisho.testing;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.sekisho.store.Batch;
import org.sekisho.store.Batch.Step;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Blobs;
import org.sekisho.store.Outcome;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// A store that forgets: for tests of what stands on the store. It passes the same contract tests as the
/// engines.
public final class MemoryStore implements Store, Blobs, BlobDraft.Chunks {
    private final InstantSource clock;
    private final Random random = new Random();
    private final Map<Partition, NavigableMap<Row, byte[]>> partitions = new HashMap<>();
    private final Map<BlobId, NavigableMap<Integer, byte[]>> chunks = new HashMap<>();
    private final Map<BlobId, Set<String>> references = new HashMap<>();
    private final Map<BlobId, Instant> unreferenced = new HashMap<>();
    private final Set<BlobId> openDrafts = new HashSet<>();
    private final AtomicReference<Optional<StorageException.Kind>> failure = new AtomicReference<>(Optional.empty());
    private long commits;

    public MemoryStore() {
        this(InstantSource.system());
    }

    public MemoryStore(InstantSource clock) {
        this.clock = clock;
    }

    /// From now on every call throws this kind of [StorageException]; empty: works again, with everything it
    /// had.
    public void fail(Optional<StorageException.Kind> kind) {
        failure.set(kind);
    }

    /// Calls of [#commit] that changed something.
    public synchronized long commits() {
        return commits;
    }

    /// Blobs that are there, drafts included.
    public synchronized int blobCount() {
        return chunks.size();
    }

    @Override
    public synchronized Optional<byte[]> get(Partition partition, Row row) {
        requireWorking();
        return Optional.ofNullable(rows(partition).get(row)).map(byte[]::clone);
    }

    @Override
    public synchronized List<RowValue> scan(Partition partition, Scan scan) {
        requireWorking();
        if (scan.from().compareTo(scan.to()) >= 0) {
            return List.of();
        }
        NavigableMap<Row, byte[]> range = rows(partition).subMap(scan.from(), true, scan.to(), false);
        return (scan.descending() ? range.descendingMap() : range)
                .entrySet().stream()
                        .limit(scan.limit())
                        .map(entry ->
                                new RowValue(entry.getKey(), entry.getValue().clone()))
                        .toList();
    }

    @Override
    public synchronized void eachPartition(String kind, Consumer<Partition> taker) {
        requireWorking();
        partitions.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .filter(partition -> partition.name().startsWith(kind + "/"))
                .toList()
                .forEach(taker);
    }

    @Override
    public synchronized Outcome commit(Batch batch) {
        Outcome outcome = apply(batch);
        if (outcome.committed()) {
            commits++;
        }
        return outcome;
    }

    @Override
    public synchronized Outcome apply(Batch batch) {
        requireWorking();
        for (Step step : batch.steps()) {
            Optional<Row> failed = failedCondition(rows(batch.partition()), step);
            if (failed.isPresent()) {
                return new Outcome.Conflict(failed.get());
            }
        }
        requireBlobs(batch);
        Map<BlobId, Boolean> released = new HashMap<>();
        Set<BlobId> completed = new HashSet<>();
        batch.steps().forEach(step -> change(batch.partition(), step, completed, released));
        completed.stream().filter(this::isUnreferenced).forEach(blob -> unreferenced.put(blob, clock.instant()));
        released.forEach(this::settle);
        return new Outcome.Committed();
    }

    private static Optional<Row> failedCondition(Map<Row, byte[]> rows, Step step) {
        return switch (step) {
            case Step.RequireAbsent(Row row) when rows.containsKey(row) -> Optional.of(row);
            case Step.RequireEquals(Row row, byte[] value)
            when !Arrays.equals(rows.get(row), value) -> Optional.of(row);
            case Step.RequireAbsent _,
                    Step.RequireEquals _,
                    Step.Put _,
                    Step.Delete _,
                    Step.DeleteRange _,
                    Step.Complete _,
                    Step.Refer _,
                    Step.Release _ -> Optional.empty();
        };
    }

    private void requireBlobs(Batch batch) {
        Set<BlobId> completed = new HashSet<>();
        for (Step step : batch.steps()) {
            if (step instanceof Step.Complete(BlobDraft draft)) {
                draft.tailIndex(); // a closed one throws here, before anything is changed
                completed.add(draft.id());
            }
        }
        for (Step step : batch.steps()) {
            if (step instanceof Step.Refer(BlobId blob, String _)
                    && isUnreferenced(blob)
                    && !unreferenced.containsKey(blob)
                    && !completed.contains(blob)) {
                throw new StorageException(StorageException.Kind.DAMAGED, "the blob " + blob + " is not there");
            }
        }
    }

    private void change(Partition partition, Step step, Set<BlobId> completed, Map<BlobId, Boolean> released) {
        NavigableMap<Row, byte[]> rows = partitions.computeIfAbsent(partition, _ -> new TreeMap<>());
        switch (step) {
            case Step.RequireAbsent _, Step.RequireEquals _ -> {}
            case Step.Put(Row row, byte[] value) -> rows.put(row, value.clone());
            case Step.Delete(Row row) -> rows.remove(row);
            case Step.DeleteRange(Row from, Row to) -> {
                if (from.compareTo(to) < 0) {
                    rows.subMap(from, true, to, false).clear();
                }
            }
            case Step.Complete(BlobDraft draft) -> {
                blob(draft.id()).put(draft.tailIndex(), draft.tail());
                completed.add(draft.id());
                openDrafts.remove(draft.id());
                draft.committed();
            }
            case Step.Refer(BlobId blob, String owner) -> {
                references.computeIfAbsent(blob, _ -> new TreeSet<>()).add(owner);
                unreferenced.remove(blob);
            }
            case Step.Release(BlobId blob, String owner, boolean keepForGrace) -> {
                Set<String> owners = references.get(blob);
                if (owners != null && owners.remove(owner)) {
                    released.put(blob, keepForGrace);
                }
            }
        }
    }

    private void settle(BlobId blob, boolean keepForGrace) {
        if (!isUnreferenced(blob)) {
            return;
        }
        references.remove(blob);
        if (keepForGrace) {
            unreferenced.put(blob, clock.instant());
        } else {
            chunks.remove(blob);
        }
    }

    private boolean isUnreferenced(BlobId blob) {
        return references.getOrDefault(blob, Set.of()).isEmpty();
    }

    @Override
    public Blobs blobs() {
        return this;
    }

    @Override
    public synchronized BlobDraft draft() {
        requireWorking();
        BlobId id = BlobId.create(clock.instant(), random);
        openDrafts.add(id);
        return new BlobDraft(id, this);
    }

    @Override
    public synchronized void add(BlobId blob, int index, byte[] chunk) {
        requireWorking();
        blob(blob).put(index, chunk);
    }

    @Override
    public synchronized void discard(BlobId blob, int count) {
        chunks.remove(blob);
        openDrafts.remove(blob);
    }

    @Override
    public synchronized InputStream open(BlobId id) {
        requireWorking();
        NavigableMap<Integer, byte[]> parts = chunks.getOrDefault(id, Collections.emptyNavigableMap());
        if (parts.isEmpty() || parts.lastEntry().getValue().length == BlobDraft.CHUNK) {
            throw new StorageException(StorageException.Kind.DAMAGED, "the blob " + id + " is not there, or not whole");
        }
        List<InputStream> streams = new ArrayList<>();
        parts.values().forEach(part -> streams.add(new ByteArrayInputStream(part)));
        return new SequenceInputStream(Collections.enumeration(streams));
    }

    @Override
    public synchronized OptionalLong octets(BlobId id) {
        requireWorking();
        NavigableMap<Integer, byte[]> parts = chunks.getOrDefault(id, Collections.emptyNavigableMap());
        boolean whole = !parts.isEmpty() && parts.lastEntry().getValue().length < BlobDraft.CHUNK;
        return whole
                ? OptionalLong.of((long) parts.lastKey() * BlobDraft.CHUNK
                        + parts.lastEntry().getValue().length)
                : OptionalLong.empty();
    }

    @Override
    public synchronized boolean isReferred(BlobId id, String owner) {
        requireWorking();
        return references.getOrDefault(id, Set.of()).contains(owner);
    }

    @Override
    public synchronized long sweep(Duration grace) {
        requireWorking();
        Instant latest = clock.instant().minus(grace);
        List<BlobId> dead = chunks.keySet().stream()
                .filter(blob -> isUnreferenced(blob) && !openDrafts.contains(blob))
                .filter(blob -> !unreferenced.getOrDefault(blob, blob.created()).isAfter(latest))
                .toList();
        for (BlobId blob : dead) {
            chunks.remove(blob);
            unreferenced.remove(blob);
        }
        return dead.size();
    }

    @Override
    public void close() {
        fail(Optional.of(StorageException.Kind.UNAVAILABLE));
    }

    private NavigableMap<Row, byte[]> rows(Partition partition) {
        return partitions.getOrDefault(partition, Collections.emptyNavigableMap());
    }

    private NavigableMap<Integer, byte[]> blob(BlobId id) {
        return chunks.computeIfAbsent(id, _ -> new TreeMap<>());
    }

    private void requireWorking() {
        failure.get().ifPresent(kind -> {
            throw new StorageException(kind, "the store was told to fail");
        });
    }
}
