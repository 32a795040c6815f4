package org.sekisho.audit.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// A mail server that takes everything and keeps only the addresses: what the server under check sends on arrives
/// here, if mail for the outside domain is led to it. Bounded in connections, lines and time. Safe from any
/// thread.
public final class Sink implements Witness {
    private static final int CONNECTIONS = 50; // at once
    private static final int ADDRESSES = 100_000;
    private static final int MAX_LINE = 8192; // characters
    private static final int TIMEOUT = 60_000; // ms without a line

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocket server;
    private final Semaphore places = new Semaphore(CONNECTIONS);
    private final Set<String> recipients = ConcurrentHashMap.newKeySet();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// Listens from now on.
    public Sink(InetSocketAddress address) throws IOException {
        server = new ServerSocket(address.getPort(), CONNECTIONS, address.getAddress());
        Thread.ofVirtual().name("relay-check-sink").start(this::acceptAll);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    @Override
    public Token token(String unique) {
        return Token.own(unique);
    }

    @Override
    public boolean isMailbox() {
        return false;
    }

    @Override
    public void look() {
        // what comes is noted as it comes
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public Optional<String> relayed(Token token) {
        return arrived(token.victim());
    }

    @Override
    public Optional<String> returned(Token token) {
        return arrived(token.sender());
    }

    /// What came for this local part: the RCPT line.
    Optional<String> arrived(String localPart) {
        String wanted = localPart.toLowerCase(Locale.ROOT);
        return recipients.stream().filter(line -> line.contains(wanted)).findFirst();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                places.acquireUninterruptibly();
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                places.release(); // closed, or this one connection failed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                var in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                OutputStream out = socket.getOutputStream()) {
            socket.setSoTimeout(TIMEOUT);
            say(out, "220 relay-check ESMTP");
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String verb = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "RCPT" -> {
                        note(line);
                        say(out, "250 ok");
                    }
                    case "DATA" -> {
                        say(out, "354 go on");
                        skipData(in);
                        say(out, "250 taken");
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException _) {
            // what was heard so far counts
        } finally {
            open.remove(socket);
            places.release();
        }
    }

    private void note(String line) {
        if (recipients.size() < ADDRESSES) {
            recipients.add(line.toLowerCase(Locale.ROOT));
        }
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void skipData(BufferedReader in) throws IOException {
        for (String line = line(in); !line.equals("."); line = line(in)) {
            // only who it is for counts
        }
    }

    /// @throws IOException also at the end of the stream
    private static String line(BufferedReader in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the peer has closed");
            }
            if (c != '\r' && line.length() < MAX_LINE) {
                line.append(c < ' ' || c >= 127 ? '?' : (char) c); // it may be shown on a terminal
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : open) {
            each.close();
        }
    }
}
