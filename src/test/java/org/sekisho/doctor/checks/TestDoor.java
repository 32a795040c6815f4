package org.sekisho.doctor.checks;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sekisho.net.Connection;
import org.sekisho.net.Deadlines;
import org.sekisho.net.TlsIdentity;
import org.sekisho.testing.RecordedEvents;

/// A listener that says no more than is needed to start TLS.
final class TestDoor implements Closeable {
    private final ServerSocket socket;
    private final Deadlines deadlines = new Deadlines();
    private final Door.Speech speech;
    private final Optional<TlsIdentity> identity;
    private final String name;

    /// @param files empty: it offers no TLS
    /// @param name what it greets with
    TestDoor(Door.Speech speech, Optional<CertificateFiles> files, String name) throws Exception {
        this.speech = speech;
        this.name = name;
        this.identity = files.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        TlsIdentity.load(files.get().certificate(), files.get().key(), new RecordedEvents()));
        this.socket = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::serve);
    }

    Door door(boolean known) {
        return new Door(speech, (InetSocketAddress) socket.getLocalSocketAddress(), known);
    }

    private void serve() {
        try {
            while (true) {
                var connection = new Connection(socket.accept(), deadlines);
                Thread.ofVirtual().start(() -> {
                    try (connection) {
                        talk(connection);
                    } catch (IOException _) {
                        // the other side has seen enough
                    }
                });
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void talk(Connection connection) throws IOException {
        switch (speech) {
            case SMTP, SUBMISSION -> {
                say(connection, "220-" + name + " ESMTP\r\n220 " + name);
                hear(connection, "EHLO doctor.invalid");
                say(connection, "250-" + name + (identity.isPresent() ? "\r\n250-STARTTLS" : "") + "\r\n250 SIZE");
                hear(connection, "STARTTLS");
                say(connection, "220 go ahead");
            }
            case POP3 -> {
                say(connection, "+OK " + name);
                hear(connection, "STLS");
                say(connection, identity.isPresent() ? "+OK" : "-ERR no");
            }
            case IMAP -> {
                say(connection, "* OK " + name);
                hear(connection, "a STARTTLS");
                say(connection, identity.isPresent() ? "* CAPABILITY\r\na OK" : "a BAD no");
            }
            case TLS -> {}
        }
        if (identity.isPresent()) {
            connection.startTlsAsServer(identity.get());
            connection.readLine(100);
        }
    }

    private static void say(Connection connection, String line) throws IOException {
        connection.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        connection.flush();
    }

    private static void hear(Connection connection, String expected) throws IOException {
        String line = new String(connection.readLine(1000), StandardCharsets.US_ASCII);
        if (!line.equals(expected)) {
            throw new IOException("heard " + line);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        deadlines.close();
    }
}
