package org.sekisho.mailbox;

/// One thing a thread wants done to a mailbox. Applied to a [Turn] by the thread that has the turn, which need
/// not be the
/// one that asked, and applied again to a fresh turn after a conflict: it keeps no state of its own.
interface Change<R> {
    /// About how many octets it adds to the commit. Changes that add up to at most [Lane#MAX_GROUP_OCTETS] may
    /// share one; a
    /// change that reads messages says [#ALONE].
    int weight();

    int ALONE = Lane.MAX_GROUP_OCTETS;

    /// Whether it is for a mailbox that was removed, too. Says [#ALONE].
    default boolean evenRemoved() {
        return false;
    }

    R applyTo(Turn turn);
}
