package org.sekisho.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A port on loopback where nobody listens, and nobody will: a port that was only closed goes to the next test.
public final class DeadPort implements Closeable {
    private final Socket held = new Socket();

    public DeadPort() throws IOException {
        held.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    }

    public int number() {
        return held.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
