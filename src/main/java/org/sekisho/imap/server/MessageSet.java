package org.sekisho.imap.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.sekisho.imap.PartialRange;
import org.sekisho.imap.SequenceSet;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.UidSet;

/// Which messages of a view a command means: ranges of positions, ascending, eight octets each. Immutable.
final class MessageSet {
    static final MessageSet EMPTY = new MessageSet(new int[0], 0);

    /// First and last of each range.
    private final int[] bounds;

    private final int size;

    private MessageSet(int[] bounds, int length) {
        this.bounds = Arrays.copyOf(bounds, length);
        int messages = 0;
        for (int i = 0; i < length; i += 2) {
            messages += bounds[i + 1] - bounds[i] + 1;
        }
        this.size = messages;
    }

    /// Collects positions in ascending order. Used by one thread.
    static final class Builder {
        private int[] bounds = new int[4];
        private int length;

        void add(int position) {
            add(position, position);
        }

        /// @param last a lower one than `first` adds nothing
        void add(int first, int last) {
            if (last < first) {
                return;
            }
            if (length > 0 && first <= bounds[length - 1] + 1) {
                bounds[length - 1] = Math.max(bounds[length - 1], last);
                return;
            }
            if (length == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * length);
            }
            bounds[length] = first;
            bounds[length + 1] = last;
            length += 2;
        }

        MessageSet build() {
            return length == 0 ? EMPTY : new MessageSet(bounds, length);
        }
    }

    /// @return empty: a number beyond the end, which is an error (RFC 9051 §9 seq-number). `*` in an empty mailbox is
    ///     none, though the RFC says so: clients ask for `1:*` of any mailbox
    static Optional<MessageSet> ofPositions(Contents view, SequenceSet.Numbers numbers) {
        List<SequenceSet.Range> ranges = numbers.ranges(view.size());
        if (!ranges.isEmpty() && ranges.getLast().last() > view.size()) {
            return Optional.empty();
        }
        Builder builder = new Builder();
        ranges.forEach(range -> builder.add((int) range.first(), (int) range.last()));
        return Optional.of(builder.build());
    }

    /// UIDs that nobody has do not matter (RFC 9051 §6.4.9).
    static MessageSet ofUids(Contents view, SequenceSet.Numbers numbers) {
        Builder builder = new Builder();
        for (SequenceSet.Range range : numbers.ranges(view.size() == 0 ? 0 : view.uidAt(view.size()))) {
            builder.add(view.positionFrom(range.first()), view.positionFrom(range.last() + 1) - 1);
        }
        return builder.build();
    }

    static MessageSet of(Contents view, UidSet uids) {
        Builder builder = new Builder();
        for (UidSet.Range range : uids.ranges()) {
            builder.add(view.positionFrom(range.first()), view.positionFrom(range.last() + 1) - 1);
        }
        return builder.build();
    }

    /// @param positions one bit each
    static MessageSet of(BitSet positions) {
        Builder builder = new Builder();
        for (int first = positions.nextSetBit(0); first >= 0; ) {
            int end = positions.nextClearBit(first);
            builder.add(first, end - 1);
            first = positions.nextSetBit(end);
        }
        return builder.build();
    }

    BitSet bits() {
        BitSet bits = new BitSet();
        for (int i = 0; i < bounds.length; i += 2) {
            bits.set(bounds[i], bounds[i + 1] + 1);
        }
        return bits;
    }

    static MessageSet all(Contents view) {
        Builder builder = new Builder();
        builder.add(1, view.size());
        return builder.build();
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int ranges() {
        return bounds.length / 2;
    }

    int first(int range) {
        return bounds[2 * range];
    }

    int last(int range) {
        return bounds[2 * range + 1];
    }

    boolean contains(int position) {
        int at = Arrays.binarySearch(bounds, position);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    int min() {
        return bounds[0];
    }

    int max() {
        return bounds[bounds.length - 1];
    }

    /// A page of the set (RFC 9394).
    MessageSet partial(PartialRange page) {
        long first = page.fromEnd() ? size - page.last() + 1 : page.first();
        long last = page.fromEnd() ? size - page.first() + 1 : page.last();
        return slice(Math.max(1, first), Math.min(size, last));
    }

    /// From the `first`th to the `last`th message of the set, counted from 1.
    private MessageSet slice(long first, long last) {
        Builder builder = new Builder();
        long before = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long from = bounds[i] + Math.max(0, first - 1 - before);
            long to = Math.min(bounds[i + 1], bounds[i] + last - 1 - before);
            if (from <= to) {
                builder.add((int) from, (int) to);
            }
            before += bounds[i + 1] - bounds[i] + 1;
        }
        return builder.build();
    }

    /// The same messages in pieces of at most so many, in order.
    List<MessageSet> pages(int most) {
        if (size <= most) {
            return size == 0 ? List.of() : List.of(this);
        }
        List<MessageSet> pages = new ArrayList<>();
        for (long first = 1; first <= size; first += most) {
            pages.add(slice(first, first + most - 1));
        }
        return pages;
    }

    /// Their UIDs, in order.
    UidSet uids(Contents view) {
        long[] uids = new long[size];
        int at = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            Contents.Cursor cursor = view.cursor(bounds[i], bounds[i + 1]);
            while (cursor.next()) {
                uids[at++] = cursor.uid();
            }
        }
        return UidSet.of(uids);
    }

    /// @throws org.sekisho.address.SyntaxError there are none
    SequenceSet.Numbers numbers() {
        SequenceSet.Builder builder = new SequenceSet.Builder();
        for (int i = 0; i < bounds.length; i += 2) {
            builder.add(bounds[i], bounds[i + 1]);
        }
        return builder.build();
    }
}
