package org.sekisho.store.rocksdb;

import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;
import org.sekisho.store.rocksdb.Change.Family;

/// Reads a body with one chunk in memory. A chunk that is not full is the last one. Used by one thread.
final class BlobStream extends InputStream {
    private final Database database;
    private final BlobId id;
    private byte[] chunk;
    private int index;
    private int position;

    /// @param first its first chunk, where it is known
    BlobStream(Database database, BlobId id, Optional<byte[]> first) {
        this.database = database;
        this.id = id;
        this.chunk = first.orElseGet(() -> load(0));
    }

    @Override
    public int read() {
        return hasMore() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int part = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, part);
        position += part;
        return part;
    }

    /// Chunks in between are not read: the way to the end of a large body costs no more than one of them.
    @Override
    public long skip(long octets) {
        long wanted = position + Math.clamp(octets, 0, Long.MAX_VALUE - BlobDraft.CHUNK);
        long ahead = wanted / BlobDraft.CHUNK;
        if (chunk.length == BlobDraft.CHUNK && ahead > 0 && ahead <= Integer.MAX_VALUE - index) {
            byte[] there = database.get(Family.BLOBS, Keys.chunk(id, index + (int) ahead));
            if (there != null) { // else it is behind the end, which only reading on can find
                int within = (int) Math.min(wanted % BlobDraft.CHUNK, there.length);
                long skipped = ahead * BlobDraft.CHUNK + within - position;
                index += (int) ahead;
                chunk = there;
                position = within;
                return skipped;
            }
        }
        int part = (int) Math.min(wanted, chunk.length) - position;
        position += part;
        return part;
    }

    @Override
    public int available() {
        return chunk.length - position;
    }

    private boolean hasMore() {
        if (position == BlobDraft.CHUNK) {
            index++;
            chunk = load(index);
            position = 0;
        }
        return position < chunk.length;
    }

    private byte[] load(int number) {
        byte[] value = database.get(Family.BLOBS, Keys.chunk(id, number));
        if (value == null) {
            throw new StorageException(
                    Kind.DAMAGED, "the blob " + id + " is not there" + (number == 0 ? "" : " from chunk " + number));
        }
        return value;
    }
}
