package org.sekisho.imap;

import java.util.Optional;

/// What came is not a command. Answered with BAD, tagged when the tag could be read; a charset we do not have is
/// answered with NO (RFC 9051 §6.4.4). Thrown by the parsers only. The message may be shown to the client.
public final class CommandError extends RuntimeException {
    private final Optional<Tag> tag;
    private final boolean badCharset;

    CommandError(Optional<Tag> tag, boolean badCharset, String message) {
        super(message, null, false, false);
        this.tag = tag;
        this.badCharset = badCharset;
    }

    /// Empty: answer `* BAD`.
    public Optional<Tag> tag() {
        return tag;
    }

    /// Answer NO [BADCHARSET].
    public boolean isBadCharset() {
        return badCharset;
    }

    /// One line.
    public String text() {
        String message = getMessage();
        return message == null ? "not a command" : message;
    }
}
