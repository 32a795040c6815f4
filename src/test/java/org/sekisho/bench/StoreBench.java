package org.sekisho.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.RecordedEvents;

/// Durable commits of 4 KiB per second from many virtual threads: into the store as rows, into it as bodies that
/// a row refers to (what a message is), and into a bare append log. Rounds alternate, so that all meet the same
/// machine; the ratio is the median of each round's.
///
/// Arguments: folder, rounds, seconds per round, threads, what (`log,rows,bodies`). Run by `bench/store`.
final class StoreBench {
    private static final int OCTETS = 4096;

    private interface Commit {
        void write(int thread, long number, byte[] octets);
    }

    private final Path folder;
    private final Duration round;
    private final int threads;

    private StoreBench(Path folder, Duration round, int threads) {
        this.folder = folder;
        this.round = round;
        this.threads = threads;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "store-bench");
        int rounds = Integer.parseInt(arguments[1]);
        Duration round = Duration.ofMillis((long) (Double.parseDouble(arguments[2]) * 1000));
        StoreBench bench = new StoreBench(folder, round, Integer.parseInt(arguments[3]));
        try {
            bench.compare(rounds, new LinkedHashSet<>(List.of(arguments[4].split(","))));
        } finally {
            remove(folder);
        }
    }

    private void compare(int rounds, Set<String> what) throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        RecordedEvents events = new RecordedEvents();
        try (Store store = RocksDbStore.open(folder.resolve("store"), Options.defaults(), events, events)) {
            for (int number = 0; number <= rounds; number++) {
                for (String each : what) {
                    double rate = switch (each) {
                        case "log" -> log(folder.resolve("log"));
                        case "rows" -> store(events, each, (thread, at, octets) -> putRow(store, thread, at, octets));
                        case "bodies" ->
                            store(events, each, (thread, at, octets) -> putBody(store, thread, at, octets));
                        default -> throw new IllegalArgumentException(each);
                    };
                    if (number > 0) { // the first one warms up
                        rates.computeIfAbsent(each, _ -> new ArrayList<>()).add(rate);
                    }
                }
            }
        }
        List<Double> logs = rates.getOrDefault("log", List.of());
        rates.forEach((each, all) ->
                System.out.printf("%-8s %,8.0f commits/s  ratio %.2f%n", each, median(all), median(ratios(all, logs))));
        System.out.println("resident memory " + residentMemory());
    }

    private double log(Path file) throws Exception {
        try (AppendLog log = new AppendLog(file)) {
            double rate = measure((_, _, octets) -> log.commit(octets));
            System.out.printf(
                    "  log    %,8.0f/s, %.0f in a group%n", rate, rate * round.toMillis() / 1000 / log.groups());
            return rate;
        } finally {
            Files.delete(file);
        }
    }

    private double store(RecordedEvents events, String what, Commit commit) throws Exception {
        long groups = events.counted("store_sync");
        double rate = measure(commit);
        groups = events.counted("store_sync") - groups;
        System.out.printf("  %s %,8.0f/s, %.0f in a group%n", what, rate, rate * round.toMillis() / 1000 / groups);
        return rate;
    }

    private static void putRow(Store store, int thread, long number, byte[] octets) {
        store.commit(Batch.in(new Partition("bench/" + thread)).put(Row.of("row", number), octets));
    }

    private static void putBody(Store store, int thread, long number, byte[] octets) {
        try (BlobDraft draft = store.blobs().draft()) {
            draft.write(octets, 0, octets.length);
            store.commit(Batch.in(new Partition("bench/" + thread))
                    .with(draft)
                    .refer(draft.id(), "bench/" + number)
                    .requireAbsent(Row.of("entry", number))
                    .put(Row.of("entry", number), new byte[200]));
        }
    }

    private double measure(Commit commit) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        Duration before = processor();
        long start = System.nanoTime();
        long end = start + round.toNanos();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            running.add(Thread.ofVirtual().start(() -> {
                byte[] octets = new byte[OCTETS];
                new Random(thread).nextBytes(octets);
                while (System.nanoTime() < end) {
                    commit.write(thread, System.nanoTime(), octets);
                    done.incrementAndGet();
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        double rate = done.get() * 1e9 / (System.nanoTime() - start);
        double microseconds = processor().minus(before).toNanos() / 1e3 / done.get();
        System.out.printf("  %.1f us of processor each;", microseconds);
        return rate;
    }

    private static Duration processor() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Round by round: neighbours in time have met the same machine.
    private static List<Double> ratios(List<Double> rates, List<Double> logs) {
        return IntStream.range(0, Math.min(rates.size(), logs.size()))
                .mapToObj(round -> rates.get(round) / logs.get(round))
                .toList();
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private static String residentMemory() throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("VmRSS")).findFirst().orElse("unknown");
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
