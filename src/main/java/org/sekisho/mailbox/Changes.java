package org.sekisho.mailbox;

/// What happened in a mailbox since a modification sequence somebody knows.
public sealed interface Changes {
    /// @param highestModSeq what to ask with next time
    /// @param changed UIDs that were added or whose flags changed, and which are still there
    /// @param vanished UIDs that were expunged
    record Since(long highestModSeq, UidSet changed, UidSet vanished) implements Changes {
        public boolean isEmpty() {
            return changed.isEmpty() && vanished.isEmpty();
        }
    }

    /// The log does not reach back so far: compare with all messages there are.
    record TooOld(Head head) implements Changes {}

    /// The mailbox was deleted.
    record Gone() implements Changes {}
}
