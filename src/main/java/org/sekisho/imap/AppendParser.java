package org.sekisho.imap;

import java.util.Optional;

/// Reads APPEND (with MULTIAPPEND and CATENATE: RFC 3502, 4469) and REPLACE (RFC 8508) as they come: messages are
/// never in memory. The server asks for one step after the other and feeds what they ask for. Used by one thread,
/// for one command.
public final class AppendParser {
    private final Tag tag;

    private AppendParser(Tag tag) {
        this.tag = tag;
    }

    /// @param line the first of a command, without CRLF
    /// @return empty when it is another command, or none
    public static Optional<AppendParser> of(byte[] line, ParserMode mode) {
        throw new UnsupportedOperationException();
    }

    public Tag tag() {
        return tag;
    }

    /// `APPEND`, `REPLACE` or `UID REPLACE`.
    public String name() {
        throw new UnsupportedOperationException();
    }

    /// @throws CommandError the rest is not the command's grammar; [Literal#endOf] the last line says what still
    ///     comes
    public AppendStep next() {
        throw new UnsupportedOperationException();
    }

    /// After a [AppendStep.Text].
    /// @param line what came behind the literal, without CRLF
    public void line(byte[] line) {
        throw new UnsupportedOperationException();
    }

    /// After a [AppendStep.NameLiteral].
    /// @param octets the literal
    /// @param line what came behind it, without CRLF
    public void literal(byte[] octets, byte[] line) {
        throw new UnsupportedOperationException();
    }
}
