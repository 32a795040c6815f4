package org.sekisho.imap.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sekisho.address.SyntaxError;
import org.sekisho.imap.CommandLine;
import org.sekisho.imap.Literal;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.Tag;
import org.sekisho.net.Connection;
import org.sekisho.net.CountedInput;
import org.sekisho.net.LineTooLong;

/// What a client sends, with bounds: lines, the literals of commands, and the rest of commands that are refused.
/// Used by one thread.
final class CommandInput {
    /// Octets of one command before the login: the longest ID has about 32,000 (RFC 2971 §3.3).
    static final int MAX_COMMAND_BEFORE_LOGIN = 40 * 1024;
    /// Octets of one command, its literals included. RFC 9051 has no limit; 8,192 must do (RFC 7162 §4).
    static final int MAX_COMMAND = 256 * 1024;

    /// RFC 7888 §5: what a client sends without being asked is read to its end, if it has one soon.
    private static final long MAX_DISCARDED = 256L * 1024 * 1024;

    /// The client sends what it was not told to send, and more than we want to throw away: nobody knows where the
    /// next command begins.
    static final class FramingLost extends IOException {
        FramingLost() {
            super("more octets announced than are read");
        }
    }

    private final Connection connection;
    private final Output output;

    CommandInput(Connection connection, Output output) {
        this.connection = connection;
        this.output = output;
    }

    /// Reads the literals of a command and the lines behind them.
    /// @param limit octets in all
    /// @return why the command is refused, which was then read to its end; empty: it is complete
    Optional<Completion> complete(CommandLine command, int limit) throws IOException {
        Optional<Literal> awaited = command.awaited();
        while (awaited.isPresent()) {
            Literal literal = awaited.get();
            long left = limit - command.octets();
            if (literal.octets() > left) {
                skip(awaited);
                return Optional.of(Completion.bad(Plain.TOOBIG, "the command is too long"));
            }
            byte[] octets = read(literal);
            command.add(octets, connection.readLine(limit));
            if (command.octets() > limit) {
                skip(command.awaited());
                return Optional.of(Completion.bad(Plain.TOOBIG, "the command is too long"));
            }
            awaited = command.awaited();
        }
        return Optional.empty();
    }

    /// The tag of a line that is not read any further.
    static Optional<Tag> tag(byte[] line) {
        int end = 0;
        while (end < line.length && line[end] != ' ') {
            end++;
        }
        try {
            return Optional.of(new Tag(new String(line, 0, end, StandardCharsets.ISO_8859_1)));
        } catch (SyntaxError _) {
            return Optional.empty();
        }
    }

    /// Reads a literal into memory; the caller knows that it is not too long.
    byte[] read(Literal literal) throws IOException {
        return stream(literal).readNBytes(Math.toIntExact(literal.octets()));
    }

    /// Lets the client send its literal.
    CountedInput stream(Literal literal) throws IOException {
        if (literal.synchronizing()) {
            output.continuation("go ahead");
        }
        return connection.next(literal.octets());
    }

    /// Reads a line that belongs to a command.
    byte[] line() throws IOException {
        return connection.readLine(MAX_COMMAND);
    }

    /// By the next line, whatever else is in it.
    private Optional<Literal> announced() throws IOException {
        try {
            return Literal.endOf(line());
        } catch (LineTooLong e) {
            return Literal.endOf(e.end());
        }
    }

    /// Throws away a literal that the client sends unasked.
    void skipOne(Literal literal) throws IOException {
        if (literal.octets() > MAX_DISCARDED) {
            throw new FramingLost();
        }
        connection.next(literal.octets()).discard();
    }

    /// Throws away what the client sends of a command that was refused. It waits for us before a synchronizing
    /// literal, and then begins anew.
    void skip(Optional<Literal> announced) throws IOException {
        Optional<Literal> literal = announced;
        long discarded = 0;
        while (literal.isPresent() && !literal.get().synchronizing()) {
            discarded += literal.get().octets();
            if (discarded > MAX_DISCARDED || discarded < 0) {
                throw new FramingLost();
            }
            connection.next(literal.get().octets()).discard();
            literal = announced();
        }
    }
}
