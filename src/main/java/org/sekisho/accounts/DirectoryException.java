package org.sekisho.accounts;

/// An operation on the directory that cannot be done as asked. The message is for the person who asked: what,
/// where, and what to do.
public final class DirectoryException extends Exception {
    public enum Kind {
        /// It is there already.
        EXISTS,
        /// It is not there.
        MISSING,
        /// What was asked makes no sense: a bad password, a loop, a foreign domain.
        INVALID,
        /// Something else needs it.
        IN_USE,
        /// Others changed the directory at the same time, again and again.
        BUSY
    }

    private final Kind kind;

    public DirectoryException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
