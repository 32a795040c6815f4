package org.sekisho.mailbox;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Adds messages from another server's mailbox: those that did not come before, with their UIDs while that can be
/// done. A user's quota does not stop them: they are the user's already.
/// @param messages in the order of their UIDs, those without one last
record TakingOver(List<Incoming> messages, Uids there, RandomGenerator random) implements Change<TakingOver.Result> {
    /// @param renumbered the UIDs could not be kept, so the mailbox has another UIDVALIDITY now (RFC 9051
    /// §2.3.1.1)
    /// @param stripped of the added ones, those that lost keywords ([Keywords#MAX])
    record Result(int added, boolean renumbered, int stripped) {}

    @Override
    public int weight() {
        return ALONE;
    }

    @Override
    public Result applyTo(Turn turn) {
        int added = 0;
        boolean renumbered = false;
        int stripped = 0;
        for (Incoming each : messages) {
            if (turn.source(each.source()).isPresent()) {
                continue;
            }
            if (turn.head().uidValidity() == there.validity().orElse(0)) {
                long uid = each.uid().orElse(there.next().orElse(0));
                if (each.uid().isPresent() && uid < turn.head().uidNext()) {
                    turn.renewUidValidity();
                    renumbered = true;
                } else {
                    turn.skipTo(uid);
                }
            }
            Flags flags = turn.fitting(each.flags());
            stripped += flags.equals(each.flags()) ? 0 : 1;
            long uid = turn.add(new NewMessage(
                    each.body().id(),
                    Optional.of(each.body()),
                    Optional.empty(),
                    each.body().octets(),
                    new byte[0],
                    each.internalDate(),
                    flags,
                    random.nextLong(),
                    each.popId()));
            turn.put(each.source(), new SourceRow(uid, flags));
            added++;
        }
        return new Result(added, renumbered, stripped);
    }
}
