package org.sekisho.audit.relay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// A server that says yes to everything, and bounces what it took, if it knows where to.
final class CarelessServer implements Closeable {
    private final ServerSocket server;
    private final Optional<InetSocketAddress> bounces;
    private final String otherEnd;

    /// @param otherEnd what it takes for the end of the data, besides the right one
    CarelessServer(Optional<InetSocketAddress> bounces, String otherEnd) throws IOException {
        this.bounces = bounces;
        this.otherEnd = otherEnd;
        server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::acceptAll);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            String sender = "";
            say(socket, "220 careless");
            for (String line = until(in, "\n", "\n"); !line.isEmpty(); line = until(in, "\n", "\n")) {
                String command = line.strip().toUpperCase(Locale.ROOT);
                if (command.startsWith("MAIL")) {
                    sender = line.strip();
                }
                if (command.startsWith("DATA")) {
                    say(socket, "354 go on");
                    until(in, "\r\n.\r\n", otherEnd);
                    say(socket, "250 ok");
                    bounce(sender);
                } else if (command.startsWith("STARTTLS")) {
                    say(socket, "502 no");
                } else {
                    say(socket, command.startsWith("QUIT") ? "221 bye" : "250 ok");
                }
            }
        } catch (IOException _) {
            // the peer has gone
        }
    }

    private void bounce(String mail) throws IOException {
        int from = mail.indexOf('<');
        int to = mail.indexOf('>');
        if (bounces.isPresent() && from >= 0 && to > from + 1) {
            try (var socket =
                    new Socket(bounces.get().getAddress(), bounces.get().getPort())) {
                say(socket, "MAIL FROM:<>\r\nRCPT TO:" + mail.substring(from, to + 1) + "\r\nDATA\r\n.\r\nQUIT");
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            }
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /// @return empty at the end of the stream
    private static String until(InputStream in, String oneEnd, String otherEnd) throws IOException {
        var text = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            text.append((char) octet);
            String so = text.length() < 8 ? text.toString() : text.substring(text.length() - 8);
            if (so.endsWith(oneEnd) || so.endsWith(otherEnd)) {
                return text.toString();
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
