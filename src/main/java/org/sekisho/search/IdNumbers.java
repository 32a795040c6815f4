package org.sekisho.search;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// Gives message-ids numbers from 1, the same id always the same one. Keeps 64 bits of each, hashed with a key of its
/// own, so that nobody can make two ids that are taken for one. Used by one thread at a time.
final class IdNumbers {
    private static final int FIRST_CAPACITY = 64; // a power of two

    private final long key0;
    private final long key1;
    private long[] hashes = new long[FIRST_CAPACITY]; // 0 for a free place
    private int[] numbers = new int[FIRST_CAPACITY];
    private int count = 1;

    IdNumbers() {
        this(new SecureRandom());
    }

    private IdNumbers(SecureRandom random) {
        this(random.nextLong(), random.nextLong());
    }

    IdNumbers(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    int of(String id) {
        long hash = hash(id.getBytes(StandardCharsets.UTF_8));
        int at = place(hash);
        if (hashes[at] == 0) {
            if (count * 2 > hashes.length) {
                grow();
                at = place(hash);
            }
            hashes[at] = hash;
            numbers[at] = count++;
        }
        return numbers[at];
    }

    private int place(long hash) {
        int mask = hashes.length - 1;
        int at = (int) hash & mask;
        while (hashes[at] != 0 && hashes[at] != hash) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] before = hashes;
        int[] numbersBefore = numbers;
        hashes = new long[before.length * 2];
        numbers = new int[hashes.length];
        for (int i = 0; i < before.length; i++) {
            if (before[i] != 0) {
                int at = place(before[i]);
                hashes[at] = before[i];
                numbers[at] = numbersBefore[i];
            }
        }
    }

    /// Numbers given, and 0.
    int count() {
        return count;
    }

    long weight() {
        return hashes.length * (long) (Long.BYTES + Integer.BYTES);
    }

    /// SipHash-2-4; never 0.
    private long hash(byte[] octets) {
        long[] v = {
            key0 ^ 0x736f6d6570736575L,
            key1 ^ 0x646f72616e646f6dL,
            key0 ^ 0x6c7967656e657261L,
            key1 ^ 0x7465646279746573L
        };
        int whole = octets.length & ~7;
        for (int i = 0; i < whole; i += Long.BYTES) {
            compress(v, word(octets, i, Long.BYTES));
        }
        compress(v, word(octets, whole, octets.length - whole) | ((long) octets.length << 56));
        v[2] ^= 0xff;
        rounds(v, 4);
        long hash = v[0] ^ v[1] ^ v[2] ^ v[3];
        return hash == 0 ? 1 : hash;
    }

    private static long word(byte[] octets, int from, int length) {
        long word = 0;
        for (int i = length - 1; i >= 0; i--) {
            word = (word << 8) | (octets[from + i] & 0xff);
        }
        return word;
    }

    private static void compress(long[] v, long word) {
        v[3] ^= word;
        rounds(v, 2);
        v[0] ^= word;
    }

    private static void rounds(long[] v, int times) {
        for (int i = 0; i < times; i++) {
            v[0] += v[1];
            v[2] += v[3];
            v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
            v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
            v[0] = Long.rotateLeft(v[0], 32);
            v[2] += v[1];
            v[0] += v[3];
            v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
            v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }
}
