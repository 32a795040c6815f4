package org.sekisho.mailbox;

import org.sekisho.accounts.AccountId;

/// A mailbox that no list names.
/// @param account whose it is, by its own word
/// @param messages expunged ones that wait for their end included
public record Unlisted(MailboxId mailbox, AccountId account, long messages) {}
