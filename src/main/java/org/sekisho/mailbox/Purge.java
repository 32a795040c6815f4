package org.sekisho.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Batch;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// Takes away what removed accounts and mailboxes leave behind. What is to do is in the store, so a crash only
/// delays it. Safe from any thread; two at once on one mailbox do no harm.
final class Purge {
    private static final int VERSION = 1;
    private static final int NOTES_PAGE = 1_000;

    enum Extent {
        MAILBOX,
        ACCOUNT
    }

    private final Store store;
    private final MailboxList list;
    private final Lanes lanes;

    Purge(Store store, MailboxList list, Lanes lanes) {
        this.store = store;
        this.list = list;
        this.lanes = lanes;
    }

    /// Notes, durably, that something is to do for this account. Comes before the change that makes it necessary.
    void note(AccountId account, Extent extent) {
        store.commit(Batch.in(Rows.PURGES)
                .put(row(account, extent), Encoder.version(VERSION).toBytes()));
    }

    void run() {
        List<Row> noted = store.scan(Rows.PURGES, new Scan(Row.of(""), Row.of("~"), NOTES_PAGE, false)).stream()
                .map(RowValue::row)
                .toList();
        for (Row row : noted) {
            String[] words = new String(row.key(), StandardCharsets.US_ASCII).split("/", 2);
            run(new AccountId(words[0]), Extent.valueOf(words[1]));
        }
    }

    private void run(AccountId account, Extent extent) {
        if (extent == Extent.ACCOUNT) {
            list.removeAll(account); // a crash may have come between the note and this
        }
        for (MailboxId mailbox : list.gone(account)) {
            empty(mailbox);
            list.forget(account, mailbox);
        }
        store.commit(Batch.in(Rows.PURGES).delete(row(account, extent)));
        if (!list.gone(account).isEmpty()) {
            note(account, extent); // removed since we looked; the note deleted may have been that one's
        }
    }

    private static Row row(AccountId account, Extent extent) {
        return Row.of(account.value(), extent.name());
    }

    private void empty(MailboxId mailbox) {
        Lane lane = lanes.acquire(mailbox);
        try {
            lane.run(new Closing()); // nothing is added behind our back from here on
        } finally {
            lanes.release(lane);
        }
        MessageRows rows = new MessageRows(store, mailbox);
        UidSet all = UidSet.range(1, Mailboxes.MAX_UID);
        for (List<Message> page = rows.messages(all, 0, Mailboxes.PAGE);
                !page.isEmpty();
                page = rows.messages(all, page.getLast().uid(), Mailboxes.PAGE)) {
            Batch batch = Batch.in(Rows.mailbox(mailbox));
            for (Message message : page) {
                batch.delete(Rows.message(message.uid()))
                        .delete(Rows.top(message.uid()))
                        .releaseWithGrace(message.body(), Rows.owner(mailbox, message.uid()));
            }
            store.commit(batch);
        }
        store.commit(Batch.in(Rows.mailbox(mailbox))
                .deleteRange(Row.of(Rows.LOG + "/"), Row.of(Rows.LOG + "0"))
                .deleteRange(Row.of(Rows.DELIVERY + "/"), Row.of(Rows.DELIVERY + "0"))
                .deleteRange(Row.of(Rows.SOURCE + "/"), Row.of(Rows.SOURCE + "0"))
                .delete(Rows.HEAD));
    }
}
