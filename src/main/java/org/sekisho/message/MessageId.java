package org.sekisho.message;

import java.time.Instant;
import java.util.random.RandomGenerator;
import org.sekisho.address.Domain;

/// A message identifier with its angle brackets. RFC 5322 §3.6.4.
public record MessageId(String value) {
    private static final int RADIX = 36;

    /// One that nobody has used: the time and 64 random bits.
    public static MessageId create(Domain host, Instant now, RandomGenerator random) {
        String moment = Long.toString(now.toEpochMilli(), RADIX);
        return new MessageId("<" + moment + "." + Long.toUnsignedString(random.nextLong(), RADIX) + "@" + host + ">");
    }

    @Override
    public String toString() {
        return value;
    }
}
