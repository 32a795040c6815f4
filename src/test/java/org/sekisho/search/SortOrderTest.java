package org.sekisho.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sekisho.search.SortOrder.Criterion;
import org.sekisho.testing.Dice;

class SortOrderTest {
    private static final List<String> NAMES =
            List.of("", "a", "A", "b", "_", "é", "e", "f", "ä", "日本", "ア", "ｱ", "イ", "𠮷", "\uffee", "ß", "ss", "z");

    private static SortOrder.Key key(Criterion criterion) {
        return new SortOrder.Key(criterion, false);
    }

    private static long[] sorted(SortOrder order, KeyTable table) {
        return Arrays.stream(order.sort(table, Keys.rows(table)))
                .mapToLong(table::uid)
                .toArray();
    }

    private static long[] bySubject(String... subjects) {
        List<MessageKeys> all = IntStream.range(0, subjects.length)
                .mapToObj(i -> Keys.subject(i + 1, 0, subjects[i], false))
                .toList();
        return sorted(new SortOrder(List.of(key(Criterion.SUBJECT))), Keys.table(all));
    }

    @Test
    void textsCompareAsUnicodeCasemapSays() {
        assertArrayEquals(new long[] {4, 3, 2, 1}, bySubject("zebra", "Éclair", "eclair", ""));
        assertArrayEquals(new long[] {2, 3, 1}, bySubject("b", "A", "a"));
        assertArrayEquals(new long[] {1, 2, 3}, bySubject("アルファ", "ｱﾙﾌｧ", "請求書"));
        assertArrayEquals(new long[] {2, 1}, bySubject("𠮷野", "\uffee"));
        assertArrayEquals(new long[] {2, 1}, bySubject("_", "z")); // title case comes before the underscore
    }

    @Test
    void reverseTurnsOneKeyOnlyAndEqualsStayInOrder() {
        KeyTable table = Keys.table(List.of(
                Keys.subject(1, 5, "b", false),
                Keys.subject(2, 9, "a", false),
                Keys.subject(3, 9, "b", false),
                Keys.subject(4, 5, "b", false)));
        assertArrayEquals(
                new long[] {2, 3, 1, 4},
                sorted(new SortOrder(List.of(new SortOrder.Key(Criterion.DATE, true), key(Criterion.SUBJECT))), table));
        assertArrayEquals(
                new long[] {1, 4, 3, 2},
                sorted(new SortOrder(List.of(new SortOrder.Key(Criterion.SUBJECT, true), key(Criterion.DATE))), table));
        assertArrayEquals(
                new long[] {1, 2, 3, 4}, sorted(new SortOrder(List.of(new SortOrder.Key(Criterion.CC, true))), table));
    }

    @Test
    void datesOfAllTimesAreInOrder() {
        long[] dates = {0, -1, Long.MAX_VALUE / 2, -62_135_596_800L, 253_402_300_799L, 1L << 31, 1L << 32, 5};
        KeyTable table = Keys.table(IntStream.range(0, dates.length)
                .mapToObj(i -> Keys.subject(i + 1, dates[i], "", false))
                .toList());
        assertArrayEquals(
                new long[] {4, 2, 1, 8, 6, 7, 5, 3}, sorted(new SortOrder(List.of(key(Criterion.DATE))), table));
    }

    @Test
    void someRowsOnly() {
        KeyTable table = Keys.table(List.of(
                Keys.subject(3, 9, "", false), Keys.subject(5, 8, "", false), Keys.subject(1L << 31, 7, "", false)));
        assertArrayEquals(new int[] {0, 2}, table.rows(new long[] {1, 3, 4, 6, 1L << 31, (1L << 31) + 1}));
        assertArrayEquals(new int[0], table.rows(new long[0]));
        assertThrows(IllegalArgumentException.class, () -> table.add(Keys.subject(5, 1, "", false)));
        assertThrows(IllegalArgumentException.class, () -> new SortOrder(List.of()));
    }

    private static MessageKeys any(Dice dice, long uid) {
        return new MessageKeys(
                uid,
                dice.below(5),
                dice.below(3) - 1,
                dice.below(3),
                dice.of(NAMES),
                false,
                dice.of(NAMES),
                dice.of(NAMES),
                dice.of(NAMES),
                dice.of(NAMES),
                dice.of(NAMES),
                "",
                List.of());
    }

    private static Comparator<MessageKeys> comparator(SortOrder.Key key) {
        Comparator<MessageKeys> comparator = switch (key.criterion()) {
            case ARRIVAL -> Comparator.comparingLong(MessageKeys::arrival);
            case DATE -> Comparator.comparingLong(MessageKeys::sent);
            case SIZE -> Comparator.comparingLong(MessageKeys::octets);
            case CC -> text(MessageKeys::cc);
            case FROM -> text(MessageKeys::from);
            case TO -> text(MessageKeys::to);
            case SUBJECT -> text(MessageKeys::subject);
            case DISPLAYFROM -> text(MessageKeys::displayFrom);
            case DISPLAYTO -> text(MessageKeys::displayTo);
        };
        return key.reverse() ? comparator.reversed() : comparator;
    }

    private static Comparator<MessageKeys> text(Function<MessageKeys, String> text) {
        return Comparator.comparing(
                keys -> Casemap.of(text.apply(keys)).getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
    }

    @Test
    void anyOrderIsThatOfAComparator() {
        Dice.check(500, dice -> {
            List<MessageKeys> all = new ArrayList<>();
            for (int i = dice.below(40); i > 0; i--) {
                all.add(any(dice, all.size() + 1));
            }
            List<SortOrder.Key> keys = new ArrayList<>();
            for (int i = dice.between(1, 3); i > 0; i--) {
                keys.add(new SortOrder.Key(dice.of(List.of(Criterion.values())), dice.oneIn(2)));
            }
            Comparator<MessageKeys> expected = keys.stream()
                    .map(SortOrderTest::comparator)
                    .reduce(Comparator::thenComparing)
                    .orElseThrow();
            assertEquals(
                    all.stream().sorted(expected).map(MessageKeys::uid).toList(),
                    Arrays.stream(sorted(new SortOrder(keys), Keys.table(all)))
                            .boxed()
                            .toList(),
                    keys.toString());
        });
    }
}
