package org.sekisho.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Feeds octets to a parser as a server does, from a text in which `⏎` is the end of a line.
final class Wire {
    private final byte[] octets;
    private int at;

    Wire(String text) {
        this(text.replace("⏎", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    Wire(byte[] octets) {
        this.octets = octets;
    }

    /// Up to CRLF or the end.
    byte[] line() {
        int end = at;
        while (end < octets.length && !(octets[end] == '\r' && end + 1 < octets.length && octets[end + 1] == '\n')) {
            end++;
        }
        byte[] line = Arrays.copyOfRange(octets, at, end);
        at = Math.min(octets.length, end + 2);
        return line;
    }

    /// Empty when there are not so many.
    Optional<byte[]> literal(long count) {
        if (count > octets.length - at) {
            return Optional.empty();
        }
        at += (int) count;
        return Optional.of(Arrays.copyOfRange(octets, at - (int) count, at));
    }

    /// Empty when a literal is announced that does not come.
    Optional<CommandLine> command() {
        var command = new CommandLine(line());
        while (command.awaited().isPresent()) {
            var literal = literal(command.awaited().get().octets());
            if (literal.isEmpty()) {
                return Optional.empty();
            }
            command.add(literal.get(), line());
        }
        return Optional.of(command);
    }

    static TaggedCommand parse(String text, ParserMode mode) {
        return CommandParser.parse(new Wire(text).command().orElseThrow(), mode);
    }
}
