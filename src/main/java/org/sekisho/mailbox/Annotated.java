package org.sekisho.mailbox;

/// What became of a SETMETADATA: all of it was done, or nothing.
public sealed interface Annotated {
    record Done() implements Annotated {}

    /// NO [METADATA MAXSIZE].
    /// @param most octets of one value
    record TooLarge(int most) implements Annotated {}

    /// NO [METADATA TOOMANY].
    record TooMany() implements Annotated {}

    /// NO [NONEXISTENT]: the mailbox went meanwhile.
    record NoSuchMailbox() implements Annotated {}

    /// NO [NOPERM].
    record NoPermission() implements Annotated {}

    /// NO [USEATTR] (RFC 6154 §4).
    /// @param why may be shown to the user
    record UseNotAllowed(String why) implements Annotated {}
}
