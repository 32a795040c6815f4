package org.sekisho.audit.self;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// What was approved, as the store keeps it: each change is one commit, so that a crash leaves the state before
/// or after it. What cannot be read approves nothing. Safe from any thread.
final class Approvals {
    static final Partition PARTITION = new Partition("audit");

    private static final Row BASELINE = Row.of("baseline");
    private static final Row CLOCK = Row.of("clock");
    private static final Row MATRIX = Row.of("matrix");
    private static final String EXEMPTION = "exemption";
    private static final int MOST = 10_000; // exemptions, ended ones included

    private final Store store;

    Approvals(Store store) {
        this.store = store;
    }

    /// All that is kept.
    /// @param baseline the ways that need no exemption; empty: nobody has ever approved anything, and nothing
    ///     else is kept either
    /// @param latest the latest time that was seen
    /// @param unreadable what cannot be read, for a person
    record Kept(Optional<List<WayOut>> baseline, List<Exemption> exemptions, Instant latest, List<String> unreadable) {}

    Kept read() {
        List<String> unreadable = new ArrayList<>();
        Optional<List<WayOut>> baseline = store.get(PARTITION, BASELINE)
                .map(value -> readable(unreadable, () -> baseline(value)).orElse(List.of()));
        List<Exemption> exemptions = new ArrayList<>();
        for (RowValue row : store.scan(PARTITION, Scan.all(EXEMPTION, MOST))) {
            String what = "exception " + row.row().number();
            readable(unreadable, () -> Exemption.read(row.value(), what)).ifPresent(exemptions::add);
        }
        Instant latest = store.get(PARTITION, CLOCK)
                .map(value -> readable(unreadable, () -> clock(value)).orElse(Instant.MAX))
                .orElse(Instant.MIN);
        boolean isFirst = exemptions.isEmpty() && latest.equals(Instant.MIN) && unreadable.isEmpty();
        if (baseline.isEmpty() && !isFirst) {
            unreadable.add("what was approved is missing");
            baseline = Optional.of(List.of());
        }
        return new Kept(baseline, List.copyOf(exemptions), latest, List.copyOf(unreadable));
    }

    private interface Reading<T> {
        T value();
    }

    /// @throws StorageException the store cannot be asked at all
    private static <T> Optional<T> readable(List<String> unreadable, Reading<T> reading) {
        try {
            return Optional.of(reading.value());
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.DAMAGED) {
                throw e;
            }
            unreadable.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static List<WayOut> baseline(byte[] value) {
        var decoder = Decoder.of(value, 1, "what was approved");
        List<WayOut> ways = decoder.list(WayOut::read);
        decoder.end();
        return ways;
    }

    private static Instant clock(byte[] value) {
        var decoder = Decoder.of(value, 1, "the latest time seen");
        Instant latest = decoder.instant();
        decoder.end();
        return latest;
    }

    private static byte[] encoded(Collection<WayOut> ways) {
        return Encoder.version(1)
                .list(ways, (encoder, way) -> way.write(encoder))
                .toBytes();
    }

    private static byte[] encoded(Instant latest) {
        return Encoder.version(1).instant(latest).toBytes();
    }

    /// The first approval of a data folder.
    /// @return false when there is one already
    boolean found(Collection<WayOut> ways) {
        return store.commit(Batch.in(PARTITION).requireAbsent(BASELINE).put(BASELINE, encoded(ways)))
                .committed();
    }

    void baseline(Collection<WayOut> ways) {
        store.commit(Batch.in(PARTITION).put(BASELINE, encoded(ways)));
    }

    /// Adds an exemption, and sets the clock: by whoever made it, the time is right now.
    /// @param baseline put in place of one that cannot be read
    /// @return false when the number is taken
    boolean add(Exemption exemption, Optional<Collection<WayOut>> baseline) {
        Row row = Row.of(EXEMPTION, exemption.number());
        var batch = Batch.in(PARTITION)
                .requireAbsent(row)
                .put(row, exemption.encoded())
                .put(CLOCK, encoded(exemption.since()));
        baseline.ifPresent(ways -> batch.put(BASELINE, encoded(ways)));
        return store.commit(batch).committed();
    }

    void replace(Exemption exemption) {
        store.commit(Batch.in(PARTITION).put(Row.of(EXEMPTION, exemption.number()), exemption.encoded()));
    }

    void remove(long number) {
        store.commit(Batch.in(PARTITION).delete(Row.of(EXEMPTION, number)));
    }

    /// The number behind the last one, readable or not.
    long nextNumber() {
        return store.scan(PARTITION, Scan.all(EXEMPTION, 1).backwards()).stream()
                        .mapToLong(row -> row.row().number())
                        .max()
                        .orElse(0)
                + 1;
    }

    void latest(Instant time) {
        store.commit(Batch.in(PARTITION).put(CLOCK, encoded(time)));
    }

    Optional<String> matrix() {
        return store.get(PARTITION, MATRIX)
                .flatMap(value -> readable(new ArrayList<>(), () -> {
                    var decoder = Decoder.of(value, 1, "the approved matrix");
                    String text = decoder.text();
                    decoder.end();
                    return text;
                }));
    }

    void matrix(String text) {
        store.commit(
                Batch.in(PARTITION).put(MATRIX, Encoder.version(1).text(text).toBytes()));
    }
}
