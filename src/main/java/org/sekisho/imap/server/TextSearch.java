package org.sekisho.imap.server;

import org.sekisho.imap.SearchKey;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.UidSet;

/// Looks into the texts of messages for sessions. Safe from any thread.
public interface TextSearch {
    /// @param key one that looks into texts
    /// @param among which messages come into question
    /// @return those that match
    UidSet find(MailboxId mailbox, SearchKey key, UidSet among);
}
