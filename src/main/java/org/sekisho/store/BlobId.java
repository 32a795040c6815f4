package org.sekisho.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The name of a stored body. Unique, ordered by time of creation.
/// @param value 32 lower-case hexadecimal digits: 12 of milliseconds since 1970, 20 random
public record BlobId(String value) {
    public static final int OCTETS = 16;

    private static final HexFormat HEX = HexFormat.of();
    private static final int TIME_DIGITS = 12;

    public BlobId {
        if (value.length() != 2 * OCTETS || !value.chars().allMatch(BlobId::isHexDigit)) {
            throw new IllegalArgumentException("not the name of a blob: " + value);
        }
    }

    public static BlobId create(Instant now, RandomGenerator random) {
        return of(ByteBuffer.allocate(OCTETS)
                .putLong((now.toEpochMilli() << 16) | (random.nextLong() & 0xffff))
                .putLong(random.nextLong())
                .array());
    }

    public static BlobId of(byte[] octets) {
        return new BlobId(HEX.formatHex(octets));
    }

    public byte[] octets() {
        return HEX.parseHex(value);
    }

    public Instant created() {
        return Instant.ofEpochMilli(HexFormat.fromHexDigitsToLong(value, 0, TIME_DIGITS));
    }

    private static boolean isHexDigit(int letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
    }

    @Override
    public String toString() {
        return value;
    }
}
