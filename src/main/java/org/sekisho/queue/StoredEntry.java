package org.sekisho.queue;

import java.util.Optional;

/// A queued message and its row, byte for byte: printed once, compared at the next change.
record StoredEntry(QueueEntry entry, byte[] row) {
    /// Empty while held: then it does not wait for its time.
    Optional<StoredEntry> waiting() {
        return entry.held().isEmpty() ? Optional.of(this) : Optional.empty();
    }
}
