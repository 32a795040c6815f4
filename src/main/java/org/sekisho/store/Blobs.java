package org.sekisho.store;

import java.io.InputStream;
import java.time.Duration;

/// The bodies. A body is immutable, shared by reference, and removed when nothing refers to it.
public interface Blobs {
    BlobDraft draft();

    /// Reads with one chunk in memory. The stream's reads may throw [StorageException].
    /// @throws StorageException `DAMAGED` when the blob is not there
    InputStream open(BlobId id);

    /// Removes blobs that nothing has referred to for at least `grace`, drafts of dead sessions included. Safe at
    /// any
    /// time, from any thread.
    /// @return how many were removed
    long sweep(Duration grace);
}
