package org.sekisho.mailbox;

import org.jspecify.annotations.Nullable;

/// Numbers of the messages of one [Chunk]. As differences from the least of them they take four octets each;
/// eight, when they lie too far apart. Immutable.
final class Column {
    private static final long MAX_DIFFERENCE = 0xffff_ffffL;

    private final long base;
    private final int @Nullable [] narrow;
    private final long[] wide;

    private Column(long base, int @Nullable [] narrow, long[] wide) {
        this.base = base;
        this.narrow = narrow;
        this.wide = wide;
    }

    /// @param length how many of the values count
    static Column of(long[] values, int length) {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < length; i++) {
            least = Math.min(least, values[i]);
            most = Math.max(most, values[i]);
        }
        long spread = most - least;
        long[] all = new long[0];
        if (spread < 0 || spread > MAX_DIFFERENCE) { // below 0: too far apart even for 64 bits
            all = new long[length];
            System.arraycopy(values, 0, all, 0, length);
            return new Column(0, null, all);
        }
        int[] differences = new int[length];
        for (int i = 0; i < length; i++) {
            differences[i] = (int) (values[i] - least);
        }
        return new Column(least, differences, all);
    }

    long at(int index) {
        return narrow == null ? wide[index] : base + Integer.toUnsignedLong(narrow[index]);
    }

    int octets() {
        return narrow == null ? wide.length * Long.BYTES : narrow.length * Integer.BYTES;
    }
}
