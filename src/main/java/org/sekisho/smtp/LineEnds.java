package org.sekisho.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks for CR and LF eight octets at a time: every octet of every message passes here at least twice.
public final class LineEnds {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long CR = LOW_BITS * '\r';
    private static final long LF = LOW_BITS * '\n';

    private LineEnds() {}

    /// The first CR or LF, or `to` when there is none.
    public static int next(byte[] octets, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long word = (long) LONGS.get(octets, at);
            long hits = zeros(word ^ CR) | zeros(word ^ LF);
            if (hits != 0) {
                return at + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < to && octets[at] != '\r' && octets[at] != '\n') {
            at++;
        }
        return at;
    }

    /// Whether one of the octets is above 127.
    public static boolean hasEightBit(byte[] octets, int from, int to) {
        long all = 0;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            all |= (long) LONGS.get(octets, at);
        }
        for (; at < to; at++) {
            all |= octets[at] & 0xFFL;
        }
        return (all & HIGH_BITS) != 0;
    }

    /// The high bit of the lowest octet that is zero is right; those above it may be wrong, and are not looked
    /// at.
    private static long zeros(long word) {
        return (word - LOW_BITS) & ~word & HIGH_BITS;
    }
}
