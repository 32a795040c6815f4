package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// A set of UIDs as ascending ranges: sixteen octets for each run of neighbours. Immutable.
public final class UidSet {
    public static final UidSet EMPTY = new UidSet(new long[0]);

    /// @param first lowest UID of the range
    /// @param last highest, included
    public record Range(long first, long last) {
        public Range {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException("not a range of UIDs: " + first + ":" + last);
            }
        }
    }

    /// First and last of each range, in turn; ranges ascend and do not touch.
    private final long[] bounds;

    private UidSet(long[] bounds) {
        this.bounds = bounds;
    }

    public static UidSet of(long... uids) {
        long[] sorted = uids.clone();
        Arrays.sort(sorted);
        long[] bounds = new long[sorted.length * 2];
        int length = 0;
        for (long uid : sorted) {
            if (uid < 1) {
                throw new IllegalArgumentException("not a UID: " + uid);
            }
            length = add(bounds, length, uid, uid);
        }
        return new UidSet(Arrays.copyOf(bounds, length));
    }

    public static UidSet range(long first, long last) {
        return of(List.of(new Range(first, last)));
    }

    /// @param ranges in any order, overlapping or not
    public static UidSet of(Collection<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Range::first));
        long[] bounds = new long[sorted.size() * 2];
        int length = 0;
        for (Range range : sorted) {
            length = add(bounds, length, range.first, range.last);
        }
        return new UidSet(Arrays.copyOf(bounds, length));
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    public boolean contains(long uid) {
        int at = Arrays.binarySearch(bounds, uid);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /// Whether a UID of the set lies between these two, or is one of them.
    public boolean intersects(long first, long last) {
        int at = Arrays.binarySearch(bounds, first);
        int next = -at - 1;
        return at >= 0 || next % 2 == 1 || (next < bounds.length && bounds[next] <= last);
    }

    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>(bounds.length / 2);
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new Range(bounds[i], bounds[i + 1]));
        }
        return ranges;
    }

    public void forEach(LongConsumer action) {
        for (int i = 0; i < bounds.length; i += 2) {
            for (long uid = bounds[i]; uid <= bounds[i + 1]; uid++) {
                action.accept(uid);
            }
        }
    }

    public UidSet plus(UidSet other) {
        if (other.isEmpty()) {
            return this;
        }
        List<Range> all = ranges();
        all.addAll(other.ranges());
        return of(all);
    }

    public UidSet minus(UidSet other) {
        List<Range> left = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long first = bounds[i];
            long last = bounds[i + 1];
            while (next < other.bounds.length && other.bounds[next + 1] < first) {
                next += 2;
            }
            for (int j = next; j < other.bounds.length && other.bounds[j] <= last && first <= last; j += 2) {
                if (other.bounds[j] > first) {
                    left.add(new Range(first, other.bounds[j] - 1));
                }
                first = Math.max(first, other.bounds[j + 1] + 1);
            }
            if (first <= last) {
                left.add(new Range(first, last));
            }
        }
        return of(left);
    }

    /// What is in both.
    public UidSet and(UidSet other) {
        return minus(minus(other));
    }

    void writeTo(Encoder encoder) {
        encoder.number(bounds.length / 2);
        long before = 0;
        for (long bound : bounds) {
            encoder.number(bound - before); // differences are short
            before = bound;
        }
    }

    static UidSet readFrom(Decoder decoder) {
        int ranges = decoder.count();
        List<Range> read = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < ranges; i++) {
            long first = before + decoder.number();
            long last = first + decoder.number();
            read.add(decoder.checked(() -> new Range(first, last)));
            before = last;
        }
        return of(read);
    }

    private static int add(long[] bounds, int length, long first, long last) {
        if (length > 0 && first <= bounds[length - 1] + 1) {
            bounds[length - 1] = Math.max(bounds[length - 1], last);
            return length;
        }
        bounds[length] = first;
        bounds[length + 1] = last;
        return length + 2;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /// As IMAP writes it, e.g. `1:3,7`; empty for the empty set.
    @Override
    public String toString() {
        return ranges().stream()
                .map(range -> range.first == range.last ? "" + range.first : range.first + ":" + range.last)
                .collect(Collectors.joining(","));
    }
}
