package org.sekisho.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Partition;
import org.sekisho.store.Store;

/// Bodies as the queue stores them, for tests.
final class Bodies {
    static final String HEAD = "Return-Path: <sender@example.test>\r\n";
    static final Instant DATE = Instant.parse("2026-03-01T10:00:00Z");

    private Bodies() {}

    /// A body that a queue entry refers to.
    static BlobId stored(Store store, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try (BlobDraft draft = store.blobs().draft()) {
            draft.write(octets, 0, octets.length);
            store.commit(Batch.in(new Partition("queue/00")).with(draft).refer(draft.id(), owner(draft.id())));
            return draft.id();
        }
    }

    static void leaveQueue(Store store, BlobId body) {
        store.commit(Batch.in(new Partition("queue/00")).release(body, owner(body)));
    }

    private static String owner(BlobId id) {
        return "queue/" + id;
    }

    static Delivery delivery(String id, BlobId body, String text) {
        byte[] head = HEAD.getBytes(StandardCharsets.UTF_8);
        return new Delivery(id, body, head.length + text.length(), head, DATE);
    }

    static String read(Mailboxes mailboxes, MailboxId mailbox, Message message) throws IOException {
        try (InputStream stream = mailboxes.open(mailbox, message)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
