package org.sekisho.audit.relay;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A place where it shows what the server under check has sent. Used by one thread.
public interface Witness extends Closeable {
    /// The names for one probe, whose messages will come here if the server is a relay.
    /// @param unique used by nothing else
    Token token(String unique);

    /// Whether all probes have the same recipient outside: a person's mailbox, to which the server's own users
    /// may have their mail forwarded.
    boolean isMailbox();

    /// Looks for what has come.
    /// @throws IOException that cannot be seen now: nothing may be concluded from what was not found
    void look() throws IOException;

    /// From one look to the next.
    Duration pause();

    /// What came of the probe's own message.
    Optional<String> relayed(Token token);

    /// What came of a notification about it.
    Optional<String> returned(Token token);
}
