package org.sekisho.imap;

/// How a command ended, or what the server says of itself. RFC 9051 §7.1.
public enum Condition {
    OK,
    NO,
    BAD,
    /// Untagged only.
    PREAUTH,
    /// Untagged only.
    BYE
}
