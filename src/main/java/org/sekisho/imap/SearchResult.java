package org.sekisho.imap;

import java.util.Optional;
import java.util.OptionalLong;

/// What ESEARCH reports. RFC 9051 §7.3.4, RFC 7162 §3.1.10, RFC 9394 §3.1.
/// @param min, max, all empty: not asked for, or nothing found
/// @param all in the order found (ESORT)
/// @param modSeq the highest of those found, when MODSEQ was searched for
public record SearchResult(
        OptionalLong min,
        OptionalLong max,
        OptionalLong count,
        Optional<SequenceSet.Numbers> all,
        Optional<Page> partial,
        OptionalLong modSeq) {
    /// @param found empty: nothing of the result is in this range
    public record Page(PartialRange range, Optional<SequenceSet.Numbers> found) {}
}
