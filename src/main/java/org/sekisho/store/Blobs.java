package org.sekisho.store;

import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;

/// The bodies. A body is immutable, shared by reference, and removed when nothing refers to it.
public interface Blobs {
    /// Begins a body. Its name exists at once, the body once a batch has completed it.
    BlobDraft draft();

    /// Reads with one chunk in memory. The stream's reads may throw [StorageException]: a chunk that is missing
    /// or whose checksum is wrong is `DAMAGED`, never a body that ends early.
    /// @throws StorageException `DAMAGED` when the blob is not there
    InputStream open(BlobId id);

    /// How long a body is, without reading it all. For whoever checks the store: costs two look-ups.
    /// @return empty: it is not there, or its last chunk is not, or it is a draft
    OptionalLong octets(BlobId id);

    /// Whether `owner` refers to the body; see [Batch#refer].
    boolean isReferred(BlobId id, String owner);

    /// Removes blobs that nothing has referred to for at least `grace`, drafts of dead sessions included:
    /// `grace` must be longer than a session may take from the beginning of a draft to its commit. Safe at any
    /// time, from any thread.
    /// @return how many were removed
    long sweep(Duration grace);
}
