package org.sekisho.store;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    private static final int FIRST_PIECE = 4096;
    private static final int PIECE = 32 * 1024; // so that a growing body is not copied again and again

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
    private final List<byte[]> full = new ArrayList<>(); // pieces of the chunk
    private byte[] piece = new byte[0];
    private int filled; // of the piece
    private int buffered; // in all
    private byte @Nullable [] tail; // the pieces in one, when it was asked for
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
            makeRoom();
            int part = Math.min(length - done, piece.length - filled);
            System.arraycopy(source, offset + done, piece, filled, part);
            done += part;
            fill(part);
        }
    }

    @Override
    public void write(int octet) {
        requireOpen();
        makeRoom();
        piece[filled] = (byte) octet;
        fill(1);
    }

    private void makeRoom() {
        if (filled == piece.length) {
            if (filled > 0) {
                full.add(piece);
            }
            piece = new byte[buffered == 0 ? FIRST_PIECE : Math.min(PIECE, CHUNK - buffered)];
            filled = 0;
        }
    }

    private void fill(int octets) {
        filled += octets;
        buffered += octets;
        tail = null;
        if (buffered == CHUNK) {
            byte[] chunk = joined();
            forget();
            chunks.add(id, added, chunk);
            added++;
        }
    }

    private byte[] joined() {
        byte[] all = new byte[buffered];
        int at = 0;
        for (byte[] each : full) {
            System.arraycopy(each, 0, all, at, each.length);
            at += each.length;
        }
        System.arraycopy(piece, 0, all, at, filled);
        return all;
    }

    private void forget() {
        full.clear();
        piece = new byte[0];
        filled = 0;
        buffered = 0;
        tail = null;
    }

    /// All that was written, while it is less than a chunk. Not to be changed.
    public Optional<byte[]> whole() {
        return added == 0 ? Optional.of(tail()) : Optional.empty();
    }

    /// Gives back the memory that is only there for what follows, when little or nothing does.
    public void trim() {
        requireOpen();
        byte[] all = tail();
        full.clear();
        piece = all;
        filled = all.length;
    }

    @Override
    public void close() {
        if (state == State.OPEN && added > 0) {
            chunks.discard(id, added);
        }
        if (state == State.OPEN) {
            state = State.CLOSED;
        }
        forget();
    }

    /// For the engine: the number of the last chunk.
    public int tailIndex() {
        requireOpen();
        return added;
    }

    /// For the engine: the octets of the last chunk, 0 to CHUNK - 1. Not to be changed.
    public byte[] tail() {
        requireOpen();
        if (tail == null) {
            tail = joined();
        }
        return tail;
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
}
