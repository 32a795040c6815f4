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

    /// True when a login for one may use the other: the same protocol, with and without TLS from the first octet.
    public boolean isSameProtocol(Service other) {
        return family() == other.family();
    }

    private Service family() {
        return switch (this) {
            case SUBMISSION, SUBMISSIONS -> SMTP;
            case IMAPS -> IMAP;
            case POP3S -> POP3;
            case SMTP, LMTP, IMAP, POP3, MANAGESIEVE, CONSOLE, METRICS -> this;
        };
    }
}
