package org.sekisho.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.SetClock;

/// What every engine promises about rows. An engine's test class implements this interface and [BlobsContract].
public interface StoreContract {
    Partition PARTITION = new Partition("test/1");

    /// A new, empty store; the test closes it.
    Store open(SetClock clock);

    default Store open() {
        return open(new SetClock(Instant.parse("2026-11-24T08:00:00Z")));
    }

    static Row row(int... octets) {
        byte[] key = new byte[octets.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) octets[i];
        }
        return Row.of(key);
    }

    static byte[] value(int number) {
        return Encoder.version(1).number(number).toBytes();
    }

    private static List<Row> rows(List<RowValue> found) {
        return found.stream().map(RowValue::row).toList();
    }

    private static void assertCommitted(Outcome outcome) {
        assertEquals(new Outcome.Committed(), outcome);
    }

    @Test
    default void whatIsCommittedIsRead() {
        try (Store store = open()) {
            assertEquals(Optional.empty(), store.get(PARTITION, Row.of("head")));
            assertCommitted(store.commit(Batch.in(PARTITION).put(Row.of("head"), value(1))));
            assertArrayEquals(value(1), store.get(PARTITION, Row.of("head")).orElseThrow());
            assertCommitted(store.commit(Batch.in(PARTITION).put(Row.of("head"), new byte[0])));
            assertArrayEquals(new byte[0], store.get(PARTITION, Row.of("head")).orElseThrow());
            assertCommitted(store.commit(Batch.in(PARTITION).delete(Row.of("head"))));
            assertEquals(Optional.empty(), store.get(PARTITION, Row.of("head")));
            assertCommitted(store.commit(Batch.in(PARTITION).delete(Row.of("head"))));
        }
    }

    @Test
    default void whatIsAppliedIsRead() {
        try (Store store = open()) {
            assertCommitted(
                    store.apply(Batch.in(PARTITION).requireAbsent(Row.of("a")).put(Row.of("a"), value(1))));
            assertArrayEquals(value(1), store.get(PARTITION, Row.of("a")).orElseThrow());
            assertEquals(
                    new Outcome.Conflict(Row.of("a")),
                    store.apply(Batch.in(PARTITION).requireAbsent(Row.of("a"))));
        }
    }

    @Test
    default void rowsAreOrderedAsUnsignedOctets() {
        try (Store store = open()) {
            List<Row> order = List.of(row(), row(0), row(0, 0), row(1), row(0x7f), row(0x80), row(0xff), row(0xff, 1));
            for (Row row : order.reversed()) {
                store.commit(Batch.in(PARTITION).put(row, row.key()));
            }
            Scan all = new Scan(row(), row(0xff, 0xff), 100, false);
            assertEquals(order, rows(store.scan(PARTITION, all)));
            assertEquals(order.reversed(), rows(store.scan(PARTITION, all.backwards())));
            store.scan(PARTITION, all)
                    .forEach(found -> assertArrayEquals(found.row().key(), found.value()));
        }
    }

    @Test
    default void scansKeepTheirBounds() {
        try (Store store = open()) {
            Batch batch = Batch.in(PARTITION);
            for (int number = 0; number < 300; number++) {
                batch.put(Row.of("msg", number), value(number));
            }
            store.commit(batch.put(Row.of("msg"), value(-1)).put(Row.of("msh", 0), value(-1)));
            Scan range = new Scan(Row.of("msg", 10), Row.of("msg", 20), 100, false);
            assertEquals(
                    List.of(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L),
                    store.scan(PARTITION, range).stream()
                            .map(found -> found.row().number())
                            .toList());
            Scan two = new Scan(Row.of("msg", 10), Row.of("msg", 20), 2, false);
            assertEquals(List.of(Row.of("msg", 10), Row.of("msg", 11)), rows(store.scan(PARTITION, two)));
            assertEquals(
                    List.of(Row.of("msg", 12), Row.of("msg", 13)),
                    rows(store.scan(PARTITION, two.after(Row.of("msg", 11)))));
            assertEquals(List.of(Row.of("msg", 19), Row.of("msg", 18)), rows(store.scan(PARTITION, two.backwards())));
            assertEquals(300, store.scan(PARTITION, Scan.all("msg", 1000)).size());
            assertEquals(List.of(), store.scan(PARTITION, new Scan(Row.of("msg", 20), Row.of("msg", 20), 1, false)));
            assertEquals(List.of(), store.scan(PARTITION, new Scan(Row.of("msg", 20), Row.of("msg", 10), 1, true)));
            assertEquals(List.of(), store.scan(PARTITION, Scan.all("none", 1)));
        }
    }

    @Test
    default void partitionsDoNotMix() {
        try (Store store = open()) {
            List<Partition> partitions = List.of(
                    new Partition("a"), new Partition("a/1"), new Partition("b"), new Partition("関".repeat(85)));
            for (Partition partition : partitions) {
                store.commit(Batch.in(partition)
                        .put(Row.of(partition.name()), value(1))
                        .put(row(0xff), value(2)));
            }
            for (Partition partition : partitions) {
                List<RowValue> found = store.scan(partition, new Scan(row(), row(0xff, 0xff), 10, false));
                assertEquals(List.of(Row.of(partition.name()), row(0xff)), rows(found));
            }
            store.commit(Batch.in(partitions.getFirst()).deleteRange(row(), row(0xff, 0xff)));
            assertEquals(Optional.empty(), store.get(partitions.getFirst(), row(0xff)));
            assertTrue(store.get(partitions.get(1), row(0xff)).isPresent());
        }
    }

    @Test
    default void aConflictLeavesNothing() {
        try (Store store = open()) {
            store.commit(Batch.in(PARTITION).put(Row.of("a"), value(1)));
            Batch absent = Batch.in(PARTITION)
                    .put(Row.of("b"), value(2))
                    .delete(Row.of("a"))
                    .requireAbsent(Row.of("a"));
            assertEquals(new Outcome.Conflict(Row.of("a")), store.commit(absent));
            Batch other =
                    Batch.in(PARTITION).requireEquals(Row.of("a"), value(2)).deleteRange(Row.of("a"), Row.of("z"));
            assertEquals(new Outcome.Conflict(Row.of("a")), store.commit(other));
            Batch missing =
                    Batch.in(PARTITION).requireEquals(Row.of("c"), new byte[0]).put(Row.of("c"), value(3));
            assertEquals(new Outcome.Conflict(Row.of("c")), store.commit(missing));
            assertArrayEquals(value(1), store.get(PARTITION, Row.of("a")).orElseThrow());
            assertEquals(
                    1,
                    store.scan(PARTITION, new Scan(row(), row(0xff), 10, false)).size());
        }
    }

    @Test
    default void conditionsSeeTheStateBeforeTheBatch() {
        try (Store store = open()) {
            Batch batch = Batch.in(PARTITION).put(Row.of("a"), value(1)).requireAbsent(Row.of("a"));
            assertCommitted(store.commit(batch));
            Batch swap = Batch.in(PARTITION).delete(Row.of("a")).requireEquals(Row.of("a"), value(1));
            assertCommitted(store.commit(swap));
            assertCommitted(store.commit(Batch.in(PARTITION).requireAbsent(Row.of("a"))));
        }
    }

    @Test
    default void theLastChangeOfARowHolds() {
        try (Store store = open()) {
            store.commit(Batch.in(PARTITION)
                    .put(Row.of("a"), value(1))
                    .put(Row.of("a"), value(2))
                    .put(Row.of("b"), value(1))
                    .deleteRange(Row.of("b"), Row.of("d"))
                    .put(Row.of("c"), value(3))
                    .delete(Row.of("e"))
                    .put(Row.of("e"), value(4)));
            assertArrayEquals(value(2), store.get(PARTITION, Row.of("a")).orElseThrow());
            assertEquals(Optional.empty(), store.get(PARTITION, Row.of("b")));
            assertArrayEquals(value(3), store.get(PARTITION, Row.of("c")).orElseThrow());
            assertArrayEquals(value(4), store.get(PARTITION, Row.of("e")).orElseThrow());
        }
    }

    /// Many threads raise one counter; each also writes a row of its own in the same batch.
    @Test
    default void concurrentConditionsLoseNothing() throws InterruptedException {
        int threads = 50;
        int rounds = 20;
        AtomicInteger conflicts = new AtomicInteger();
        try (Store store = open()) {
            store.commit(Batch.in(PARTITION).put(Row.of("counter"), value(0)));
            List<Thread> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                running.add(Thread.ofVirtual().start(() -> {
                    for (int round = 0; round < rounds; ) {
                        byte[] before = store.get(PARTITION, Row.of("counter")).orElseThrow();
                        int count = Decoder.of(before, 1, "counter").count();
                        Outcome outcome = store.commit(Batch.in(PARTITION)
                                .requireEquals(Row.of("counter"), before)
                                .put(Row.of("counter"), value(count + 1))
                                .put(Row.of("done/" + number, count), value(round)));
                        if (outcome.committed()) {
                            round++;
                        } else {
                            conflicts.incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread thread : running) {
                thread.join();
            }
            assertArrayEquals(
                    value(threads * rounds),
                    store.get(PARTITION, Row.of("counter")).orElseThrow());
            Scan done = new Scan(Row.of("done/"), Row.of("done0"), 10_000, false);
            assertEquals(threads * rounds, store.scan(PARTITION, done).size());
        }
    }

    /// Batches at random, against a sorted map.
    @Test
    default void behavesAsASortedMap() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        NavigableMap<Row, byte[]> model = new TreeMap<>();
        try (Store store = open()) {
            for (int round = 0; round < 400; round++) {
                Batch batch = Batch.in(PARTITION);
                NavigableMap<Row, byte[]> after = new TreeMap<>(model);
                boolean holds = true;
                for (int step = random.nextInt(4); step >= 0; step--) {
                    holds &= addStep(batch, model, after, random);
                }
                Outcome outcome = random.nextBoolean() ? store.commit(batch) : store.apply(batch);
                assertEquals(holds, outcome.committed(), "seed " + seed + " round " + round);
                if (holds) {
                    model = after;
                }
                compare(store, model, random, "seed " + seed + " round " + round);
            }
        }
    }

    private static Row anyRow(Random random) {
        byte[] key = new byte[random.nextInt(3)];
        random.nextBytes(key);
        for (int i = 0; i < key.length; i++) {
            key[i] &= (byte) 0x83;
        }
        return Row.of(key);
    }

    /// @return whether the step's condition, if it is one, holds
    private static boolean addStep(
            Batch batch, NavigableMap<Row, byte[]> before, NavigableMap<Row, byte[]> after, Random random) {
        Row row = anyRow(random);
        switch (random.nextInt(10)) {
            case 0 -> {
                batch.requireAbsent(row);
                return !before.containsKey(row);
            }
            case 1 -> {
                byte[] expected = random.nextInt(8) == 0 ? value(-1) : before.getOrDefault(row, value(-1));
                batch.requireEquals(row, expected);
                return Arrays.equals(before.get(row), expected);
            }
            case 2 -> {
                batch.delete(row);
                after.remove(row);
            }
            case 3 -> {
                Row to = anyRow(random);
                batch.deleteRange(row, to);
                if (row.compareTo(to) < 0) {
                    after.subMap(row, to).clear();
                }
            }
            default -> {
                byte[] value = new byte[random.nextInt(20) == 0 ? random.nextInt(10_000) : random.nextInt(20)];
                random.nextBytes(value);
                batch.put(row, value);
                after.put(row, value);
            }
        }
        return true;
    }

    private static void compare(Store store, NavigableMap<Row, byte[]> model, Random random, String what) {
        Row from = anyRow(random);
        Row to = anyRow(random);
        int limit = 1 + random.nextInt(20);
        boolean descending = random.nextBoolean();
        List<RowValue> found = store.scan(PARTITION, new Scan(from, to, limit, descending));
        List<Row> expected = new ArrayList<>();
        if (from.compareTo(to) < 0) {
            NavigableMap<Row, byte[]> range = model.subMap(from, true, to, false);
            (descending ? range.descendingMap() : range)
                    .keySet().stream().limit(limit).forEach(expected::add);
        }
        assertEquals(expected, rows(found), what);
        found.forEach(each -> assertArrayEquals(model.get(each.row()), each.value(), what));
        assertArrayEquals(model.get(from), store.get(PARTITION, from).orElse(null), what);
    }

    @Test
    default void aClosedStoreSaysSo() {
        Store store = open();
        store.close();
        store.close();
        List<Runnable> calls = List.of(
                () -> store.get(PARTITION, Row.of("a")),
                () -> store.scan(PARTITION, Scan.all("a", 1)),
                () -> store.commit(Batch.in(PARTITION).put(Row.of("a"), value(1))),
                () -> store.apply(Batch.in(PARTITION).put(Row.of("a"), value(1))));
        for (Runnable call : calls) {
            StorageException refused = assertThrows(StorageException.class, call::run);
            assertEquals(StorageException.Kind.UNAVAILABLE, refused.kind());
        }
    }

    /// Close waits for what is under way: every commit either returned or was refused.
    @Test
    default void closingUnderLoadLosesNobody() throws InterruptedException {
        Store store = open();
        AtomicInteger ended = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> {
                StorageException refused = assertThrows(StorageException.class, () -> {
                    for (int round = 0; ; round++) {
                        store.commit(Batch.in(PARTITION).put(Row.of("x" + number, round), value(round)));
                        store.get(PARTITION, Row.of("x", round));
                    }
                });
                assertEquals(StorageException.Kind.UNAVAILABLE, refused.kind());
                ended.incrementAndGet();
            }));
        }
        store.commit(Batch.in(PARTITION).put(Row.of("a"), value(1)));
        store.close();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(threads.size(), ended.get());
    }

    @Test
    default void partitionsOfAKindAreFound() {
        try (Store store = open()) {
            List<String> names =
                    List.of("box/1", "box/a", "box/aa", "box/ab", "box/", "box/\u00e9", "box/" + "x".repeat(250));
            for (String name : List.of("bo/1", "boxes/1", "box", "box0", "c/1")) {
                store.commit(Batch.in(new Partition(name)).put(Row.of("a"), value(1)));
            }
            for (String name : names) {
                Batch batch = Batch.in(new Partition(name));
                for (int i = 0; i < 20; i++) {
                    batch.put(Row.of("a", i), value(i));
                }
                store.commit(batch);
            }
            store.commit(Batch.in(new Partition("box/gone")).put(Row.of("a"), value(1)));
            store.commit(Batch.in(new Partition("box/gone")).delete(Row.of("a")));
            List<String> found = new ArrayList<>();
            store.eachPartition("box", partition -> found.add(partition.name()));
            assertEquals(
                    names.stream().sorted().toList(), found.stream().sorted().toList());
        }
    }

    @Test
    default void aProgrammersMistakeIsNotAFailureOfTheStore() {
        try (Store store = open()) {
            BlobDraft closed = store.blobs().draft();
            closed.close();
            Batch batch = Batch.in(PARTITION).put(Row.of("a"), value(1)).with(closed);
            assertInstanceOf(
                    IllegalStateException.class, assertThrows(RuntimeException.class, () -> store.commit(batch)));
            assertEquals(Optional.empty(), store.get(PARTITION, Row.of("a")));
        }
    }
}
