package org.sekisho.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A command as it comes in: lines, and the octets of literals between them. The server reads a line and adds it;
/// when that announces a literal it decides, sends the continuation, reads the octets, adds them, and reads the next
/// line. How much all of it may be is for the server to bound, by [#octets]. Used by one thread.
public final class CommandLine {
    /// Lines at even places, literals at odd ones.
    private final List<byte[]> pieces = new ArrayList<>();

    private long octets;

    /// @param first without CRLF
    public CommandLine(byte[] first) {
        pieces.add(first);
        octets = first.length;
    }

    /// The literal that must come before the command is complete.
    public Optional<Literal> awaited() {
        return Literal.endOf(pieces.getLast());
    }

    /// @param literal the octets of the awaited one
    /// @param line what came behind it, without CRLF
    public void add(byte[] literal, byte[] line) {
        if (awaited().orElseThrow().octets() != literal.length) {
            throw new IllegalArgumentException("another length than announced");
        }
        pieces.add(literal);
        pieces.add(line);
        octets += literal.length + (long) line.length;
    }

    /// Of all that came so far.
    public long octets() {
        return octets;
    }

    List<byte[]> pieces() {
        return pieces;
    }
}
