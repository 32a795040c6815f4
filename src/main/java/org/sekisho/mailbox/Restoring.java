package org.sekisho.mailbox;

import java.util.List;
import java.util.Optional;

/// Gives expunged messages back as new ones: all of them or none.
/// @param uids what they had; those that are not there any more do not matter
record Restoring(UidSet uids) implements Change<Appended> {
    @Override
    public int weight() {
        return ALONE;
    }

    @Override
    public Appended applyTo(Turn turn) {
        List<Expunged> chosen = turn.messages().expunged(uids);
        long octets = chosen.stream().mapToLong(each -> each.message().octets()).sum();
        if (!turn.allows(octets, chosen.size())) {
            return new Appended.OverQuota("the mailbox is full");
        }
        long first = turn.head().uidNext();
        for (Expunged each : chosen) {
            Message message = each.message();
            turn.add(new NewMessage(
                    message.body(),
                    Optional.empty(),
                    Optional.empty(),
                    message.octets(),
                    turn.messages().top(message),
                    message.internalDate(),
                    turn.fitting(message.flags().after(Flags.Mode.REMOVE, Flags.of(SystemFlag.DELETED))),
                    message.emailId(),
                    message.popId()));
            turn.forget(each);
        }
        return chosen.isEmpty() ? new Appended.Gone() : new Appended.Stored(first);
    }
}
