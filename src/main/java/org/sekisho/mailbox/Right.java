package org.sekisho.mailbox;

/// What one may be allowed to do in a mailbox of somebody else (RFC 4314 §2.1), in the RFC's order.
public enum Right {
    /// See that it exists.
    LOOKUP('l'),
    /// Open it and read it.
    READ('r'),
    /// Set and clear \Seen, which all who use the mailbox share.
    SEEN('s'),
    /// Set and clear flags other than \Seen and \Deleted.
    WRITE('w'),
    /// Add messages: APPEND, COPY, MOVE into it.
    INSERT('i'),
    /// Send mail to the mailbox's address. Kept and shown; nothing here has such an address.
    POST('p'),
    /// Make mailboxes below it.
    CREATE('k'),
    /// Delete or rename the mailbox itself.
    DELETE_MAILBOX('x'),
    /// Set and clear \Deleted.
    DELETE_MESSAGES('t'),
    /// Expunge what is marked \Deleted.
    EXPUNGE('e'),
    /// Say who else may do what.
    ADMINISTER('a');

    private final char letter;

    Right(char letter) {
        this.letter = letter;
    }

    /// As IMAP prints it.
    public char letter() {
        return letter;
    }
}
