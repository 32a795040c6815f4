package org.sekisho.imap;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What SEARCH, SORT and THREAD look for. Texts are already decoded from the command's charset. RFC 9051 §6.4.4.
public sealed interface SearchKey {
    record All() implements SearchKey {}

    /// @param keys two or more, or one in parentheses
    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    record Or(SearchKey left, SearchKey right) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    /// ANSWERED, DELETED, DRAFT, FLAGGED, SEEN and KEYWORD; the UN… forms are a [Not] of it.
    /// @param flag `\Seen` and so on, or a keyword
    record HasFlag(String flag) implements SearchKey {}

    /// RFC 3501 only; NEW is RECENT and not SEEN, OLD is not RECENT.
    record Recent() implements SearchKey {}

    /// @param text decoded; the empty text is everywhere
    record Contains(Place place, String text) implements SearchKey {}

    /// HEADER.
    /// @param text the empty text: there is such a field
    record HeaderField(String name, String text) implements SearchKey {}

    /// Compares days, whatever the time of day and the time zone. SAVED: RFC 8514.
    record Dated(DateKind kind, Comparison comparison, LocalDate date) implements SearchKey {}

    /// RFC 8514.
    record SaveDateSupported() implements SearchKey {}

    /// LARGER.
    record Larger(long octets) implements SearchKey {}

    /// SMALLER.
    record Smaller(long octets) implements SearchKey {}

    /// By message number.
    record Sequence(SequenceSet set) implements SearchKey {}

    record Uid(SequenceSet set) implements SearchKey {}

    /// Saved (by internal date) so many seconds ago or before. RFC 5032.
    record Older(long seconds) implements SearchKey {}

    /// Saved (by internal date) within so many seconds. RFC 5032.
    record Younger(long seconds) implements SearchKey {}

    /// This modification sequence or a higher one. RFC 7162 §3.1.5.
    /// @param entry the flag whose change counts, such as `/flags/\Seen`; a server may look at all of them
    record ModSeq(long modSeq, Optional<String> entry) implements SearchKey {}

    /// RFC 8474.
    record EmailId(String id) implements SearchKey {}

    /// RFC 8474.
    record ThreadId(String id) implements SearchKey {}

    enum Place {
        BCC,
        BODY,
        CC,
        FROM,
        SUBJECT,
        /// Header or body.
        TEXT,
        TO
    }

    enum DateKind {
        /// BEFORE, ON, SINCE.
        INTERNAL,
        /// SENTBEFORE, SENTON, SENTSINCE: the Date field.
        SENT,
        /// SAVEDBEFORE, SAVEDON, SAVEDSINCE.
        SAVED
    }

    enum Comparison {
        BEFORE,
        ON,
        SINCE
    }
}
