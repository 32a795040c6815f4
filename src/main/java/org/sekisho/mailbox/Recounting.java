package org.sekisho.mailbox;

import java.util.Optional;

/// Counts all messages of a mailbox, and makes its head say what was found. Reads all rows while nobody else can
/// change the mailbox.
/// @param repair false: only counts
record Recounting(boolean repair) implements Change<Recounting.Result> {
    /// @param said by the head
    /// @param sure no other node has changed the mailbox meanwhile
    record Result(Head.Counts said, Head.Counts found, boolean sure, boolean repaired) {}

    @Override
    public int weight() {
        return ALONE;
    }

    @Override
    public boolean evenRemoved() {
        return true; // one that was removed and waits is counted, too
    }

    @Override
    public Result applyTo(Turn turn) {
        Head before = turn.messages().head().orElse(turn.head());
        Head.Counts found = turn.messages().count();
        boolean sure = turn.messages().head().equals(Optional.of(before));
        boolean wrong = sure && repair && !before.counts().equals(found);
        if (wrong) {
            turn.setCounts(found); // conditional on the head that the turn began with
        }
        return new Result(before.counts(), found, sure, wrong);
    }
}
