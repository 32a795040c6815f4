package org.sekisho.imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.sekisho.address.SyntaxError;

/// Which messages a command means: by number or by UID, as the command says. RFC 9051 §9 `sequence-set`, §6.4.4.1.
public sealed interface SequenceSet {
    long MAX_NUMBER = 0xffff_ffffL; // nz-number: 32 bits without sign

    /// `$`: what the last SEARCH or SORT with SAVE has found. RFC 9051 §6.4.4.1.
    record SavedResult() implements SequenceSet {
        @Override
        public String toString() {
            return "$";
        }
    }

    /// Numbers from `first` to `last`, both included.
    /// @param first 1 or more, at most `last`
    record Range(long first, long last) {
        public Range {
            if (first < 1 || last < first || last > MAX_NUMBER) {
                throw new IllegalArgumentException("not a range: " + first + ":" + last);
            }
        }
    }

    /// Ranges as they were sent: 8 octets each, in any order, overlapping or not. Immutable.
    final class Numbers implements SequenceSet {
        private static final int STAR = 0; // no message has this number

        /// Two for each range, without sign, as sent; [#STAR] for `*`.
        private final int[] bounds;

        private Numbers(int[] bounds) {
            this.bounds = bounds;
        }

        /// @param ranges one or more
        public static Numbers of(List<Range> ranges) {
            var builder = new Builder();
            ranges.forEach(range -> builder.add(range.first, range.last));
            return builder.build();
        }

        /// `*` alone: the last message.
        public static Numbers star() {
            return new Numbers(new int[] {STAR, STAR});
        }

        /// True when the meaning depends on which message is the last.
        public boolean hasStar() {
            return Arrays.stream(bounds).anyMatch(bound -> bound == STAR);
        }

        /// The set in order, without overlap; neighbours are joined.
        /// @param largest the largest number or UID in use, which `*` means; 0 when there are no messages, and
        ///     then whatever ends in `*` is left out
        public List<Range> ranges(long largest) {
            List<Range> sorted = new ArrayList<>(bounds.length / 2);
            for (int i = 0; i < bounds.length; i += 2) {
                long a = value(bounds[i], largest);
                long b = value(bounds[i + 1], largest);
                if (a > 0 && b > 0) {
                    sorted.add(new Range(Math.min(a, b), Math.max(a, b)));
                }
            }
            sorted.sort(Comparator.comparingLong(Range::first));
            return joined(sorted);
        }

        private static long value(int bound, long largest) {
            return bound == STAR ? largest : Integer.toUnsignedLong(bound);
        }

        private static List<Range> joined(List<Range> sorted) {
            List<Range> joined = new ArrayList<>();
            for (Range next : sorted) {
                Range last = joined.isEmpty() ? null : joined.getLast();
                if (last != null && next.first <= last.last + 1) {
                    joined.set(joined.size() - 1, new Range(last.first, Math.max(last.last, next.last)));
                } else {
                    joined.add(next);
                }
            }
            return joined;
        }

        void printTo(ResponseBuffer buffer) {
            for (int i = 0; i < bounds.length; i += 2) {
                if (i > 0) {
                    buffer.octet(',');
                }
                printTo(buffer, bounds[i]);
                if (bounds[i] != bounds[i + 1]) {
                    printTo(buffer.octet(':'), bounds[i + 1]);
                }
            }
        }

        private static void printTo(ResponseBuffer buffer, int bound) {
            if (bound == STAR) {
                buffer.octet('*');
            } else {
                buffer.number(Integer.toUnsignedLong(bound));
            }
        }

        /// How many ranges were sent.
        public int size() {
            return bounds.length / 2;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Numbers numbers && Arrays.equals(bounds, numbers.bounds);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bounds);
        }

        @Override
        public String toString() {
            var text = new StringBuilder();
            for (int i = 0; i < bounds.length; i += 2) {
                text.append(i == 0 ? "" : ",").append(text(bounds[i]));
                if (bounds[i] != bounds[i + 1]) {
                    text.append(':').append(text(bounds[i + 1]));
                }
            }
            return text.toString();
        }

        private static String text(int bound) {
            return bound == STAR ? "*" : Integer.toUnsignedString(bound);
        }
    }

    /// Collects a [Numbers]. Used by one thread.
    final class Builder {
        /// `*` as one of the two numbers of a range.
        public static final long STAR = -1;

        private int[] bounds = new int[4];
        private int length;

        /// @param first 1 to [#MAX_NUMBER] or [#STAR]; more or less than `last`
        public Builder add(long first, long last) {
            if (length == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * length);
            }
            bounds[length++] = bound(first);
            bounds[length++] = bound(last);
            return this;
        }

        /// Adds one number; together with the one before it is a range when it is the next. The order stays.
        public Builder append(long number) {
            if (length > 0 && bounds[length - 1] != Numbers.STAR && number == last() + 1 && isAscending()) {
                bounds[length - 1] = bound(number);
                return this;
            }
            return add(number, number);
        }

        private long last() {
            return Integer.toUnsignedLong(bounds[length - 1]);
        }

        private boolean isAscending() {
            return bounds[length - 2] != Numbers.STAR && Integer.toUnsignedLong(bounds[length - 2]) <= last();
        }

        public boolean isEmpty() {
            return length == 0;
        }

        private static int bound(long number) {
            if (number == STAR) {
                return Numbers.STAR;
            }
            if (number < 1 || number > MAX_NUMBER) {
                throw new SyntaxError("numbers of messages are 1 to " + MAX_NUMBER);
            }
            return (int) number;
        }

        public Numbers build() {
            if (length == 0) {
                throw new SyntaxError("a sequence set is not empty");
            }
            return new Numbers(Arrays.copyOf(bounds, length));
        }
    }
}
