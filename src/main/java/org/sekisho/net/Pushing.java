package org.sekisho.net;

import java.io.IOException;
import java.time.Duration;

/// What is told to a peer that is not asked for anything (RFC 2177). While nothing happens, no thread waits for it.
/// See [Connection#readCommand(int, Pushing)].
public interface Pushing {
    /// Calls `bell` once, from any thread, as soon as there may be something to tell; at once when there is already.
    /// It takes the place of a bell that was given before. The bell never waits.
    void listen(Runnable bell);

    /// After so long without the bell, [#push] is called all the same.
    Duration patience();

    /// Writes what there is to the connection, if anything; it is sent on return. Never interrupted. It need not
    /// follow the bell: when the peer speaks at that moment, what there is stays for the next time.
    /// @throws IOException the peer is gone
    void push() throws IOException;
}
