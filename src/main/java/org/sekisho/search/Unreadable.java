package org.sekisho.search;

import org.sekisho.events.Log;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Message;
import org.sekisho.store.StorageException;

/// Messages that cannot be read, however often one tries: they have no texts, for the index as for a look at them.
final class Unreadable {
    private Unreadable() {}

    /// @throws StorageException it may be readable later
    static void note(Log log, MailboxId mailbox, Message message, StorageException why) {
        if (why.kind() != StorageException.Kind.DAMAGED) {
            throw why;
        }
        log.warn("search.unreadable", "mailbox", mailbox, "uid", message.uid(), "reason", why);
    }
}
