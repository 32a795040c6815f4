package org.sekisho.imap;

/// Reads a complete command, strictly. RFC 9051 §9, RFC 3501 §9 and the extensions' grammars.
public final class CommandParser {
    private CommandParser() {}

    /// @param line complete: awaits no literal
    /// @throws CommandError not a command, or APPEND or REPLACE
    public static TaggedCommand parse(CommandLine line, ParserMode mode) {
        throw new UnsupportedOperationException();
    }

    /// The end of IDLE, in any case. RFC 9051 §6.3.13.
    /// @param line without CRLF
    public static boolean isDone(byte[] line) {
        throw new UnsupportedOperationException();
    }
}
