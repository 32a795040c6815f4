package org.sekisho.mailbox;

import java.util.List;

/// What [MailboxVerify] found in the mailboxes of one account.
/// @param mailboxes looked at, removed ones that can be given back included
/// @param messages looked at, expunged ones that can be given back included
/// @param findings at most [#MAX_FINDINGS]
/// @param more findings beyond those
public record VerifyReport(long mailboxes, long messages, List<Finding> findings, long more) {
    public static final int MAX_FINDINGS = 1_000;

    public VerifyReport {
        findings = List.copyOf(findings);
    }

    public boolean isClean() {
        return findings.isEmpty();
    }

    /// One thing that is not as it has to be.
    public sealed interface Finding {
        MailboxId mailbox();

        /// The list names a mailbox that is not there, or that takes no messages.
        record NoMailbox(MailboxId mailbox, MailboxName name) implements Finding {}

        /// It says that it belongs to another account, or has another UIDVALIDITY than the list.
        record NotAsListed(MailboxId mailbox, MailboxName name) implements Finding {}

        /// A row that cannot be read.
        /// @param why names the row
        record Unreadable(MailboxId mailbox, String why) implements Finding {}

        /// Its UID or its modification sequence is higher than the mailbox has given out.
        record NotGivenOut(MailboxId mailbox, long uid) implements Finding {}

        /// Nothing would keep the body when other owners leave it.
        record NoReference(MailboxId mailbox, long uid) implements Finding {}

        /// The body, or the octets before it, are not there or cannot be read.
        record NoBody(MailboxId mailbox, long uid) implements Finding {}

        /// @param said of head and body, by the message's row
        record OtherOctets(MailboxId mailbox, long uid, long said, long found) implements Finding {}

        /// What the mailbox counts is not what it has.
        /// @param repaired it counts right now
        record Counts(MailboxId mailbox, Head.Counts said, Head.Counts found, boolean repaired) implements Finding {}

        /// Changes are missing in the log, which programs would never hear of.
        /// @param after the last one before the gap
        record LogGap(MailboxId mailbox, long after) implements Finding {}
    }
}
