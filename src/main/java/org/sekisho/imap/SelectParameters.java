package org.sekisho.imap;

import java.util.Optional;

/// RFC 7162 §3.1.8, §3.2.5.
public record SelectParameters(boolean condStore, Optional<QResync> qresync) {
    public static final SelectParameters NONE = new SelectParameters(false, Optional.empty());

    /// What the client knows of the mailbox.
    /// @param modSeq 1 or more
    /// @param knownUids the UIDs it knows; no `*`
    public record QResync(
            long uidValidity, long modSeq, Optional<SequenceSet.Numbers> knownUids, Optional<SequenceMatch> match) {}

    /// Message numbers and the UIDs they had. Both in ascending order, and as many of one as of the other.
    public record SequenceMatch(SequenceSet.Numbers sequences, SequenceSet.Numbers uids) {}
}
