package org.sekisho.store;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/// A body on its way into the store. Full chunks go to the engine as they come, not synced; what is left in
/// memory (less than one chunk) goes with the batch that names the draft ([Batch#with(BlobDraft)]), whose sync
/// covers all of it. Used by one thread at a time.
///
/// `close` without a commit discards what was written; after a commit it does nothing, so that a draft is best
/// opened in `try (…)`. A batch that met a conflict leaves the draft as it was: it may go with another batch.
public final class BlobDraft extends OutputStream {
    /// Octets in one chunk. Every chunk of a blob but the last has exactly this size; the last has less, and is
    /// empty when the body is a multiple of it. So a reader knows the end, and notices a chunk that is missing.
    public static final int CHUNK = 256 * 1024;

    private static final int FIRST_BUFFER = 4096;

    /// What an engine does with a draft's chunks.
    public interface Chunks {
        /// Takes one full chunk; it may reuse nothing of the array, which belongs to it from now on. May wait,
        /// so that a fast peer cannot fill the memory.
        void add(BlobId blob, int index, byte[] chunk);

        /// Forgets chunks 0 to `chunks` - 1 of a draft that was given up.
        void discard(BlobId blob, int chunks);
    }

    private enum State {
        OPEN,
        COMMITTED,
        CLOSED
    }

    private final BlobId id;
    private final Chunks chunks;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int buffered;
    private int added;
    private State state = State.OPEN;

    public BlobDraft(BlobId id, Chunks chunks) {
        this.id = id;
        this.chunks = chunks;
    }

    public BlobId id() {
        return id;
    }

    /// Octets written so far.
    public long octets() {
        return (long) added * CHUNK + buffered;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        requireOpen();
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, CHUNK - buffered);
            reserve(buffered + part);
            System.arraycopy(source, offset + done, buffer, buffered, part);
            buffered += part;
            done += part;
            passFullChunk();
        }
    }

    @Override
    public void write(int octet) {
        requireOpen();
        reserve(buffered + 1);
        buffer[buffered++] = (byte) octet;
        passFullChunk();
    }

    @Override
    public void close() {
        if (state == State.OPEN && added > 0) {
            chunks.discard(id, added);
        }
        if (state == State.OPEN) {
            state = State.CLOSED;
        }
        buffer = new byte[0];
        buffered = 0;
    }

    /// For the engine: the number of the last chunk.
    public int tailIndex() {
        requireOpen();
        return added;
    }

    /// For the engine: the octets of the last chunk, 0 to CHUNK - 1.
    public byte[] tail() {
        requireOpen();
        return Arrays.copyOf(buffer, buffered);
    }

    /// For the engine: the batch that completes this draft is written, the blob is no longer the draft's.
    public void committed() {
        state = State.COMMITTED;
    }

    private void requireOpen() {
        if (state != State.OPEN) {
            throw new IllegalStateException("the draft " + id + " is " + state);
        }
    }

    private void reserve(int octets) {
        if (octets > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(CHUNK, Math.max(octets, buffer.length * 4)));
        }
    }

    private void passFullChunk() {
        if (buffered == CHUNK) {
            byte[] full = buffer;
            buffer = new byte[CHUNK];
            buffered = 0;
            chunks.add(id, added, full);
            added++;
        }
    }
}
