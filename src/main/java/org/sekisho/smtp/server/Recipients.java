package org.sekisho.smtp.server;

import java.util.HashSet;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Recipient;
import org.sekisho.smtp.Command;

/// From what RCPT said and the gate decided to what the queue keeps.
final class Recipients {
    private Recipients() {}

    /// @param hostname completes `postmaster`
    static Recipient of(Command.Rcpt rcpt, Recipient.Route route, Domain hostname) {
        Mailbox mailbox = switch (rcpt.forwardPath()) {
            case ForwardPath.To(var named) -> named;
            case ForwardPath.Postmaster() -> new Mailbox(new LocalPart("postmaster"), hostname);
        };
        return new Recipient(mailbox, route, dsn(rcpt), new Recipient.Status.Pending(""));
    }

    /// RFC 3461 §4.1: who says nothing hears of failures, and of delays if we like.
    private static Dsn.ForRecipient dsn(Command.Rcpt rcpt) {
        if (rcpt.notifyOn().isEmpty()) {
            return rcpt.originalRecipient().isEmpty()
                    ? Dsn.ForRecipient.DEFAULT
                    : new Dsn.ForRecipient(Dsn.ForRecipient.DEFAULT.notifyOn(), rcpt.originalRecipient());
        }
        var wishes = new HashSet<Dsn.Notify>();
        for (String wish : rcpt.notifyOn()) {
            if (!wish.equals("NEVER")) {
                wishes.add(Dsn.Notify.valueOf(wish));
            }
        }
        return new Dsn.ForRecipient(Set.copyOf(wishes), rcpt.originalRecipient());
    }
}
