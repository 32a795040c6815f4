package org.sekisho.search;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.Draft;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxList;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.BlobDraft;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

/// Mailboxes with a full-text index, in memory but for the index.
final class SearchHouse implements AutoCloseable {
    static final AccountId ALICE = new AccountId("00000000000000a1");
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final SetClock clock = new SetClock(NOW);
    final MemoryStore store = new MemoryStore(clock);
    final RecordedEvents events = new RecordedEvents();
    final Mailboxes mailboxes = new Mailboxes(store, clock, new Random(1), Quota.UNLIMITED, () -> "");
    final PlainTexts texts = new PlainTexts(mailboxes);
    final Path folder;
    FullText fullText;

    SearchHouse(Path folder) {
        this.folder = folder;
        this.fullText = open();
    }

    FullText open() {
        return FullText.open(folder, mailboxes, texts, clock, events);
    }

    MailboxId mailbox(String name) {
        return switch (mailboxes.list().create(ALICE, new MailboxName(name), Set.of())) {
            case MailboxList.Changed.Done(var made) -> made.id();
            case MailboxList.Changed.AlreadyExists() ->
                mailboxes
                        .list()
                        .find(ALICE, new MailboxName(name))
                        .orElseThrow()
                        .id();
            case MailboxList.Changed other -> throw new AssertionError(other);
        };
    }

    MailboxId inbox() {
        return mailbox("INBOX");
    }

    void deliver(String text) {
        deliver(inbox(), text);
    }

    void deliver(MailboxId mailbox, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try (BlobDraft body = store.blobs().draft()) {
            body.write(octets, 0, octets.length);
            mailboxes.append(mailbox, List.of(new Draft(body, Flags.NONE, NOW)));
        }
    }

    /// What becomes of a text that is stored: half a surrogate pair does not survive.
    static String stored(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    UidSet find(MailboxId mailbox, TextKey key) {
        UidSet all = UidSet.range(1, Mailboxes.MAX_UID);
        return fullText.find(mailbox, key, all, Progress.NONE);
    }

    @Override
    public void close() {
        fullText.close();
    }
}
