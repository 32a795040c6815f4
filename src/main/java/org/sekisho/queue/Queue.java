package org.sekisho.queue;

import java.util.List;
import java.util.Optional;
import org.sekisho.store.BlobDraft;

/// The durable queue. Safe from any thread.
public interface Queue {
    /// Takes a message; when this returns it is on disk (invariant I2) and 250 may be said.
    /// @throws org.sekisho.store.StorageException not taken: 451 (452 when full)
    QueueId accept(Submission submission);

    Optional<QueueEntry> find(QueueId id);

    /// @param body the finished draft, with the trace header fields at its head
    record Submission(Envelope envelope, Origin origin, List<Recipient> recipients, BlobDraft body) {}
}
