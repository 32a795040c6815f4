package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.List;

/// Takes messages away: one commit's share of it.
/// @param deletedOnly only those with \Deleted (RFC 9051 §6.4.3, UID EXPUNGE)
/// @param keep so that they can be given back
/// @param after only messages above this UID
record Expunging(UidSet uids, boolean deletedOnly, boolean keep, long after) implements Change<Expunging.Page> {
    /// @param next the last UID seen; 0 when no message is left
    record Page(List<Long> vanished, long next) {}

    @Override
    public int weight() {
        return ALONE;
    }

    @Override
    public Page applyTo(Turn turn) {
        if (deletedOnly && turn.head().deleted() == 0) {
            return new Page(List.of(), 0);
        }
        List<Message> messages = turn.messages().messages(uids, after, Mailboxes.PAGE);
        List<Long> vanished = new ArrayList<>();
        for (Message message : messages) {
            if (!deletedOnly || message.flags().has(SystemFlag.DELETED)) {
                if (keep) {
                    turn.expunge(message);
                } else {
                    turn.remove(message);
                }
                vanished.add(message.uid());
            }
        }
        return new Page(
                vanished,
                messages.size() < Mailboxes.PAGE ? 0 : messages.getLast().uid());
    }
}
