package org.sekisho.mailbox;

import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.MailboxList.Listed;

/// A mailbox as one user sees it.
/// @param name the whole name, as this user writes it
/// @param owner whose list it is on, whose quota counts
/// @param mailbox with its name on the owner's list
/// @param rights what this user may do
public record Entry(String name, Namespace namespace, AccountId owner, Listed mailbox, Rights rights) {
    public MailboxId id() {
        return mailbox.id();
    }

    public boolean isOwn() {
        return namespace == Namespace.PERSONAL;
    }
}
