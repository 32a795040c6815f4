package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.sekisho.address.SyntaxError;

/// STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3).
/// @param unchangedSince messages with a higher modification sequence are left alone and reported
/// @param may flags that one with these rights may not change stay as they are (RFC 4314 §4)
public record FlagChange(UidSet uids, Flags.Mode mode, Flags flags, OptionalLong unchangedSince, Rights may) {
    /// By the owner.
    public FlagChange(UidSet uids, Flags.Mode mode, Flags flags, OptionalLong unchangedSince) {
        this(uids, mode, flags, unchangedSince, Rights.ALL);
    }

    /// A message that would have too many keywords, since others have set some meanwhile, stays as it is.
    private Flags after(Flags before) {
        try {
            return may.changed(before, before.after(mode, flags));
        } catch (SyntaxError _) {
            return before;
        }
    }

    /// @param changed the messages as they are now, whether or not that is different from before
    /// @param modified UIDs left alone because of `unchangedSince`
    /// @param full the messages that are in neither stayed as they were, since the mailbox may have no more
    /// different keywords ([Keywords#MAX])
    public record Result(List<Message> changed, UidSet modified, boolean full) {}

    /// One commit's share of it.
    /// @param next the last UID seen; 0 when no message is left
    record Page(List<Message> changed, List<Long> modified, long next, boolean full) {}

    /// @param after only messages above this UID
    record Step(FlagChange asked, long after) implements Change<Page> {
        @Override
        public int weight() {
            return ALONE;
        }

        @Override
        public Page applyTo(Turn turn) {
            if (asked.mode != Flags.Mode.REMOVE && !turn.hasRoomFor(asked.flags.keywords())) {
                return new Page(List.of(), List.of(), 0, true);
            }
            List<Message> messages = turn.messages().messages(asked.uids, after, Mailboxes.PAGE);
            List<Message> changed = new ArrayList<>();
            List<Long> modified = new ArrayList<>();
            for (Message message : messages) {
                Flags flags = asked.after(message.flags());
                if (message.modSeq() > asked.unchangedSince.orElse(Long.MAX_VALUE)) {
                    modified.add(message.uid());
                } else if (flags.equals(message.flags())) {
                    changed.add(message);
                } else {
                    changed.add(turn.setFlags(message, flags));
                }
            }
            return new Page(
                    changed,
                    modified,
                    messages.size() < Mailboxes.PAGE ? 0 : messages.getLast().uid(),
                    false);
        }
    }
}
