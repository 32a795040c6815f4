package org.sekisho.audit.relay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that says yes to everything, and then does something with what it took.
final class CarelessServer implements Closeable {
    private final ServerSocket server;
    private final Afterwards afterwards;
    private final InetSocketAddress next;
    private final String otherEnd;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /// @param next where it hands mail on to
    /// @param otherEnd what it takes for the end of the data, besides the right one
    CarelessServer(Afterwards afterwards, InetSocketAddress next, String otherEnd) throws IOException {
        this.afterwards = afterwards;
        this.next = next;
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
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        try (socket) {
            InputStream in = socket.getInputStream();
            String sender = "";
            List<String> recipients = new ArrayList<>();
            say(socket, "220 careless");
            for (String line = until(in, "\n", "\n"); !line.isEmpty(); line = until(in, "\n", "\n")) {
                String command = line.strip().toUpperCase(Locale.ROOT);
                if (command.startsWith("MAIL")) {
                    sender = path(line);
                    recipients.clear();
                } else if (command.startsWith("RCPT")) {
                    recipients.add(path(line));
                } else if (command.startsWith("RSET")) {
                    recipients.clear();
                }
                if (command.startsWith("DATA")) {
                    say(socket, "354 go on");
                    String text = until(in, "\r\n.\r\n", otherEnd);
                    afterwards.deal(next, sender, recipients, text.substring(0, Math.max(0, text.length() - 3)));
                    say(socket, "250 ok");
                } else if (command.startsWith("STARTTLS")) {
                    say(socket, "502 no");
                } else {
                    say(socket, command.startsWith("QUIT") ? "221 bye" : "250 ok");
                }
            }
        } catch (IOException _) {
            // the peer has gone
        } finally {
            open.decrementAndGet();
        }
    }

    /// How many were served at once, at most.
    int most() {
        return most.get();
    }

    private static String path(String line) {
        int from = line.indexOf('<');
        int to = line.indexOf('>');
        return from < 0 || to < from ? "" : line.substring(from + 1, to);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /// @return empty at the end of the stream
    private static String until(InputStream in, String oneEnd, String otherEnd) throws IOException {
        var text = new StringBuilder("\r\n");
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            text.append((char) octet);
            String so = text.length() < 8 ? text.toString() : text.substring(text.length() - 8);
            if (so.endsWith(oneEnd) || so.endsWith(otherEnd)) {
                return text.substring(2);
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
