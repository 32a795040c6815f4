package org.sekisho.search;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// By what messages are sorted (RFC 5256 §3, RFC 5957). What is equal in all keys stays in the order of the mailbox.
/// @param keys the most important first, one or more
public record SortOrder(List<Key> keys) {
    private static final int LOW = 32; // bits

    /// What is compared.
    public enum Criterion {
        ARRIVAL,
        CC,
        DATE,
        DISPLAYFROM,
        DISPLAYTO,
        FROM,
        SIZE,
        SUBJECT,
        TO
    }

    /// @param reverse from the largest to the smallest
    public record Key(Criterion criterion, boolean reverse) {}

    public SortOrder {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("nothing to sort by");
        }
    }

    /// @param rows of the messages, in the order of the mailbox
    /// @return the same, sorted
    int[] sort(KeyTable table, int[] rows) {
        int[] sorted = rows;
        for (Key key : keys.reversed()) { // a sort that keeps the order of equals, by the least important first
            sorted = switch (key.criterion) {
                case ARRIVAL -> byLong(sorted, table.arrivals(), key.reverse);
                case DATE -> byLong(sorted, table.sent(), key.reverse);
                case SIZE -> byLong(sorted, table.octets(), key.reverse);
                case CC -> byText(sorted, table, KeyTable.Text.CC, key.reverse);
                case DISPLAYFROM -> byText(sorted, table, KeyTable.Text.DISPLAY_FROM, key.reverse);
                case DISPLAYTO -> byText(sorted, table, KeyTable.Text.DISPLAY_TO, key.reverse);
                case FROM -> byText(sorted, table, KeyTable.Text.FROM, key.reverse);
                case SUBJECT -> byText(sorted, table, KeyTable.Text.SUBJECT, key.reverse);
                case TO -> byText(sorted, table, KeyTable.Text.TO, key.reverse);
            };
        }
        return sorted;
    }

    private static int[] byLong(int[] rows, long[] values, boolean reverse) {
        int[] low = by(rows, row -> (int) values[row] ^ Integer.MIN_VALUE, reverse);
        return by(low, row -> (int) (values[row] >> LOW), reverse);
    }

    private static int[] byText(int[] rows, KeyTable table, KeyTable.Text text, boolean reverse) {
        int[] ids = table.texts(text);
        int[] ranks = table.ranks();
        return by(rows, row -> ranks[ids[row]], reverse);
    }

    private static int[] by(int[] rows, IntUnaryOperator value, boolean reverse) {
        long[] keyed = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int key = value.applyAsInt(rows[i]);
            keyed[i] = ((long) (reverse ? ~key : key) << LOW) | i;
        }
        Arrays.sort(keyed);
        int[] sorted = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            sorted[i] = rows[(int) keyed[i]];
        }
        return sorted;
    }
}
