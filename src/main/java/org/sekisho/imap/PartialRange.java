package org.sekisho.imap;

/// A page of a result, counted from 1. RFC 9394 §3.1 `partial-range`.
/// @param first the smaller number, 1 or more
/// @param last the larger one, up to 2^32-1
/// @param fromEnd `-1:-100`: 1 is the last message, and so on backwards
public record PartialRange(long first, long last, boolean fromEnd) {
    public PartialRange {
        if (first < 1 || last < first || last > SequenceSet.MAX_NUMBER) {
            throw new IllegalArgumentException("not a range: " + first + ":" + last);
        }
    }

    @Override
    public String toString() {
        String sign = fromEnd ? "-" : "";
        return sign + first + ":" + sign + last;
    }
}
