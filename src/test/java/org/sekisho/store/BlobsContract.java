package org.sekisho.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.SetClock;

/// What every engine promises about bodies.
public interface BlobsContract {
    Partition PARTITION = new Partition("test/1");
    Duration GRACE = Duration.ofHours(1);

    Store open(SetClock clock);

    private static SetClock clock() {
        return new SetClock(Instant.parse("2026-11-24T08:00:00Z"));
    }

    static byte[] body(int octets, long seed) {
        byte[] body = new byte[octets];
        new Random(seed).nextBytes(body);
        return body;
    }

    private static Batch batch() {
        return Batch.in(PARTITION);
    }

    /// Stores a body that `owner` refers to.
    static BlobId store(Store store, byte[] body, String owner) {
        try (BlobDraft draft = store.blobs().draft()) {
            draft.write(body, 0, body.length);
            assertTrue(
                    store.commit(batch().with(draft).refer(draft.id(), owner)).committed());
            return draft.id();
        }
    }

    static byte[] read(Store store, BlobId id) throws IOException {
        try (InputStream in = store.blobs().open(id)) {
            return in.readAllBytes();
        }
    }

    static void assertGone(Store store, BlobId id) {
        StorageException gone = assertThrows(StorageException.class, () -> read(store, id));
        assertEquals(StorageException.Kind.DAMAGED, gone.kind());
    }

    @Test
    default void tellsHowLongABodyIsAndWhoRefersToIt() {
        SetClock clock = clock();
        try (Store store = open(clock)) {
            for (int octets : new int[] {0, 1, BlobDraft.CHUNK - 1, BlobDraft.CHUNK, 3 * BlobDraft.CHUNK + 7}) {
                BlobId id = store(store, body(octets, octets), "me");
                assertEquals(OptionalLong.of(octets), store.blobs().octets(id));
                assertTrue(store.blobs().isReferred(id, "me"));
                assertFalse(store.blobs().isReferred(id, "m"));
                assertFalse(store.blobs().isReferred(id, "me too"));
                store.commit(batch().refer(id, "you").releaseWithGrace(id, "me"));
                assertTrue(store.blobs().isReferred(id, "you"));
                assertFalse(store.blobs().isReferred(id, "me"));
                assertEquals(OptionalLong.of(octets), store.blobs().octets(id));
                store.commit(batch().releaseWithGrace(id, "you"));
                assertEquals(OptionalLong.of(octets), store.blobs().octets(id));
                clock.advance(GRACE);
                store.blobs().sweep(GRACE);
                assertEquals(OptionalLong.empty(), store.blobs().octets(id));
                assertFalse(store.blobs().isReferred(id, "you"));
            }
            try (BlobDraft draft = store.blobs().draft()) {
                draft.write(new byte[BlobDraft.CHUNK + 1], 0, BlobDraft.CHUNK + 1);
                assertEquals(OptionalLong.empty(), store.blobs().octets(draft.id()));
            }
        }
    }

    @Test
    default void bodiesOfAllSizesComeBack() throws IOException {
        try (Store store = open(clock())) {
            int chunk = BlobDraft.CHUNK;
            for (int size : new int[] {0, 1, 4096, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 77}) {
                byte[] body = body(size, size);
                assertArrayEquals(body, read(store, store(store, body, "a")), size + " octets");
            }
        }
    }

    @Test
    default void bodiesAreWrittenInAnyPieces() throws IOException {
        byte[] body = body(BlobDraft.CHUNK * 2 + 12345, 7);
        try (Store store = open(clock());
                BlobDraft draft = store.blobs().draft()) {
            Random random = new Random(3);
            for (int at = 0; at < body.length; ) {
                int piece = Math.min(body.length - at, random.nextInt(100_000));
                if (piece == 1) {
                    draft.write(body[at]);
                } else {
                    draft.write(body, at, piece);
                }
                at += piece;
                assertEquals(at, draft.octets());
            }
            store.commit(batch().with(draft).refer(draft.id(), "a"));
            assertArrayEquals(body, read(store, draft.id()));
            try (InputStream in = store.blobs().open(draft.id())) {
                for (byte octet : body) {
                    if (in.read() != (octet & 0xff)) {
                        throw new AssertionError("read octet by octet it differs");
                    }
                }
                assertEquals(-1, in.read());
                assertEquals(-1, in.read(new byte[1]));
            }
        }
    }

    @Test
    default void bodiesAreReadFromAnywhere() throws IOException {
        int chunk = BlobDraft.CHUNK;
        try (Store store = open(clock())) {
            for (int size : new int[] {0, 10, chunk, 3 * chunk, 3 * chunk + 77}) {
                byte[] body = body(size, size);
                BlobId id = store(store, body, "a");
                for (int from : new int[] {0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk + 5, size - 1, size}) {
                    if (from >= 0 && from <= size) {
                        try (InputStream in = store.blobs().open(id)) {
                            int before = in.readNBytes(Math.min(from, 3)).length;
                            in.skipNBytes(from - before);
                            assertArrayEquals(Arrays.copyOfRange(body, from, size), in.readAllBytes());
                        }
                    }
                }
                try (InputStream in = store.blobs().open(id)) {
                    assertTrue(in.skip(Long.MAX_VALUE) <= size);
                    assertTrue(in.skip(-1) == 0);
                    assertThrows(EOFException.class, () -> in.skipNBytes(size + 1L));
                }
            }
        }
    }

    /// The writer holds one chunk, the reader another: neither grows with the body.
    @Test
    default void aLargeBodyStreams() throws IOException {
        int pieces = 160;
        byte[] piece = body(64 * 1024, 11);
        try (Store store = open(clock());
                BlobDraft draft = store.blobs().draft()) {
            for (int i = 0; i < pieces; i++) {
                piece[0] = (byte) i;
                draft.write(piece, 0, piece.length);
            }
            assertEquals(10 * 1024 * 1024, draft.octets());
            store.commit(batch().with(draft).refer(draft.id(), "a"));
            try (InputStream in = store.blobs().open(draft.id())) {
                for (int i = 0; i < pieces; i++) {
                    piece[0] = (byte) i;
                    assertArrayEquals(piece, in.readNBytes(piece.length));
                }
                assertEquals(-1, in.read());
            }
            store.commit(batch().release(draft.id(), "a"));
            assertGone(store, draft.id());
        }
    }

    @Test
    default void aBodyIsThereAsLongAsAnybodyRefersToIt() throws IOException {
        byte[] body = body(BlobDraft.CHUNK + 10, 1);
        try (Store store = open(clock())) {
            BlobId id = store(store, body, "queue/1");
            Batch share = batch();
            for (int i = 0; i < 100; i++) {
                share.refer(id, "mailbox/" + i).refer(id, "mailbox/" + i);
            }
            store.commit(share.release(id, "queue/1"));
            for (int i = 0; i < 99; i++) {
                store.commit(batch().release(id, "mailbox/" + i));
            }
            store.commit(batch().release(id, "mailbox/98").release(id, "stranger"));
            assertArrayEquals(body, read(store, id));
            store.commit(batch().release(id, "mailbox/99"));
            assertGone(store, id);
            store.commit(batch().release(id, "mailbox/99"));
        }
    }

    @Test
    default void referencesOfOneBatchCountAtItsEnd() throws IOException {
        byte[] body = body(10, 1);
        try (Store store = open(clock())) {
            BlobId id = store(store, body, "a");
            store.commit(batch().release(id, "a").refer(id, "b"));
            store.commit(batch().refer(id, "c").release(id, "b"));
            store.commit(batch().release(id, "c").refer(id, "c"));
            assertArrayEquals(body, read(store, id));
            store.commit(batch().refer(id, "d").release(id, "d").release(id, "c"));
            assertGone(store, id);
        }
    }

    @Test
    default void aReleasedBodyIsKeptForItsGrace() throws IOException {
        SetClock clock = clock();
        byte[] body = body(BlobDraft.CHUNK + 10, 1);
        try (Store store = open(clock)) {
            BlobId id = store(store, body, "a");
            BlobId kept = store(store, body, "a");
            clock.advance(GRACE);
            store.commit(batch().releaseWithGrace(id, "a").releaseWithGrace(kept, "a"));
            clock.advance(GRACE.minusSeconds(1));
            assertEquals(0, store.blobs().sweep(GRACE));
            assertArrayEquals(body, read(store, id));
            assertTrue(store.commit(batch().refer(kept, "b")).committed());
            clock.advance(Duration.ofSeconds(1));
            assertEquals(1, store.blobs().sweep(GRACE));
            assertGone(store, id);
            assertArrayEquals(body, read(store, kept));
            assertEquals(0, store.blobs().sweep(Duration.ZERO));
        }
    }

    @Test
    default void nothingRefersToWhatIsNotThere() throws IOException {
        try (Store store = open(clock());
                BlobDraft draft = store.blobs().draft()) {
            BlobId id = store(store, body(10, 1), "a");
            store.commit(batch().release(id, "a"));
            byte[] chunk = body(BlobDraft.CHUNK, 2);
            draft.write(chunk, 0, chunk.length);
            for (BlobId missing : List.of(id, draft.id())) {
                Batch batch = batch().refer(missing, "b").put(Row.of("b"), new byte[1]);
                StorageException refused = assertThrows(StorageException.class, () -> store.commit(batch));
                assertEquals(StorageException.Kind.DAMAGED, refused.kind());
            }
            assertTrue(store.get(PARTITION, Row.of("b")).isEmpty());
        }
    }

    @Test
    default void aBodyMayBeCompletedFirstAndReferredToLater() throws IOException {
        SetClock clock = clock();
        byte[] body = body(BlobDraft.CHUNK + 10, 1);
        try (Store store = open(clock);
                BlobDraft draft = store.blobs().draft();
                BlobDraft forgotten = store.blobs().draft()) {
            draft.write(body, 0, body.length);
            store.apply(batch().with(draft));
            store.apply(batch().with(forgotten));
            assertArrayEquals(body, read(store, draft.id()));
            store.commit(batch().refer(draft.id(), "a"));
            clock.advance(GRACE);
            assertEquals(1, store.blobs().sweep(GRACE));
            assertArrayEquals(body, read(store, draft.id()));
            assertGone(store, forgotten.id());
        }
    }

    @Test
    default void aConflictLeavesTheDraft() throws IOException {
        byte[] body = body(BlobDraft.CHUNK + 10, 1);
        try (Store store = open(clock());
                BlobDraft draft = store.blobs().draft()) {
            draft.write(body, 0, body.length);
            Batch conflict = batch().requireEquals(Row.of("none"), new byte[0])
                    .with(draft)
                    .refer(draft.id(), "a");
            assertEquals(new Outcome.Conflict(Row.of("none")), store.commit(conflict));
            assertGone(store, draft.id());
            draft.write(body, 0, 10);
            assertTrue(store.commit(batch().with(draft).refer(draft.id(), "a")).committed());
            assertEquals(body.length + 10, read(store, draft.id()).length);
        }
    }

    @Test
    default void anAbandonedDraftIsForgotten() {
        SetClock clock = clock();
        try (Store store = open(clock)) {
            List<BlobId> ids = new ArrayList<>();
            byte[] chunk = body(BlobDraft.CHUNK, 2);
            for (int chunks = 0; chunks < 3; chunks++) {
                try (BlobDraft draft = store.blobs().draft()) {
                    for (int i = 0; i < chunks; i++) {
                        draft.write(chunk, 0, chunk.length);
                    }
                    draft.write(1);
                    ids.add(draft.id());
                }
            }
            store.commit(batch().put(Row.of("a"), new byte[0]));
            ids.forEach(id -> assertGone(store, id));
            clock.advance(GRACE);
            assertEquals(0, store.blobs().sweep(GRACE));
        }
    }

    /// A session that takes longer than the grace does not lose what it has sent.
    @Test
    default void aDraftInUseIsNotSwept() throws IOException {
        SetClock clock = clock();
        byte[] body = body(BlobDraft.CHUNK + 10, 1);
        try (Store store = open(clock);
                BlobDraft draft = store.blobs().draft()) {
            draft.write(body, 0, body.length);
            clock.advance(GRACE.multipliedBy(2));
            assertEquals(0, store.blobs().sweep(GRACE));
            store.commit(batch().with(draft).refer(draft.id(), "a"));
            assertArrayEquals(body, read(store, draft.id()));
        }
    }

    @Test
    default void manySweptAtOnce() throws IOException {
        SetClock clock = clock();
        try (Store store = open(clock)) {
            List<BlobId> ids = new ArrayList<>();
            for (int i = 0; i < 700; i++) {
                try (BlobDraft draft = store.blobs().draft()) {
                    draft.write(i);
                    store.apply(batch().with(draft));
                    ids.add(draft.id());
                }
            }
            BlobId kept = store(store, body(5, 5), "a");
            clock.advance(GRACE);
            assertEquals(700, store.blobs().sweep(GRACE));
            ids.forEach(id -> assertGone(store, id));
            assertEquals(5, read(store, kept).length);
        }
    }
}
