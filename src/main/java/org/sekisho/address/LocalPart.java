package org.sekisho.address;

/// The part of a mailbox left of the `@`, as the reader means it: quoting already undone. RFC 5321 §4.1.2, RFC
/// 6531.
/// `%` and `!` are ordinary characters here and everywhere: nothing ever rewrites them.
/// @param value 1 to 64 octets of UTF-8; no NUL, CR or LF
public record LocalPart(String value) {
    /// The form for the wire: quoted only where the grammar needs it.
    @Override
    public String toString() {
        return value;
    }
}
