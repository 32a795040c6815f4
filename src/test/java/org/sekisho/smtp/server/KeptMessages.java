package org.sekisho.smtp.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sekisho.queue.Queue;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.QueueId;
import org.sekisho.store.Batch;
import org.sekisho.store.Partition;
import org.sekisho.testing.MemoryStore;

/// A queue that keeps what it was given.
final class KeptMessages implements Queue {
    /// @param text as ISO 8859-1, so that every octet is one character
    record Kept(QueueId id, Submission submission, String text) {}

    private final MemoryStore store;
    private final List<Kept> kept = new CopyOnWriteArrayList<>();

    KeptMessages(MemoryStore store) {
        this.store = store;
    }

    List<Kept> all() {
        return kept;
    }

    @Override
    public QueueId accept(Submission submission) {
        var body = submission.body();
        store.commit(Batch.in(new Partition("queue")).with(body).refer(body.id(), "queue"));
        var id = new QueueId("Q" + (kept.size() + 1));
        try (var in = store.open(body.id())) {
            kept.add(new Kept(id, submission, new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return id;
    }

    @Override
    public Optional<QueueEntry> find(QueueId id) {
        return Optional.empty();
    }
}
