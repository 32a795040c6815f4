package org.sekisho.mailbox;

import java.util.List;
import java.util.Optional;

/// Flags that were changed on the other server since the last look: they are changed here as well, unless they
/// were changed here meanwhile.
record FollowingFlags(List<Item> items) implements Change<FollowingFlags.Result> {
    /// @param source the message's name there
    /// @param now its flags there
    public record Item(String source, Flags now) {}

    /// @param kept changed on both sides: those here stay
    record Result(int changed, int kept) {}

    @Override
    public int weight() {
        return ALONE;
    }

    @Override
    public Result applyTo(Turn turn) {
        int changed = 0;
        int kept = 0;
        for (Item item : items) {
            Optional<SourceRow> before = turn.source(item.source);
            Optional<Message> message = before.flatMap(row -> turn.messages().message(row.uid()));
            Flags now = turn.fitting(item.now);
            if (before.isEmpty() || before.get().flags().equals(now)) {
                continue;
            }
            boolean same = message.isPresent() && message.get().flags().equals(now);
            if (message.isPresent()
                    && !same
                    && !message.get().flags().equals(before.get().flags())) {
                kept++;
                continue;
            }
            if (message.isPresent() && !same) {
                turn.setFlags(message.get(), now);
                changed++;
            }
            turn.put(item.source, new SourceRow(before.get().uid(), now));
        }
        return new Result(changed, kept);
    }
}
