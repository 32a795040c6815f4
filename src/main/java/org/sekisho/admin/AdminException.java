package org.sekisho.admin;

/// A command that was not done. The text is for the person who gave it.
public final class AdminException extends Exception {
    public enum Kind {
        /// Not understood: unknown command, missing or malformed argument.
        USAGE,
        /// What it is about is not there.
        MISSING,
        /// It is there already, or something else needs it, or it must not be.
        REFUSED,
        /// Not for this user of the machine.
        NOT_PERMITTED,
        /// Try again later.
        TEMPORARY,
        /// A bug; the server's log has the stack trace.
        INTERNAL
    }

    private final Kind kind;

    public AdminException(Kind kind, String text) {
        super(text, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
