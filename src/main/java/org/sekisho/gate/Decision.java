package org.sekisho.gate;

/// The answer for one recipient.
public sealed interface Decision {
    Reason reason();

    /// Ours: deliver here.
    record Deliver(Target target, Reason reason) implements Decision {}

    /// Not ours, and the client holds a pass.
    record Relay(Permit permit, Reason reason) implements Decision {}

    /// Ours, but the mailbox is on the server behind a gateway: to that server and nowhere else.
    record HandOn(GatewayPass pass, Reason reason) implements Decision {}

    /// Never (5xx).
    record Refuse(Reason reason) implements Decision {}

    /// Could not tell, or over a budget (4xx).
    record TryLater(Reason reason) implements Decision {}
}
