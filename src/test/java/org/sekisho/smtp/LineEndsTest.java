package org.sekisho.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Eight octets at a time must find what one at a time finds.
class LineEndsTest {
    private static final byte[] ALPHABET = {'a', '\r', '\n', 0x0C, 0x0E, (byte) 0x8D, (byte) 0x8A, 0, 0x0B, (byte) 0xFF
    };

    @Test
    void findsWhatASlowSearchFinds() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            byte[] octets = new byte[random.nextInt(40)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = random.nextInt(4) == 0 ? ALPHABET[random.nextInt(ALPHABET.length)] : (byte) 'x';
            }
            int from = random.nextInt(octets.length + 1);
            int to = from + random.nextInt(octets.length - from + 1);
            assertEquals(slow(octets, from, to), LineEnds.next(octets, from, to), "seed " + seed);
            assertEquals(slowEightBit(octets, from, to), LineEnds.hasEightBit(octets, from, to), "seed " + seed);
        }
    }

    private static int slow(byte[] octets, int from, int to) {
        int at = from;
        while (at < to && octets[at] != '\r' && octets[at] != '\n') {
            at++;
        }
        return at;
    }

    private static boolean slowEightBit(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] < 0) {
                return true;
            }
        }
        return false;
    }
}
