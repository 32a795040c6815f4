package org.sekisho.mailbox;

/// What became of messages on their way into a mailbox.
public sealed interface Appended {
    /// On disk.
    /// @param uid of the first; the others follow it without a gap
    record Stored(long uid) implements Appended {}

    /// This delivery was done before.
    record AlreadyThere(long uid) implements Appended {}

    /// The account keeps as much as it may, or for a delivery as much as others may fill ([Mailboxes#room] says
    /// which): nothing was added.
    /// @param why may be shown to the sender
    record OverQuota(String why) implements Appended {}

    /// There would be more different keywords than a mailbox may have ([Keywords#MAX]): nothing was added.
    record TooManyKeywords() implements Appended {}

    /// The account or the mailbox was removed: nothing was added.
    record Gone() implements Appended {}
}
