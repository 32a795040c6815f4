package org.sekisho.blocklist;

/// When an entry refuses.
public enum Stage {
    /// Addresses when they connect, senders and names at MAIL.
    AT_ONCE,
    /// At RCPT, so that mail to postmaster and abuse still comes in (RFC 5321 §4.5.1, RFC 2142 §4).
    AT_RCPT
}
