package org.sekisho.smtp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.sekisho.address.SyntaxError;
import org.sekisho.net.Connection;
import org.sekisho.smtp.Reply;
import org.sekisho.smtp.ReplyParser;
import org.sekisho.smtp.client.Failure.Scope;

/// Commands out, replies in. RFC 5321 §4.2; every reply has a bound, whatever the peer sends. Used by one thread.
final class Wire {
    private static final int MAX_REPLY_LINE = 4096; // octets; RFC 5321 §4.5.3.1.5 has 512, some peers are chattier

    private final Hop hop;
    private final Connection connection;

    Wire(Hop hop, Connection connection) {
        this.hop = hop;
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    Hop hop() {
        return hop;
    }

    /// Puts a command into the output buffer, which leaves when a reply is waited for.
    void write(String command) throws IOException {
        if (command.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new IllegalArgumentException("a control character in a command");
        }
        connection.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    Reply ask(String command, Duration timeout) throws IOException {
        write(command);
        return read(timeout);
    }

    /// @throws IOException the peer is gone, too slow, or does not speak SMTP
    Reply read(Duration timeout) throws IOException {
        connection.timeout(timeout);
        var parser = new ReplyParser();
        Optional<Reply> reply = Optional.empty();
        try {
            while (reply.isEmpty()) {
                reply = parser.line(connection.readLine(MAX_REPLY_LINE));
            }
        } catch (SyntaxError e) {
            throw new IOException(e.getMessage(), e);
        }
        return reply.get();
    }

    /// What a reply that is not the one hoped for means.
    /// @param step the command that was answered, for the text
    Failure failure(Scope scope, Reply reply, String step) {
        boolean permanent = reply.isPermanent();
        String digit = permanent ? "5" : "4";
        String enhancedCode =
                reply.enhancedCode().startsWith(digit) ? reply.enhancedCode() : digit + ".0.0"; // RFC 3463 §3.1
        String text = hop + " said: " + reply + " (in reply to " + step + ")";
        return new Failure(scope, permanent, false, enhancedCode, text, Optional.of(reply));
    }

    /// The connection ended.
    Failure lost(Scope scope, IOException why, String step) {
        String reason = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return Failure.temporary(scope, "4.4.2", hop + " was lost (at " + step + "): " + reason);
    }
}
