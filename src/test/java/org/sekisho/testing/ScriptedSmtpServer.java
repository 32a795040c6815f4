package org.sekisho.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sekisho.net.Connection;
import org.sekisho.net.Deadlines;
import org.sekisho.net.SelfSigned;
import org.sekisho.net.TlsIdentity;

/// An SMTP server on loopback that says what it is told to say, good or bad, and keeps what it hears. Polite
/// unless its [Script] has something else for a command.
public final class ScriptedSmtpServer implements Closeable {
    /// What to do about a command (`CONNECT` for the greeting, `MESSAGE` for the end of the data).
    public interface Script {
        /// @return a whole reply, lines separated by `\n`; [#DROP], [#SILENCE]; empty for the polite answer
        Optional<String> answer(String command, Talk talk) throws IOException;
    }

    /// Closes without a word.
    public static final String DROP = "drop";
    /// Says nothing.
    public static final String SILENCE = "silence";
    /// Answered by the script itself.
    public static final String ANSWERED = "answered";

    /// One connection, for scripts that need more than one reply.
    public static final class Talk {
        private final Connection connection;
        private final List<byte[]> messages;

        private Talk(Connection connection, List<byte[]> messages) {
            this.connection = connection;
            this.messages = messages;
        }

        public void say(String reply) throws IOException {
            connection.write(reply.replace("\n", "\r\n").concat("\r\n").getBytes(StandardCharsets.UTF_8));
        }

        public String hear() throws IOException {
            return new String(connection.readLine(64 * 1024), StandardCharsets.UTF_8);
        }

        public boolean isSecured() {
            return connection.tls().isPresent();
        }

        public Connection connection() {
            return connection;
        }

        /// Messages this server took before, on all its connections.
        public int taken() {
            return messages.size();
        }
    }

    private final ServerSocket server;
    private final Deadlines deadlines = new Deadlines();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final List<String> offers;
    private final Script script;
    private final Optional<TlsIdentity> identity;
    private final boolean tlsFromTheStart;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<byte[]> messages = new CopyOnWriteArrayList<>();

    private ScriptedSmtpServer(
            List<String> offers, Script script, Optional<TlsIdentity> identity, boolean tlsFromTheStart)
            throws IOException {
        this.offers = List.copyOf(offers);
        this.script = script;
        this.identity = identity;
        this.tlsFromTheStart = tlsFromTheStart;
        this.server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::acceptAll);
    }

    /// @param offers of the EHLO reply
    public static ScriptedSmtpServer start(Script script, String... offers) throws IOException {
        return new ScriptedSmtpServer(Arrays.asList(offers), script, Optional.empty(), false);
    }

    public static ScriptedSmtpServer polite(String... offers) throws IOException {
        return start((_, _) -> Optional.empty(), offers);
    }

    /// With STARTTLS (offered unless among the offers already) and a self-signed certificate for `localhost`.
    public static ScriptedSmtpServer withTls(Path folder, Script script, String... offers)
            throws IOException, GeneralSecurityException {
        var all = new ArrayList<>(List.of(offers));
        all.add("STARTTLS");
        return new ScriptedSmtpServer(all, script, Optional.of(identity(folder)), false);
    }

    public static ScriptedSmtpServer withTlsFromTheStart(Path folder, Script script, String... offers)
            throws IOException, GeneralSecurityException {
        return new ScriptedSmtpServer(Arrays.asList(offers), script, Optional.of(identity(folder)), true);
    }

    private static TlsIdentity identity(Path folder) throws IOException, GeneralSecurityException {
        var certificate = folder.resolve("cert.pem");
        var key = folder.resolve("key.pem");
        SelfSigned.write(certificate, key, List.of("localhost"), Instant.now());
        return TlsIdentity.load(certificate, key, new RecordedEvents());
    }

    /// The one reply to every command that begins so; polite otherwise.
    public static Script answering(String command, String reply) {
        return (heard, _) -> heard.toUpperCase(Locale.ROOT).startsWith(command.toUpperCase(Locale.ROOT))
                ? Optional.of(reply)
                : Optional.empty();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /// All commands, in order, of all connections; `CONNECT` first for each.
    public List<String> heard() {
        return List.copyOf(heard);
    }

    public long heard(String command) {
        return heard.stream().filter(line -> line.startsWith(command)).count();
    }

    /// The messages as they came over the wire, dots undone, without the final line.
    public List<byte[]> messages() {
        return List.copyOf(messages);
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = server.accept();
                var connection = new Connection(socket, deadlines);
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Connection connection) {
        try (connection) {
            connection.timeout(Duration.ofSeconds(20));
            if (tlsFromTheStart) {
                connection.startTlsAsServer(identity.orElseThrow());
            }
            var talk = new Talk(connection, messages);
            if (!answer("CONNECT", talk, "220 mx.example.test ready")) {
                return;
            }
            while (true) {
                if (!command(talk)) {
                    return;
                }
            }
        } catch (IOException _) {
            // the client is gone
        } finally {
            connections.remove(connection);
        }
    }

    private boolean command(Talk talk) throws IOException {
        String line = talk.hear();
        String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        return switch (verb) {
            case "EHLO" -> answer(line, talk, ehlo(talk));
            case "STARTTLS" -> answer(line, talk, "220 go ahead") && secure(talk);
            case "DATA" -> data(line, talk);
            case "QUIT" -> {
                answer(line, talk, "221 bye");
                yield false;
            }
            case "HELO", "MAIL", "RCPT", "RSET" -> answer(line, talk, "250 ok");
            default -> answer(line, talk, "500 what?");
        };
    }

    private String ehlo(Talk talk) {
        var reply = new StringBuilder("250-mx.example.test");
        for (String offer : offers) {
            if (!offer.equals("STARTTLS") || !talk.isSecured()) {
                reply.append("\n250-").append(offer);
            }
        }
        return reply.append("\n250 HELP").toString();
    }

    private boolean secure(Talk talk) throws IOException {
        talk.connection.startTlsAsServer(identity.orElseThrow());
        return true;
    }

    private boolean data(String line, Talk talk) throws IOException {
        Optional<String> scripted = script.answer(line, talk);
        heard.add(line);
        String reply = scripted.orElse("354 go on");
        if (reply.equals(DROP)) {
            return false;
        }
        if (reply.equals(SILENCE) || reply.equals(ANSWERED)) {
            return true;
        }
        talk.say(reply);
        if (!reply.startsWith("354")) {
            return true;
        }
        byte[] message = message(talk);
        if (answer("MESSAGE", talk, "250 2.0.0 taken")) {
            messages.add(message);
            return true;
        }
        return false;
    }

    private static byte[] message(Talk talk) throws IOException {
        var octets = new ByteArrayOutputStream();
        while (true) {
            byte[] line = talk.connection.readLine(1024 * 1024);
            if (line.length == 1 && line[0] == '.') {
                return octets.toByteArray();
            }
            int from = line.length > 0 && line[0] == '.' ? 1 : 0;
            octets.write(line, from, line.length - from);
            octets.write('\r');
            octets.write('\n');
        }
    }

    /// @return false to close
    private boolean answer(String command, Talk talk, String polite) throws IOException {
        Optional<String> scripted = script.answer(command, talk);
        heard.add(command);
        String reply = scripted.orElse(polite);
        switch (reply) {
            case DROP -> {
                talk.connection.cut();
                return false;
            }
            case SILENCE, ANSWERED -> {}
            default -> talk.say(reply);
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(Connection::cut);
        deadlines.close();
    }
}
