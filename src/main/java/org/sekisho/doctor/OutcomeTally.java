package org.sekisho.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts outcomes by key, in bounded memory as [Tally] does. Used by one thread.
final class OutcomeTally {
    private final Tally<String> attempts = new Tally<>();
    private final Tally<String> successes = new Tally<>();
    private final Tally<String> failures = new Tally<>();
    private final Tally<String> deferrals = new Tally<>();

    void add(String key, Outcomes outcome) {
        attempts.add(key, outcome.attempts());
        add(successes, key, outcome.success());
        add(failures, key, outcome.failure());
        add(deferrals, key, outcome.deferral());
    }

    private static void add(Tally<String> tally, String key, long count) {
        if (count > 0) {
            tally.add(key, count);
        }
    }

    /// The most attempts first.
    Map<String, Outcomes> largest() {
        var all = new LinkedHashMap<String, Outcomes>();
        attempts.largest()
                .keySet()
                .forEach(key -> all.put(key, new Outcomes(successes.of(key), failures.of(key), deferrals.of(key))));
        return Collections.unmodifiableMap(all);
    }
}
