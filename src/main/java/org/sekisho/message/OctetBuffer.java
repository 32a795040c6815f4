package org.sekisho.message;

import java.util.Arrays;

/// Octets that a decoder has ready. Unlike [java.io.ByteArrayOutputStream] it takes no lock for each of them.
/// Used by one thread.
final class OctetBuffer {
    private static final int FIRST = 64;

    private byte[] octets = new byte[FIRST];
    private int size;

    void write(int octet) {
        if (size == octets.length) {
            octets = Arrays.copyOf(octets, 2 * size);
        }
        octets[size++] = (byte) octet;
    }

    void write(byte[] from, int offset, int length) {
        if (length > octets.length - size) {
            octets = Arrays.copyOf(octets, Math.max(size + length, 2 * size));
        }
        System.arraycopy(from, offset, octets, size, length);
        size += length;
    }

    void write(OctetBuffer other) {
        write(other.octets, 0, other.size);
    }

    int size() {
        return size;
    }

    byte octet(int index) {
        return octets[index];
    }

    /// The octets, [#size] of them. Only to look at, until the next change.
    byte[] octets() {
        return octets;
    }

    void reset() {
        size = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(octets, size);
    }
}
