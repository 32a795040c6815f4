package org.sekisho.doctor;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How numbers and lists are written in findings.
final class Wording {
    private static final int NAMES = 5; // of a list: what fits in a line

    private Wording() {}

    static Text text(String en, String ja) {
        return new Text(en, ja);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String percent(double share) {
        return Math.round(share * 100) + "%";
    }

    /// The first of them: `example.com 12, example.net 3`.
    static <V> String top(Map<String, V> counts, Function<V, Long> count) {
        return counts.entrySet().stream()
                .limit(NAMES)
                .map(each -> each.getKey() + " " + number(count.apply(each.getValue())))
                .collect(Collectors.joining(", "));
    }
}
