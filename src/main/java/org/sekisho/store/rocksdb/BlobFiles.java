package org.sekisho.store.rocksdb;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Blobs;
import org.sekisho.store.rocksdb.Change.Family;
import org.sekisho.store.rocksdb.Committer.Durability;
import org.sekisho.store.rocksdb.NativeDatabase.Entry;

/// The bodies, in chunks. A session waits until its chunk is written (not synced): so each session has one chunk
/// in memory, however fast its peer sends.
final class BlobFiles implements Blobs, BlobDraft.Chunks {
    private static final int SWEPT_AT_ONCE = 256; // blobs in one group

    private final Database database;
    private final Committer committer;
    private final Reserve reserve;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final RecentBodies recent = new RecentBodies();
    private final Set<BlobId> openDrafts = ConcurrentHashMap.newKeySet(); // that have chunks in the store

    BlobFiles(Database database, Committer committer, Reserve reserve, InstantSource clock, RandomGenerator random) {
        this.database = database;
        this.committer = committer;
        this.reserve = reserve;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public BlobDraft draft() {
        return new BlobDraft(BlobId.create(clock.instant(), random), this);
    }

    @Override
    public void add(BlobId blob, int index, byte[] chunk) {
        openDrafts.add(blob);
        committer.run(Durability.VISIBLE, group -> {
            reserve.requireForBody();
            if (index == 0) {
                BodyChanges.putUnreferenced(group, blob, clock.instant(), BodyChanges.INCOMPLETE);
            }
            group.put(Family.BLOBS, Keys.chunk(blob, index), chunk);
            return true;
        });
    }

    @Override
    public void discard(BlobId blob, int chunks) {
        committer.later(group -> {
            // A commit that failed may have been written all the same: then the body is no draft any more.
            byte[] state = group.get(Family.REFERENCES, Keys.unreferenced(blob));
            if (state != null && BodyChanges.lastChunk(state) == BodyChanges.INCOMPLETE) {
                BodyChanges.deleteChunks(group, blob, chunks - 1);
                group.delete(Family.REFERENCES, Keys.unreferenced(blob));
            }
            openDrafts.remove(blob);
            return true;
        });
    }

    /// The batch that completes the draft is on the disk.
    void committed(BlobDraft draft) {
        recent.add(draft);
        draft.committed();
        openDrafts.remove(draft.id());
    }

    @Override
    public InputStream open(BlobId id) {
        return new BlobStream(database, id, recent.find(id));
    }

    @Override
    public OptionalLong octets(BlobId id) {
        int last = lastChunk(id);
        byte[] chunk = last == BodyChanges.INCOMPLETE ? null : database.get(Family.BLOBS, Keys.chunk(id, last));
        return chunk == null ? OptionalLong.empty() : OptionalLong.of((long) last * BlobDraft.CHUNK + chunk.length);
    }

    private int lastChunk(BlobId id) {
        byte[] references = Keys.references(id);
        List<Entry> first = database.scan(Family.REFERENCES, references, Keys.behind(references), 1, false);
        if (!first.isEmpty()) {
            return ByteBuffer.wrap(first.getFirst().value()).getInt();
        }
        byte[] unreferenced = database.get(Family.REFERENCES, Keys.unreferenced(id));
        return unreferenced == null ? BodyChanges.INCOMPLETE : BodyChanges.lastChunk(unreferenced);
    }

    @Override
    public boolean isReferred(BlobId id, String owner) {
        return database.get(Family.REFERENCES, Keys.reference(id, owner)) != null;
    }

    /// Somebody needs the body no more; it may be gone now.
    void released(BlobId id) {
        recent.remove(id);
    }

    @Override
    public long sweep(Duration grace) {
        Instant latest = clock.instant().minus(grace);
        byte[] from = {Keys.UNREFERENCED};
        byte[] end = Keys.behind(from);
        long removed = 0;
        List<Entry> page;
        do {
            page = database.scan(Family.REFERENCES, from, end, SWEPT_AT_ONCE, false);
            List<BlobId> candidates = page.stream()
                    .filter(entry -> !BodyChanges.since(entry.value()).isAfter(latest))
                    .map(entry -> Keys.blobOf(entry.key()))
                    .toList();
            if (!candidates.isEmpty()) {
                removed += committer.run(Durability.VISIBLE, group -> remove(candidates, latest, group));
                candidates.forEach(recent::remove);
            }
            if (!page.isEmpty()) {
                byte[] last = page.getLast().key();
                from = Arrays.copyOf(last, last.length + 1); // behind the last one
            }
        } while (page.size() == SWEPT_AT_ONCE);
        return removed;
    }

    /// Looks at each one again: it may have been referred to since.
    private long remove(List<BlobId> candidates, Instant latest, Group group) {
        long removed = 0;
        for (BlobId blob : candidates) {
            byte[] state = group.get(Family.REFERENCES, Keys.unreferenced(blob));
            if (state != null
                    && !openDrafts.contains(blob)
                    && !BodyChanges.since(state).isAfter(latest)) {
                BodyChanges.deleteChunks(group, blob, BodyChanges.lastChunk(state));
                group.delete(Family.REFERENCES, Keys.unreferenced(blob));
                removed++;
            }
        }
        return removed;
    }
}
