package org.sekisho.store.rocksdb;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;
import org.sekisho.store.rocksdb.Change.Family;

/// What one batch does to bodies and to who refers to them. The steps are only noted; [#settle] works out what
/// is left of them and adds it to the group.
///
/// Invariant: a complete body has at least one reference row, or one row that says since when it is
/// unreferenced, and never both. A draft that has chunks in the store has the latter, with [#INCOMPLETE] for the
/// number of its last chunk. So the sweeper reads only what nobody refers to, and never the bodies.
final class BodyChanges {
    /// In place of the number of the last chunk.
    static final int INCOMPLETE = -1;

    /// What the batch says of one body.
    private static final class Body {
        private final Map<String, Boolean> owners = new LinkedHashMap<>(); // referring after the batch, or not
        private boolean keepForGrace;
        private @Nullable BlobDraft draft;
    }

    private final Group group;
    private final Instant now;
    private final Map<BlobId, Body> bodies = new LinkedHashMap<>();

    BodyChanges(Group group, Instant now) {
        this.group = group;
        this.now = now;
    }

    void complete(BlobDraft draft) {
        body(draft.id()).draft = draft;
    }

    void refer(BlobId blob, String owner) {
        body(blob).owners.put(owner, true);
    }

    void release(BlobId blob, String owner, boolean keepForGrace) {
        Body body = body(blob);
        body.owners.put(owner, false);
        body.keepForGrace = keepForGrace;
    }

    private Body body(BlobId blob) {
        return bodies.computeIfAbsent(blob, _ -> new Body());
    }

    void settle() {
        bodies.forEach(this::settle);
    }

    private void settle(BlobId blob, Body body) {
        boolean refers = body.owners.containsValue(true);
        BlobDraft draft = body.draft;
        if (draft != null) {
            int last = draft.tailIndex();
            group.put(Family.BLOBS, Keys.chunk(blob, last), draft.tail());
            if (!refers) {
                putUnreferenced(group, blob, now, last);
            } else if (last > 0) {
                group.delete(Family.REFERENCES, Keys.unreferenced(blob));
            }
            putReferences(blob, body, last);
        } else if (refers) {
            putReferences(blob, body, requireKept(blob));
            release(blob, body);
        } else {
            releaseAll(blob, body);
        }
    }

    private void putReferences(BlobId blob, Body body, int lastChunk) {
        byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(lastChunk).array();
        body.owners.forEach((owner, refers) -> {
            if (refers) {
                group.put(Family.REFERENCES, Keys.reference(blob, owner), value);
            }
        });
    }

    /// The body is referred to, or is from now on and has lost the row that says it is not.
    private int requireKept(BlobId blob) {
        Optional<byte[]> reference = group.any(Family.REFERENCES, Keys.references(blob), Set.of());
        if (reference.isPresent()) {
            return ByteBuffer.wrap(reference.get()).getInt();
        }
        byte[] unreferenced = group.get(Family.REFERENCES, Keys.unreferenced(blob));
        if (unreferenced == null || lastChunk(unreferenced) == INCOMPLETE) {
            throw new StorageException(Kind.DAMAGED, "the blob " + blob + " is not there: it cannot be referred to");
        }
        group.delete(Family.REFERENCES, Keys.unreferenced(blob));
        return lastChunk(unreferenced);
    }

    private void release(BlobId blob, Body body) {
        body.owners.forEach((owner, refers) -> {
            if (!refers) {
                group.delete(Family.REFERENCES, Keys.reference(blob, owner));
            }
        });
    }

    private void releaseAll(BlobId blob, Body body) {
        Set<byte[]> released = new TreeSet<>(Arrays::compareUnsigned);
        int lastChunk = INCOMPLETE;
        for (String owner : body.owners.keySet()) {
            byte[] key = Keys.reference(blob, owner);
            byte[] reference = group.get(Family.REFERENCES, key);
            if (reference != null) {
                group.delete(Family.REFERENCES, key);
                released.add(key);
                lastChunk = ByteBuffer.wrap(reference).getInt();
            }
        }
        if (released.isEmpty()
                || group.any(Family.REFERENCES, Keys.references(blob), released).isPresent()) {
            return;
        }
        if (body.keepForGrace) {
            putUnreferenced(group, blob, now, lastChunk);
        } else {
            deleteChunks(group, blob, lastChunk);
        }
    }

    static void putUnreferenced(Group group, BlobId blob, Instant since, int lastChunk) {
        group.put(
                Family.REFERENCES,
                Keys.unreferenced(blob),
                ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                        .putLong(since.toEpochMilli())
                        .putInt(lastChunk)
                        .array());
    }

    static Instant since(byte[] unreferenced) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(unreferenced).getLong());
    }

    static int lastChunk(byte[] unreferenced) {
        return ByteBuffer.wrap(unreferenced).getInt(Long.BYTES);
    }

    /// @param lastChunk or [#INCOMPLETE], when it is not known how many there are
    static void deleteChunks(Group group, BlobId blob, int lastChunk) {
        if (lastChunk == INCOMPLETE) {
            group.deleteRange(Family.BLOBS, Keys.chunk(blob, 0), Keys.chunk(blob, Integer.MAX_VALUE));
        }
        for (int index = 0; index <= lastChunk; index++) {
            group.delete(Family.BLOBS, Keys.chunk(blob, index));
        }
    }
}
