package org.sekisho.doctor;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Counts by the hour, for the last days of what is read. Used by one thread.
final class Flows {
    private static final int KEPT = 24 * 14; // hours
    private static final int SECONDS = 3600;

    private final TreeMap<Instant, Flow> hours = new TreeMap<>();

    /// @param time empty: it is not counted
    void add(Optional<Instant> time, Flow flow) {
        if (time.isPresent()) {
            Instant hour = Instant.ofEpochSecond(Math.floorDiv(time.get().getEpochSecond(), SECONDS) * SECONDS);
            hours.merge(hour, flow, Flow::plus);
            if (hours.size() > KEPT) {
                hours.pollFirstEntry();
            }
        }
    }

    SortedMap<Instant, Flow> byHour() {
        return new TreeMap<>(hours);
    }
}
