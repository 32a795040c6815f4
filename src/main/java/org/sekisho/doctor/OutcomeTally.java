package org.sekisho.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts outcomes by key, in bounded memory as [Tally] does. Used by one thread.
final class OutcomeTally<K> {
    private final Tally<K> attempts = new Tally<>();
    private final Tally<K> successes = new Tally<>();
    private final Tally<K> failures = new Tally<>();
    private final Tally<K> deferrals = new Tally<>();

    void add(K key, Outcomes outcome) {
        attempts.add(key, outcome.attempts());
        add(successes, key, outcome.success());
        add(failures, key, outcome.failure());
        add(deferrals, key, outcome.deferral());
    }

    private static <K> void add(Tally<K> tally, K key, long count) {
        if (count > 0) {
            tally.add(key, count);
        }
    }

    /// The most attempts first.
    Map<K, Outcomes> largest() {
        var all = new LinkedHashMap<K, Outcomes>();
        attempts.largest()
                .keySet()
                .forEach(key -> all.put(key, new Outcomes(successes.of(key), failures.of(key), deferrals.of(key))));
        return Collections.unmodifiableMap(all);
    }
}
