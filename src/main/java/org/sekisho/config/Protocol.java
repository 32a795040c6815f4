package org.sekisho.config;

/// What a listener speaks: the words after `service =`. The accounts' own `Service` has the same names but DNSBL.
public enum Protocol {
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
    METRICS,
    DNSBL;

    /// Whether people prove who they are there, which they do under TLS only.
    public boolean isForUsers() {
        return switch (this) {
            case SUBMISSION, SUBMISSIONS, IMAP, IMAPS, POP3, POP3S, MANAGESIEVE -> true;
            case SMTP, LMTP, CONSOLE, METRICS, DNSBL -> false;
        };
    }
}
