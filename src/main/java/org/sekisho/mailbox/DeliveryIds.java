package org.sekisho.mailbox;

import java.util.List;
import java.util.function.Supplier;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// Forgets the ids of deliveries that cannot be tried again.
/// @param oldestLive see [Mailboxes]
record DeliveryIds(Store store, Supplier<String> oldestLive) {
    /// Adds the deletion to a turn, if there is something to delete.
    void prune(MailboxId mailbox, Turn turn) {
        Row end = Rows.delivery(oldestLive.get());
        Row begin = Rows.delivery("");
        if (begin.compareTo(end) >= 0) {
            return;
        }
        List<RowValue> first = store.scan(Rows.mailbox(mailbox), new Scan(begin, end, 1, false));
        if (!first.isEmpty()) {
            turn.batch().deleteRange(first.getFirst().row(), end);
        }
    }
}
