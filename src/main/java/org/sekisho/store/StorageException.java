package org.sekisho.store;

/// The store could not do what it was asked: our fault, never the peer's. Sessions answer 451, NO [UNAVAILABLE]
/// or -ERR [SYS/TEMP]. Nothing that was acknowledged is affected; what was asked may or may not have been done.
public final class StorageException extends RuntimeException {
    /// What a person can do about it.
    public enum Kind {
        /// No space left: free some; nothing was damaged.
        FULL,
        /// The folder or a file in it cannot be written.
        READ_ONLY,
        /// Another process has it open.
        LOCKED,
        /// A checksum or the structure is wrong.
        DAMAGED,
        /// Closed, or (for a cluster) not enough nodes answer.
        UNAVAILABLE
    }

    private final Kind kind;

    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
