package org.sekisho.search;

/// Told how far a long search has come, so that a session can say so to its client (RFC 9585).
@FunctionalInterface
public interface Progress {
    Progress NONE = (_, _) -> {};

    /// Called now and then by the thread that searches. It may throw, to give the search up: what was read into the
    /// index stays.
    /// @param done of `total` messages; both may become more
    void at(long done, long total);
}
