package org.sekisho.net;

import java.io.IOException;

/// The server is about to stop: say so and close.
public final class Stopping extends IOException {
    public Stopping() {
        super("the server is stopping");
    }
}
