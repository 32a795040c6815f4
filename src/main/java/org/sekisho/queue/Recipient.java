package org.sekisho.queue;

import org.sekisho.address.Mailbox;
import org.sekisho.gate.GatewayPass;
import org.sekisho.gate.Permit;
import org.sekisho.gate.Target;

/// One recipient of a queued message. There is no way to write a remote one without a permit (invariant I1).
/// @param address as the client gave it (`postmaster` completed with a domain)
public record Recipient(Mailbox address, Route route, Dsn.ForRecipient dsn, Status status) {
    public sealed interface Route {
        record Local(Target target) implements Route {}

        record Remote(Permit permit) implements Route {}

        /// To the server behind a gateway, and never by another way.
        record HandOn(GatewayPass pass) implements Route {}
    }

    public Recipient {
        if (route instanceof Route.HandOn(var pass) && !pass.domain().equals(address.host())) {
            throw new IllegalArgumentException("a pass for another domain");
        }
    }

    public sealed interface Status {
        /// @param lastError of the last attempt, or empty
        record Pending(String lastError) implements Status {}

        /// Delivered, handed on or expanded; nothing more to do.
        /// @param note e.g. the remote server's reply
        record Done(String note) implements Status {}

        record Failed(String enhancedCode, String note) implements Status {}
    }

    public Recipient with(Status next) {
        return new Recipient(address, route, dsn, next);
    }
}
