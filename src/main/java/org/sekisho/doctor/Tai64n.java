package org.sekisho.doctor;

import java.time.Instant;
import java.util.Optional;

/// The time labels of multilog: `@` and 24 digits. Source: https://cr.yp.to/libtai/tai64.html.
final class Tai64n {
    static final int LENGTH = 25; // octets, the @ included
    private static final long EPOCH = (1L << 62) + 10; // 1970-01-01 00:00:00 UTC was TAI 00:00:10

    private Tai64n() {}

    /// Strict: lower-case digits, as multilog writes them, and less than a second of nanoseconds. Leap seconds
    /// are not taken out, because daemontools does not put them in.
    /// @return empty when the line does not begin with a label
    static Optional<Instant> of(String line) {
        if (line.length() < LENGTH || line.charAt(0) != '@') {
            return Optional.empty();
        }
        for (int i = 1; i < LENGTH; i++) {
            char c = line.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return Optional.empty();
            }
        }
        long seconds = Long.parseUnsignedLong(line, 1, 17, 16);
        long nanoseconds = Long.parseLong(line, 17, LENGTH, 16);
        long since = seconds - EPOCH;
        if (seconds < 0
                || since < Instant.MIN.getEpochSecond()
                || since > Instant.MAX.getEpochSecond()
                || nanoseconds > 999_999_999) {
            return Optional.empty(); // from 2^63 on labels are reserved
        }
        return Optional.of(Instant.ofEpochSecond(since, nanoseconds));
    }
}
