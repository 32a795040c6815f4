package org.sekisho.imap;

import java.util.Optional;

/// What came is not a command. Answered with BAD, tagged when the tag could be read; a charset we do not have is
/// answered with NO (RFC 9051 §6.4.4). Thrown by the parsers only. The message may be shown to the client.
public final class CommandError extends RuntimeException {
    private final Optional<Tag> tag;
    /// What the client is told by it.
    public enum Kind {
        /// BAD.
        SYNTAX,
        /// NO [BADCHARSET].
        CHARSET,
        /// NO [CANNOT]: there cannot be a mailbox with this name.
        MAILBOX_NAME
    }

    private final Kind kind;

    CommandError(Optional<Tag> tag, Kind kind, String message) {
        super(message, null, false, false);
        this.tag = tag;
        this.kind = kind;
    }

    /// Empty: answer `* BAD`.
    public Optional<Tag> tag() {
        return tag;
    }

    public Kind kind() {
        return kind;
    }

    /// One line.
    public String text() {
        String message = getMessage();
        return message == null ? "not a command" : message;
    }
}
