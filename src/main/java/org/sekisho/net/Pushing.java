package org.sekisho.net;

import java.io.IOException;

/// What is told to a peer that is not asked for anything (RFC 2177), by a thread of its own. See
/// [Connection#readCommand(int, Pushing)].
public interface Pushing {
    /// Waits until there may be something to tell. Writes nothing. A [#push] need not follow: when the peer speaks at
    /// that moment, what was found is for the next time.
    /// @throws InterruptedException the peer has spoken
    void await() throws InterruptedException;

    /// Writes it to the connection, if there is something; it is sent on return. Never interrupted.
    /// @throws IOException the peer is gone
    void push() throws IOException;
}
