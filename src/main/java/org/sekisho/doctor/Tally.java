package org.sekisho.doctor;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts by key in bounded memory. When there are too many keys the rarest are forgotten, so that a key which
/// has a fair share of the whole is never lost, wherever in the stream it stands. Used by one thread.
final class Tally<K> {
    static final int KEPT = 20_000; // keys; some megabytes, and far more than anyone reads

    private final Map<K, Long> counts = new HashMap<>();

    void add(K key, long count) {
        counts.merge(key, count, Long::sum);
        if (counts.size() > 2 * KEPT) {
            Map<K, Long> kept = largest(KEPT);
            counts.clear();
            counts.putAll(kept);
        }
    }

    long of(K key) {
        return counts.getOrDefault(key, 0L);
    }

    /// The largest first.
    Map<K, Long> largest(int limit) {
        var sorted = new LinkedHashMap<K, Long>();
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(limit)
                .forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return Collections.unmodifiableMap(sorted);
    }

    Map<K, Long> largest() {
        return largest(KEPT);
    }
}
