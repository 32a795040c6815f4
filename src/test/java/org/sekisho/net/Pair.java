package org.sekisho.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The two ends of a connection over the loopback: ours under test, and the peer's bare socket.
final class Pair implements AutoCloseable {
    final Deadlines deadlines = new Deadlines(Duration.ofMillis(20));
    final Connection ours;
    final Socket peer;

    Pair() throws IOException {
        try (var server = new ServerSocket()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            peer = new Socket();
            peer.setReceiveBufferSize(16 * 1024);
            peer.connect(server.getLocalSocketAddress());
            peer.setTcpNoDelay(true);
            Socket accepted = server.accept();
            accepted.setSendBufferSize(16 * 1024);
            ours = new Connection(accepted, deadlines);
        }
        ours.timeout(Duration.ofSeconds(10));
    }

    void send(String text) throws IOException {
        peer.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String line() throws IOException {
        return text(ours.readLine(100));
    }

    String atPeer(int octets) throws IOException {
        return text(peer.getInputStream().readNBytes(octets));
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        ours.cut();
        peer.close();
        deadlines.close();
    }
}
