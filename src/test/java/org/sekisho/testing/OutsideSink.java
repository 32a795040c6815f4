package org.sekisho.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The rest of the world: an SMTP server on loopback that says yes to everybody and keeps what it gets, each
/// message with its envelope. What it kept has left the server under test. Safe from any thread.
public final class OutsideSink implements AutoCloseable {
    /// @param text as it came over the wire, dots undone
    public record Taken(String from, List<String> to, String text) {}

    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    public OutsideSink() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::acceptAll);
    }

    public int port() {
        return server.getLocalPort();
    }

    /// From now on the answer to this verb (MAIL, RCPT, DATA; `.` for the end of a message); empty: polite again.
    public void answer(String verb, String reply) {
        answers.put(verb, reply);
    }

    /// Whole messages it has said 250 to.
    public List<Taken> taken() {
        return List.copyOf(taken);
    }

    /// Every RCPT line it has seen, refused ones too: who even asks has let somebody's mail out.
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            say(socket, "220 outside.test ESMTP");
            String from = "";
            List<String> to = new ArrayList<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String command = line.strip();
                String verb = command.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                String reply = reply(verb);
                switch (verb) {
                    case "MAIL" -> {
                        from = command;
                        to.clear();
                    }
                    case "RCPT" -> {
                        asked.add(command);
                        if (reply.startsWith("2")) {
                            to.add(command);
                        }
                    }
                    case "DATA" -> reply = to.isEmpty() ? "554 no valid recipients" : reply;
                    default -> {}
                }
                say(socket, reply);
                if (verb.equals("DATA") && reply.startsWith("3")) {
                    String text = message(in);
                    if (reply(".").startsWith("2")) {
                        taken.add(new Taken(from, List.copyOf(to), text));
                    }
                    say(socket, reply("."));
                } else if (verb.equals("QUIT")) {
                    return;
                }
            }
        } catch (IOException _) {
            // the server under test is gone
        } finally {
            connections.remove(socket);
        }
    }

    private String reply(String verb) {
        String polite = switch (verb) {
            case "EHLO" -> "250-outside.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250 SIZE";
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 bye";
            default -> "250 2.0.0 ok";
        };
        String told = answers.getOrDefault(verb, "");
        return told.isEmpty() ? polite : told;
    }

    private static String message(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (String line = line(in); !line.equals(".\r\n"); line = line(in)) {
            if (line.isEmpty()) {
                throw new IOException("the client hung up in the middle of a message");
            }
            text.append(line.startsWith(".") ? line.substring(1) : line);
        }
        return text.toString();
    }

    /// With its end; empty at the end of the stream.
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.append((char) octet);
            if (octet == '\n') {
                break;
            }
        }
        return line.toString();
    }

    private static void say(Socket socket, String reply) throws IOException {
        socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : connections) {
            each.close();
        }
    }
}
