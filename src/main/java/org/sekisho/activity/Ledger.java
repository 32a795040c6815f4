package org.sekisho.activity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.sekisho.activity.Heaviest.Sums;
import org.sekisho.events.Log;
import org.sekisho.store.Batch;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// Counts what was handed to other servers, by the hour. Safe from any thread.
///
/// Memory is bounded: of each hour the heaviest keys of each [Dimension] are kept, the rest is one sum. The hour
/// that runs is in memory and goes to the store with [#flush], without waiting for the disk. Every run of the
/// program writes rows of its own, which are added up when they are read: nothing has to be read first, and
/// nothing that is stored is ever written again by another run.
public final class Ledger {
    /// Keys of each dimension that are kept of an hour.
    static final int MOST_OF_AN_HOUR = 1000;

    private static final int MOST_OF_A_SUMMARY = 10_000;
    private static final int MOST_HOURS = 4; // in memory, while the store does not take them
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Partition PARTITION = new Partition("activity");
    private static final String NAME = "hour";
    private static final int PAGE = 8; // rows

    private final Store store;
    private final InstantSource clock;
    private final long run;
    private final Predicate<String> blocks;
    private final Log log;
    private final int most;
    private final Object writing = new Object();
    private long swept; // hours before this one; guarded by writing
    private final TreeMap<Long, Hour> hours = new TreeMap<>(); // guarded by this
    private boolean changed; // since the last flush; guarded by this

    /// @param blocks whether another server's reply says that it does not want our mail
    public Ledger(Store store, InstantSource clock, RandomGenerator random, Predicate<String> blocks, Log log) {
        this(store, clock, random, blocks, log, MOST_OF_AN_HOUR);
    }

    Ledger(Store store, InstantSource clock, RandomGenerator random, Predicate<String> blocks, Log log, int most) {
        this.store = store;
        this.clock = clock;
        this.run = random.nextLong();
        this.blocks = blocks;
        this.log = log;
        this.most = most;
    }

    /// Takes about a microsecond, of which a part under a lock; replies are read outside of it. Never throws:
    /// what was sent is written down as sent, whatever becomes of the statistics.
    public void count(Handover handover) {
        try {
            var counts = handover.counts(blocks);
            long now = clock.millis() / HOUR.toMillis();
            synchronized (this) {
                current(now).add(counts);
                changed = true;
            }
        } catch (RuntimeException | StackOverflowError e) { // a pattern can go deep on a strange reply
            log.error("activity.count", e);
        }
    }

    /// A clock that is set back changes no hour that is over: its row may be written already.
    private Hour current(long now) {
        long number = hours.isEmpty() ? now : Math.max(now, hours.lastKey());
        Hour hour = hours.get(number);
        if (hour == null) {
            hour = new Hour(most);
            hours.put(number, hour);
            if (hours.size() > MOST_HOURS) {
                hours.pollFirstEntry();
            }
        }
        return hour;
    }

    /// Writes down what has changed. What cannot be written is kept for the next time, some hours long.
    /// @throws org.sekisho.store.StorageException not written
    public void flush() {
        synchronized (writing) {
            var copies = new TreeMap<Long, Map<Dimension, Sums>>();
            synchronized (this) {
                if (!changed) {
                    return;
                }
                hours.forEach((number, hour) -> copies.put(number, hour.copy()));
                changed = false;
            }
            Batch batch = Batch.in(PARTITION);
            copies.forEach((number, copy) -> batch.put(row(number), Hour.print(copy)));
            boolean written = false;
            try {
                store.apply(batch);
                written = true;
            } finally {
                settle(copies.lastKey(), written);
            }
        }
    }

    private synchronized void settle(long last, boolean written) {
        if (written) {
            hours.headMap(last).clear();
        } else {
            changed = true;
        }
    }

    /// `hour/`, its number, and which run of the program it is of.
    private Row row(long number) {
        byte[] name = (NAME + "/").getBytes(StandardCharsets.US_ASCII);
        return Row.of(ByteBuffer.allocate(name.length + 2 * Long.BYTES)
                .put(name)
                .putLong(number)
                .putLong(run)
                .array());
    }

    /// Forgets the hours that ended longer ago; called as often as one likes.
    public void sweep(Duration keep) {
        long first = hourOf(clock.instant().minus(keep));
        synchronized (writing) {
            if (first > swept) {
                store.apply(Batch.in(PARTITION).deleteRange(Row.of(NAME, 0), Row.of(NAME, first)));
                swept = first;
            }
        }
    }

    private static long hourOf(Instant moment) {
        return Math.max(moment.toEpochMilli() / HOUR.toMillis(), 0);
    }

    /// The last so many hours, the one that runs included.
    /// @throws org.sekisho.store.StorageException the store does not answer
    public Summary last(Duration length) {
        flush();
        long first = hourOf(clock.instant().minus(length)) + 1;
        var sum = new Hour(MOST_OF_A_SUMMARY);
        Scan scan = new Scan(Row.of(NAME, first), Row.of(NAME, Long.MAX_VALUE), PAGE, false);
        for (List<RowValue> page = store.scan(PARTITION, scan); !page.isEmpty(); page = store.scan(PARTITION, scan)) {
            page.forEach(each -> sum.addPrinted(each.value(), PARTITION + " " + each.row()));
            scan = scan.after(page.getLast().row());
        }
        Map<Dimension, Summary.Ranking> rankings = new EnumMap<>(Dimension.class);
        sum.copy().forEach((dimension, sums) -> rankings.put(dimension, ranking(sums)));
        return new Summary(Instant.ofEpochMilli(first * HOUR.toMillis()), clock.instant(), rankings);
    }

    private static Summary.Ranking ranking(Sums sums) {
        return new Summary.Ranking(
                sums.lines().stream()
                        .map(line -> new Summary.Line(line.key(), line.counts()))
                        .toList(),
                sums.others());
    }
}
