package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.imap.PartialRange;
import org.sekisho.testing.Dice;

final class MessageSetTest {
    private static MessageSet of(int... positions) {
        BitSet bits = new BitSet();
        for (int position : positions) {
            bits.set(position);
        }
        return MessageSet.of(bits);
    }

    @Test
    void pagesFromEitherEnd() {
        MessageSet set = of(2, 3, 5, 8, 9, 10);
        assertEquals("3,5", set.partial(new PartialRange(2, 3, false)).numbers().toString());
        assertEquals("9:10", set.partial(new PartialRange(1, 2, true)).numbers().toString());
        assertEquals(
                "2:3,5,8:10",
                set.partial(new PartialRange(1, 100, true)).numbers().toString());
        assertTrue(set.partial(new PartialRange(7, 9, false)).isEmpty());
        assertTrue(set.partial(new PartialRange(7, 4_294_967_295L, true)).isEmpty());
    }

    @Test
    void piecesAreTheWhole() {
        Dice.check(500, dice -> {
            BitSet bits = new BitSet();
            for (int i = dice.below(60); i > 0; i--) {
                bits.set(dice.between(1, 80));
            }
            MessageSet set = MessageSet.of(bits);
            assertEquals(bits.cardinality(), set.size());
            assertEquals(bits, set.bits());
            int most = dice.between(1, 20);
            List<MessageSet> pages = set.pages(most);
            BitSet together = new BitSet();
            for (MessageSet page : pages) {
                assertTrue(page.size() <= most && !page.isEmpty());
                together.or(page.bits());
            }
            assertEquals(bits, together);
            for (int position = 1; position <= 80; position++) {
                assertEquals(bits.get(position), set.contains(position));
            }
        });
    }
}
