package org.sekisho.mailbox;

/// Whether a user may do something with a mailbox. A user without the right to see a mailbox gets the same answer
/// as for one that does not exist.
public sealed interface Access {
    record Granted(Entry entry) implements Access {}

    /// The user sees the mailbox, but lacks the right: NO [NOPERM].
    record NoPermission() implements Access {}

    /// NO [NONEXISTENT].
    record NonExistent() implements Access {}

    /// Not the name of a mailbox: NO [CANNOT].
    /// @param why may be shown to the user
    record Malformed(String why) implements Access {}
}
