package org.sekisho.mailbox;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// Positions in [Contents], counted from 1, ascending. Immutable.
public final class Positions {
    static final Positions NONE = new Positions(new int[0]);

    private final int[] values;

    private Positions(int[] values) {
        this.values = values;
    }

    static Positions of(int[] values, int length) {
        return length == 0 ? NONE : new Positions(Arrays.copyOf(values, length));
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    public int size() {
        return values.length;
    }

    /// @param index from 0
    public int at(int index) {
        return values[index];
    }

    public void forEach(IntConsumer action) {
        for (int value : values) {
            action.accept(value);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Positions positions && Arrays.equals(values, positions.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
