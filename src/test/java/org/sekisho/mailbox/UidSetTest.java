package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

final class UidSetTest {
    @Test
    void joinsNeighbours() {
        assertEquals("1:3,7", UidSet.of(3, 1, 7, 2, 2).toString());
        assertEquals("1:10", UidSet.range(1, 5).plus(UidSet.range(6, 10)).toString());
        assertTrue(UidSet.of(1, 2, 5).contains(2));
        assertFalse(UidSet.of(1, 2, 5).contains(4));
        assertEquals("", UidSet.EMPTY.toString());
    }

    @Test
    void isLikeASetOfNumbers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            Set<Long> first = some(random);
            Set<Long> second = some(random);
            UidSet a = uids(first);
            UidSet b = uids(second);
            String context = "seed " + seed + ": " + a + " and " + b;
            Set<Long> both = new TreeSet<>(first);
            both.addAll(second);
            assertEquals(uids(both), a.plus(b), context);
            Set<Long> left = new TreeSet<>(first);
            left.removeAll(second);
            assertEquals(uids(left), a.minus(b), context);
            assertEquals(left.size(), a.minus(b).size(), context);
            LongStream.range(1, 50).forEach(uid -> assertEquals(first.contains(uid), a.contains(uid), context));
            Encoder encoder = Encoder.version(1);
            a.writeTo(encoder);
            assertEquals(a, UidSet.readFrom(Decoder.of(encoder.toBytes(), 1, "test")), context);
        }
    }

    private static UidSet uids(Set<Long> uids) {
        return UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
    }

    private static Set<Long> some(Random random) {
        Set<Long> uids = new TreeSet<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            uids.add(1L + random.nextInt(40));
        }
        return uids;
    }
}
