package org.sekisho.mailbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Takes away for ever what was expunged long ago: one commit's share of it.
/// @param latest what was expunged at this moment or before
record Forgetting(Instant latest) implements Change<Forgetting.Page> {
    /// @param oldest when the oldest one left was expunged
    record Page(int forgotten, Optional<Instant> oldest) {}

    @Override
    public int weight() {
        return ALONE;
    }

    @Override
    public Page applyTo(Turn turn) {
        List<Expunged> oldest = turn.messages().expunged(Mailboxes.PAGE + 1);
        int forgotten = 0;
        while (forgotten < Math.min(oldest.size(), Mailboxes.PAGE)
                && !oldest.get(forgotten).at().isAfter(latest)) {
            turn.forget(oldest.get(forgotten));
            forgotten++;
        }
        return new Page(
                forgotten,
                forgotten < oldest.size() ? Optional.of(oldest.get(forgotten).at()) : Optional.empty());
    }
}
