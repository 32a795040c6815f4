package org.sekisho.imap;

/// What the session has enabled, as far as the grammar depends on it.
/// @param rev2 ENABLE IMAP4rev2 (RFC 9051 §6.3.1)
/// @param utf8 ENABLE UTF8=ACCEPT (RFC 6855 §3)
public record ParserMode(boolean rev2, boolean utf8) {
    /// As every session begins.
    public static final ParserMode REV1 = new ParserMode(false, false);

    /// Mailbox names and quoted strings are UTF-8; otherwise names are modified UTF-7 (RFC 3501 §5.1.3).
    public boolean unicode() {
        return rev2 || utf8;
    }
}
