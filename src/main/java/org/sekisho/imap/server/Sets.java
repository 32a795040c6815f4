package org.sekisho.imap.server;

import org.sekisho.imap.SequenceSet;
import org.sekisho.mailbox.UidSet;

/// From UIDs of the store to those of responses.
final class Sets {
    private Sets() {}

    /// @param uids one or more
    static SequenceSet.Numbers numbers(UidSet uids) {
        SequenceSet.Builder builder = new SequenceSet.Builder();
        uids.ranges().forEach(range -> builder.add(range.first(), range.last()));
        return builder.build();
    }

    /// The UIDs themselves, whether there are such messages or not.
    /// @param largest what `*` means
    static UidSet uids(SequenceSet.Numbers numbers, long largest) {
        return UidSet.of(numbers.ranges(largest).stream()
                .map(range -> new UidSet.Range(range.first(), range.last()))
                .toList());
    }
}
