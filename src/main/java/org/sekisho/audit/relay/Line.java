package org.sekisho.audit.relay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.sekisho.address.SyntaxError;
import org.sekisho.net.Connection;
import org.sekisho.net.Deadlines;
import org.sekisho.smtp.Reply;
import org.sekisho.smtp.ReplyParser;

/// A connection to the server that is checked. Sends whatever a probe wants, well-formed or not. Used by one
/// thread.
final class Line implements Closeable {
    private static final int MAX_REPLY_LINE = 4096; // octets

    private final Connection connection;

    Line(Target target, Approach approach, Duration timeout, Deadlines deadlines) throws IOException {
        connection = Connection.open(target.address(), approach.from(), timeout, deadlines);
        connection.timeout(timeout);
        if (target.tls() == TlsUse.IMPLICIT) {
            try {
                startTls(target);
            } catch (IOException e) {
                connection.close();
                throw new IOException("no TLS: " + e.getMessage(), e);
            }
        }
    }

    Line raw(String octets) throws IOException {
        connection.write(octets.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Reply ask(String command) throws IOException {
        return raw(command + "\r\n").reply();
    }

    /// @throws IOException the server is gone, too slow, or does not speak SMTP
    Reply reply() throws IOException {
        var parser = new ReplyParser();
        try {
            while (true) {
                Optional<Reply> reply = parser.line(connection.readLine(MAX_REPLY_LINE));
                if (reply.isPresent()) {
                    return reply.get();
                }
            }
        } catch (SyntaxError e) {
            throw new IOException("not SMTP: " + e.getMessage(), e);
        }
    }

    final void startTls(Target target) throws IOException {
        connection.startTlsAsClient(target.host(), false);
    }

    @Override
    public void close() {
        connection.close();
    }
}
