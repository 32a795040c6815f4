package org.sekisho.store.rocksdb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;

/// Bodies of one chunk that have just been written, for whoever delivers them a moment later: reading them again
/// from the database would copy them twice. Safe from any thread.
final class RecentBodies {
    private static final long ROOM = 8 * 1024 * 1024; // octets
    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int OVERHEAD = 128; // octets beside the body, roughly

    private final Cache<BlobId, byte[]> bodies = Caffeine.newBuilder()
            .maximumWeight(ROOM)
            .weigher((BlobId _, byte[] body) -> body.length + OVERHEAD)
            .expireAfterWrite(KEPT)
            .executor(Runnable::run)
            .build();

    void add(BlobDraft draft) {
        if (draft.tailIndex() == 0) {
            bodies.put(draft.id(), draft.tail());
        }
    }

    /// The only chunk of a body, if it is here. Not to be changed.
    Optional<byte[]> find(BlobId id) {
        return Optional.ofNullable(bodies.getIfPresent(id));
    }

    void remove(BlobId id) {
        bodies.invalidate(id);
    }
}
