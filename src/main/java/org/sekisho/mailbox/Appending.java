package org.sekisho.mailbox;

import java.util.List;

/// Adds messages of a user: all of them or none (RFC 3502).
/// @param messages one or more
record Appending(List<NewMessage> messages) implements Change<Appended> {
    @Override
    public int weight() {
        return ALONE;
    }

    @Override
    public Appended applyTo(Turn turn) {
        long octets = messages.stream().mapToLong(NewMessage::octets).sum();
        if (!turn.allows(octets, messages.size())) {
            return new Appended.OverQuota("the mailbox is full");
        }
        if (!turn.hasRoomFor(messages.stream()
                .flatMap(message -> message.flags().keywords().stream())
                .toList())) {
            return new Appended.TooManyKeywords();
        }
        long first = turn.head().uidNext();
        messages.forEach(turn::add);
        return new Appended.Stored(first);
    }
}
