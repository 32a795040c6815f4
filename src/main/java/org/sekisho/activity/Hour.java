package org.sekisho.activity;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.sekisho.activity.Heaviest.Line;
import org.sekisho.activity.Heaviest.Sums;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// The sums of one hour, or of several. Used by one thread at a time.
final class Hour {
    private static final int VERSION = 1;

    private final Map<Dimension, Heaviest> sums = new EnumMap<>(Dimension.class);

    /// @param most keys of each dimension
    Hour(int most) {
        for (Dimension dimension : Dimension.values()) {
            sums.put(dimension, new Heaviest(most));
        }
    }

    void add(Map<Dimension, Map<String, Counts>> more) {
        more.forEach((dimension, counts) -> counts.forEach(sums(dimension)::add));
    }

    Heaviest sums(Dimension dimension) {
        return Objects.requireNonNull(sums.get(dimension)); // the constructor puts all
    }

    Map<Dimension, Sums> copy() {
        Map<Dimension, Sums> copy = new EnumMap<>(Dimension.class);
        sums.forEach((dimension, heaviest) -> copy.put(dimension, heaviest.sums()));
        return copy;
    }

    static byte[] print(Map<Dimension, Sums> copy) {
        return Encoder.version(VERSION)
                .list(copy.entrySet(), (encoder, each) -> {
                    encoder.symbol(each.getKey());
                    encoder.list(each.getValue().lines(), (inner, line) -> {
                        inner.text(line.key());
                        Counts.write(inner, line.counts());
                    });
                    Counts.write(encoder, each.getValue().others());
                })
                .toBytes();
    }

    /// Adds what [#print] made.
    /// @throws org.sekisho.store.StorageException it cannot be read
    void addPrinted(byte[] value, String what) {
        Decoder decoder = Decoder.of(value, VERSION, what);
        List<Printed> all = decoder.list(Hour::printed);
        decoder.end();
        for (Printed each : all) {
            Heaviest heaviest = sums(each.dimension());
            each.sums().lines().forEach(line -> heaviest.add(line.key(), line.counts()));
            heaviest.addOthers(each.sums().others());
        }
    }

    private record Printed(Dimension dimension, Sums sums) {}

    private static Printed printed(Decoder decoder) {
        Dimension dimension = decoder.symbol(Dimension.class);
        List<Line> lines = decoder.list(inner -> new Line(inner.text(), Counts.read(inner)));
        return new Printed(dimension, new Sums(lines, Counts.read(decoder)));
    }
}
