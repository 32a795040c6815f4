package org.sekisho.mailbox;

import org.sekisho.accounts.AccountId;

/// All mailboxes of all accounts. Safe from any thread.
public interface Mailboxes {
    /// Appends to the account's INBOX, made when absent; durable when it returns. Appends of many threads to one
    /// mailbox are combined into one commit.
    Appended deliver(AccountId account, Delivery delivery);

    sealed interface Appended {
        record Stored(long uid) implements Appended {}

        /// This delivery was done before.
        record AlreadyThere(long uid) implements Appended {}

        /// Over quota.
        record OverQuota(String why) implements Appended {}
    }
}
