package org.sekisho.mailbox;

/// What became of a user's CREATE, DELETE or RENAME.
public sealed interface TreeChange {
    record Done(Entry entry) implements TreeChange {}

    /// NO [ALREADYEXISTS].
    record AlreadyExists() implements TreeChange {}

    /// NO [NONEXISTENT].
    record NonExistent() implements TreeChange {}

    /// NO [NOPERM].
    record NoPermission() implements TreeChange {}

    /// NO [CANNOT].
    /// @param why may be shown to the user
    record NotAllowed(String why) implements TreeChange {}

    /// NO [USEATTR] (RFC 6154 §3).
    /// @param why may be shown to the user
    record UseNotAllowed(String why) implements TreeChange {}
}
