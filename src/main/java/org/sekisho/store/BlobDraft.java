package org.sekisho.store;

import java.io.OutputStream;

/// A body on its way into the store. Full chunks go to the store as they come, not synced; what is left in memory
/// (at
/// most one
/// chunk) goes with the batch that names the draft ([Batch#with(BlobDraft)]), whose sync covers all of it.
/// Used by one thread. `close` without a commit discards what was written.
public abstract class BlobDraft extends OutputStream {
    /// Octets in one chunk.
    public static final int CHUNK = 256 * 1024;

    public abstract BlobId id();

    public abstract long octets();

    @Override
    public abstract void write(byte[] source, int offset, int length);

    @Override
    public abstract void write(int octet);

    @Override
    public abstract void close();
}
