package org.sekisho.gate;

import java.net.InetAddress;
import java.util.Optional;
import org.sekisho.address.Mailbox;
import org.sekisho.config.Gateway;

/// Whether the server behind a gateway has a mailbox. Safe from any thread.
public interface RecipientCheck {
    /// Asks, if it has to: takes as long as the settings allow.
    /// @param asker whom unknown recipients are counted against; empty: this server itself
    Answer ask(Gateway gateway, Mailbox recipient, Optional<InetAddress> asker);

    /// What is known without asking anybody.
    Answer recall(Gateway gateway, Mailbox recipient);

    /// Each with who said so, for the trace.
    sealed interface Answer {
        String how();

        record There(String how) implements Answer {}

        record NotThere(String how) implements Answer {}

        /// Never "no" (invariant I3).
        record CouldNotTell(String how) implements Answer {}
    }
}
