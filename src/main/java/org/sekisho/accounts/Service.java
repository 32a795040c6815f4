package org.sekisho.accounts;

/// What a listener speaks, and what an app password may be limited to.
public enum Service {
    SMTP,
    SUBMISSION,
    SUBMISSIONS,
    LMTP,
    IMAP,
    IMAPS,
    POP3,
    POP3S,
    MANAGESIEVE,
    CONSOLE,
    METRICS;

    /// True for the two listeners that take mail from users (RFC 6409, RFC 8314).
    public boolean isSubmission() {
        return this == SUBMISSION || this == SUBMISSIONS;
    }
}
