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
