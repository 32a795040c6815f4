package org.sekisho.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sekisho.address.SyntaxError;
import org.sekisho.imap.SequenceSet.Numbers;
import org.sekisho.imap.SequenceSet.Range;
import org.sekisho.testing.Dice;

final class SequenceSetTest {
    private static Numbers set(String text) {
        return ((Command.Expunge)
                        Wire.parse("a UID EXPUNGE " + text, ParserMode.REV1).command())
                .uids()
                .map(Numbers.class::cast)
                .orElseThrow();
    }

    private static String resolved(String text, long largest) {
        return set(text).ranges(largest).stream()
                .map(range -> range.first() + ":" + range.last())
                .toList()
                .toString();
    }

    @Test
    void starIsTheLastAndOrderDoesNotCount() {
        assertEquals("[2:2, 4:7, 9:9, 12:15]", resolved("2,4:7,9,12:*", 15)); // RFC 9051 §9
        assertEquals("[2:5]", resolved("5:2", 15));
        assertEquals("[3:5]", resolved("5:*", 3));
        assertEquals("[3:3]", resolved("*:*", 3));
        assertEquals("[1:9]", resolved("5:9,1:3,2:4", 3));
        assertEquals("[1:4294967295]", resolved("1:*,4294967295", 4294967295L));
    }

    @Test
    void withoutMessagesStarIsNothing() {
        assertEquals("[]", resolved("*", 0));
        assertEquals("[]", resolved("1:*", 0));
        assertEquals("[7:7]", resolved("*,7", 0));
    }

    @Test
    void onlyStarDependsOnTheMailbox() {
        assertTrue(set("1,5:*").hasStar());
        assertTrue(Numbers.star().hasStar());
        assertFalse(set("1,4294967295").hasStar());
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThrows(SyntaxError.class, () -> new SequenceSet.Builder().add(0, 1));
        assertThrows(SyntaxError.class, () -> new SequenceSet.Builder().add(1, 4294967296L));
        assertThrows(SyntaxError.class, () -> new SequenceSet.Builder().build());
        assertThrows(IllegalArgumentException.class, () -> new Range(2, 1));
    }

    @Test
    void neighboursBecomeARangeInTheOrderTheyCome() {
        var builder = new SequenceSet.Builder();
        for (long number : new long[] {3, 4, 5, 9, 8, 7, 8, 1, 4294967294L, 4294967295L}) {
            builder.append(number);
        }
        assertEquals("3:5,9,8,7:8,1,4294967294:4294967295", builder.build().toString());
    }

    @Test
    void whatIsPrintedIsReadAgain() {
        Dice.check(300, dice -> {
            var builder = new SequenceSet.Builder();
            for (int i = dice.between(1, 20); i > 0; i--) {
                builder.add(
                        dice.oneIn(5) ? SequenceSet.Builder.STAR : dice.between(1, 30),
                        dice.oneIn(5) ? SequenceSet.Builder.STAR : dice.between(1, 2_000_000_000));
            }
            Numbers numbers = builder.build();
            assertEquals(numbers, set(numbers.toString()));
            var buffer = new ResponseBuffer();
            assertEquals(numbers.toString(), buffer.set(numbers).toString());
        });
    }

    @Test
    void rangesHoldExactlyTheNumbersMeant() {
        Dice.check(300, dice -> {
            var builder = new SequenceSet.Builder();
            var meant = new TreeSet<Long>();
            int largest = dice.between(1, 40);
            for (int i = dice.between(1, 8); i > 0; i--) {
                long a = dice.oneIn(6) ? SequenceSet.Builder.STAR : dice.between(1, 50);
                long b = dice.oneIn(6) ? SequenceSet.Builder.STAR : dice.between(1, 50);
                builder.add(a, b);
                long from = a == SequenceSet.Builder.STAR ? largest : a;
                long to = b == SequenceSet.Builder.STAR ? largest : b;
                for (long n = Math.min(from, to); n <= Math.max(from, to); n++) {
                    meant.add(n);
                }
            }
            List<Long> found = new ArrayList<>();
            for (Range range : builder.build().ranges(largest)) {
                for (long n = range.first(); n <= range.last(); n++) {
                    found.add(n);
                }
            }
            assertEquals(List.copyOf(meant), found);
        });
    }
}
