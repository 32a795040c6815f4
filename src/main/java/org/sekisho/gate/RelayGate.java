package org.sekisho.gate;

import java.util.List;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;

/// The relay decision: the only place where it is made. Safe from any thread; asks the directory's snapshot, and
/// for recipients behind a gateway the list or the server that the settings name.
public interface RelayGate {
    /// Decides one recipient. Total: every input has an answer.
    /// Source: RFC 5321 §3.6.2, §7.9; RFC 6409 §4.3.
    Decision decide(Client client, ReversePath reversePath, ForwardPath forwardPath);

    /// The same decision with every step that led to it. Takes nothing from a budget, and asks no other server: a
    /// recipient behind a gateway is what is known of it already.
    Trace explain(Client client, ReversePath reversePath, ForwardPath forwardPath);

    /// As [#explain], but asks the server behind a gateway if need be: for people, one at a time.
    Trace inquire(Client client, ReversePath reversePath, ForwardPath forwardPath);

    /// Whether this client may use this reverse path: an authenticated account only an address it owns (RFC 6409
    /// §6.1).
    SenderDecision mayUse(Client client, ReversePath reversePath);

    /// Whether this client may put these addresses into From: (RFC 6409 §8.1).
    SenderDecision mayWrite(Client client, List<Mailbox> from);

    /// Before every attempt: does the pass still hold?
    Standing recheck(Permit permit);

    /// Before every attempt: is the domain still behind a gateway?
    Standing recheck(GatewayPass pass);

    /// From [GatewayPass#domain] as it was stored.
    /// @throws IllegalArgumentException not a domain
    GatewayPass gatewayPass(String stored);

    /// The stored form; [#permit] reads it back.
    String stored(Permit permit);

    /// @throws IllegalArgumentException not a stored permit
    Permit permit(String stored);

    /// @param steps each `question: answer`, in the order they were asked
    record Trace(Decision decision, List<String> steps) {}

    sealed interface Standing {
        record Good() implements Standing {}

        /// Fails the recipient with 5.7.1: the pass was taken away.
        record Revoked(Reason reason) implements Standing {}

        record CouldNotAsk(String why) implements Standing {}
    }
}
