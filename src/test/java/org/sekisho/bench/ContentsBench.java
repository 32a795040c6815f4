package org.sekisho.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.Delivery;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxList;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.Quota;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Partition;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.RecordedEvents;

/// What it costs to know all messages of a large mailbox: the first time, again, and after one more message.
///
/// Arguments: folder, thousands of messages, rounds.
final class ContentsBench {
    private static final AccountId ACCOUNT = new AccountId("00000000000000a1");
    private static final int AGAIN = 10_000;

    private ContentsBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "contents-bench")
                .resolve("store");
        RecordedEvents events = new RecordedEvents();
        MailboxId mailbox;
        try (Store store = RocksDbStore.open(folder, Options.defaults(), events, events)) {
            mailbox = fill(store, Integer.parseInt(arguments[1]));
        }
        try (Store store = RocksDbStore.open(folder, Options.defaults(), events, events)) {
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                round(store, mailbox);
            }
        }
    }

    private static MailboxId fill(Store store, int thousands) {
        Mailboxes mailboxes = open(store);
        var changed = mailboxes.list().create(ACCOUNT, new MailboxName("big"), Set.of());
        MailboxId mailbox = ((MailboxList.Changed.Done) changed).mailbox().id();
        for (int i = 0; i < Mailboxes.PAGE; i++) {
            deliver(store, mailboxes, mailbox);
        }
        List<Message> page = mailboxes.messages(mailbox, UidSet.range(1, Mailboxes.MAX_UID), 0, Mailboxes.PAGE);
        for (int i = 1; i < thousands; i++) {
            mailboxes.copy(mailbox, page, mailbox);
        }
        return mailbox;
    }

    private static Mailboxes open(Store store) {
        return new Mailboxes(store, InstantSource.system(), new Random(), Quota.UNLIMITED, () -> "");
    }

    private static void deliver(Store store, Mailboxes mailboxes, MailboxId mailbox) {
        try (BlobDraft draft = store.blobs().draft()) {
            draft.write(new byte[100], 0, 100);
            String id = draft.id().value();
            store.apply(Batch.in(new Partition("queue/00")).with(draft).refer(draft.id(), id));
            mailboxes.deliver(mailbox, new Delivery(id, draft.id(), 100, new byte[0], Instant.now()));
        }
    }

    private static void round(Store store, MailboxId mailbox) {
        Mailboxes mailboxes = open(store);
        long begin = System.nanoTime();
        Contents contents = mailboxes.contents(mailbox).orElseThrow();
        long first = System.nanoTime() - begin;
        begin = System.nanoTime();
        for (int i = 0; i < AGAIN; i++) {
            contents = mailboxes.contents(mailbox).orElseThrow();
        }
        long again = System.nanoTime() - begin;
        deliver(store, mailboxes, mailbox);
        begin = System.nanoTime();
        Contents more = mailboxes.contents(mailbox).orElseThrow();
        int added = contents.differences(more).added().size();
        long after = System.nanoTime() - begin;
        System.out.printf(
                Locale.ROOT,
                "%d messages: first %.1f ms, again %.2f us, after %d more %.1f us%n",
                contents.size(),
                first / 1e6,
                again / 1e3 / AGAIN,
                added,
                after / 1e3);
    }
}
