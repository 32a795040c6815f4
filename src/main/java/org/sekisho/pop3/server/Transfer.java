package org.sekisho.pop3.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.net.Connection;
import org.sekisho.pop3.MultiLine;
import org.sekisho.pop3.Reply;
import org.sekisho.pop3.Reply.ResponseCode;
import org.sekisho.store.StorageException;

/// The commands of the TRANSACTION state on an open maildrop (RFC 1939 §5, §7). A method that returns an empty
/// reply has answered itself. Used by one thread.
final class Transfer implements AutoCloseable {
    private static final int BLOCK = 8 * 1024; // octets read at once
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Reply NO_SUCH_MESSAGE = Reply.error("no such message");

    private final Maildrop maildrop;
    private final Connection connection;
    private final Log log;
    private final Counters counters;
    private int sent;

    Transfer(Maildrop maildrop, Connection connection, Log log, Counters counters) {
        this.maildrop = maildrop;
        this.connection = connection;
        this.log = log;
        this.counters = counters;
    }

    Reply stat() {
        return Reply.ok(maildrop.left() + " " + maildrop.octetsLeft());
    }

    Optional<Reply> list(OptionalInt message) throws IOException {
        return listing(message, maildrop::octets);
    }

    Optional<Reply> uidl(OptionalInt message) throws IOException {
        return listing(message, maildrop::uniqueId);
    }

    private Optional<Reply> listing(OptionalInt message, IntFunction<Object> column) throws IOException {
        if (message.isPresent()) {
            int number = message.getAsInt();
            if (!maildrop.has(number)) {
                return Optional.of(NO_SUCH_MESSAGE);
            }
            connection.write(Reply.ok(number + " " + column.apply(number)).octets());
            return Optional.empty();
        }
        connection.write(Reply.ok(maildrop.left() + " messages").octets());
        for (int number = 1; number <= maildrop.messages(); number++) {
            if (maildrop.has(number)) {
                String line = number + " " + column.apply(number) + "\r\n";
                connection.write(line.getBytes(StandardCharsets.US_ASCII));
            }
        }
        connection.write(END);
        return Optional.empty();
    }

    Optional<Reply> retr(int message) throws IOException {
        return send(message, MultiLine.whole());
    }

    Optional<Reply> top(int message, int lines) throws IOException {
        return send(message, MultiLine.top(lines));
    }

    /// Streams the message with two small buffers. Headers with 8-bit octets go out as they are whether or not
    /// UTF8 was said: RFC 6856 §2.1 would have us refuse them, but a message nobody can fetch is a message lost.
    private Optional<Reply> send(int message, MultiLine lines) throws IOException {
        if (!maildrop.has(message)) {
            return Optional.of(NO_SUCH_MESSAGE);
        }
        Optional<InputStream> opened = maildrop.open(message);
        if (opened.isEmpty()) {
            return Optional.of(Reply.error(ResponseCode.SYS_PERM, "the message was removed by another session"));
        }
        byte[] block = new byte[BLOCK];
        try (InputStream stream = opened.get()) {
            int octets = stream.read(block); // a body that cannot be read is told before +OK
            connection.write(Reply.ok(maildrop.octets(message) + " octets").octets());
            copy(stream, block, octets, lines);
        }
        sent++;
        counters.count("pop3_messages");
        return Optional.empty();
    }

    private void copy(InputStream stream, byte[] block, int first, MultiLine lines) throws IOException {
        byte[] converted = new byte[MultiLine.room(BLOCK)];
        try {
            for (int octets = first; octets >= 0 && !lines.isComplete(); octets = stream.read(block)) {
                connection.write(converted, 0, lines.convert(block, octets, converted));
            }
        } catch (StorageException e) {
            // in the middle of a reply there is no way to tell: cut it, so that the client sees that it is not
            // whole
            log.error("pop3.storage", e, "client", connection.peerAddress().getHostAddress());
            connection.cut();
            throw new IOException("the message cannot be read to its end", e);
        }
        connection.write(converted, 0, lines.finish(converted));
    }

    Optional<Reply> dele(int message) throws IOException {
        if (!maildrop.has(message)) {
            return Optional.of(NO_SUCH_MESSAGE);
        }
        maildrop.delete(message);
        connection.write(Reply.ok("marked").octets());
        return Optional.empty();
    }

    Reply rset() {
        maildrop.reset();
        return Reply.ok("nothing is marked");
    }

    /// RFC 1939 §6.
    Reply update() {
        int removed = maildrop.update();
        log.info("pop3.quit", "sent", sent, "deleted", removed, "left", maildrop.left());
        counters.count("pop3_deleted", removed);
        return Reply.ok("bye");
    }

    /// Gives the maildrop free; nothing is deleted.
    @Override
    public void close() {
        maildrop.close();
    }
}
