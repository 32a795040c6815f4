package org.sekisho.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.queue.DurableQueue.Choice;
import org.sekisho.store.Batch;
import org.sekisho.store.StorageException;
import org.sekisho.testing.Dice;
import org.sekisho.testing.PostOffice;
import org.sekisho.testing.ShakyStore;

/// People who change a message while it is being tried, and a store that fails.
final class QueueTroubleTest {
    private static final Choice ALL = new Choice(Optional.empty(), _ -> true);

    private final PostOffice office;
    private final DurableQueue queue;

    QueueTroubleTest() throws Exception {
        office = new PostOffice();
        queue = new DurableQueue(office.store, office.gate, office.clock, office.events);
        queue.open();
    }

    private QueueId accept() {
        return queue.accept(office.mail("bob@example.org", "alice@example.test", "carol@elsewhere.example"));
    }

    private QueueEntry taken() {
        for (int i = 0; i < 5; i++) {
            Optional<QueueEntry> entry = queue.take(Duration.ZERO);
            if (entry.isPresent()) {
                return entry.get();
            }
        }
        throw new AssertionError("nothing is due");
    }

    private void assertNothingDue() {
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), queue.take(Duration.ZERO));
        }
    }

    private QueueEntry later(QueueEntry entry) {
        return Entries.again(entry, entry.attempts() + 1, office.clock.instant().plus(Duration.ofMinutes(5)));
    }

    private long walked() {
        Set<QueueId> found = new HashSet<>();
        queue.walk(ALL, entry -> found.add(entry.id()));
        return found.size();
    }

    // while an attempt is running

    @Test
    void whatIsHeldDuringAnAttemptStaysHeldWithWhatTheAttemptHasDone() {
        QueueId id = accept();
        QueueEntry entry = taken();
        assertEquals(1, queue.hold(ALL, "stop it"));
        List<Recipient> half = List.of(
                entry.recipients().getFirst().with(new Recipient.Status.Done("250 ok")),
                entry.recipients().getLast());
        queue.complete(
                entry,
                Optional.of(Entries.with(entry, half, 1, office.clock.instant().plusSeconds(300))),
                List.of());
        QueueEntry stored = queue.find(id).orElseThrow();
        assertEquals(Optional.of("stop it"), stored.held());
        assertEquals(
                new Recipient.Status.Done("250 ok"),
                stored.recipients().getFirst().status());
        assertEquals(1, queue.statistics().held());
        office.clock.advance(Duration.ofHours(1));
        assertNothingDue();
        assertEquals(1, queue.release(ALL));
        assertEquals(1, taken().attempts());
    }

    @Test
    void whatIsHeldDuringAnAttemptThatWasNoneStaysHeld() {
        accept();
        QueueEntry entry = taken();
        queue.hold(ALL, "stop it");
        queue.putBack(entry, Duration.ofSeconds(2));
        office.clock.advance(Duration.ofHours(1));
        assertNothingDue();
    }

    @Test
    void whatIsRemovedDuringAnAttemptIsGoneAndNothingFollowsFromIt() {
        QueueId id = accept();
        QueueEntry entry = taken();
        assertEquals(1, queue.remove(ALL));
        var child = office.mail("", "alice@example.test");
        queue.complete(entry, Optional.of(later(entry)), List.of(Entries.child(child, Optional.of(child.body()))));
        child.body().close(); // as its maker does
        assertEquals(Optional.empty(), queue.find(id));
        assertEquals(0, queue.statistics().total());
        office.clock.advance(Duration.ofHours(1));
        assertNothingDue();
        assertEquals(0, office.store.blobCount());
    }

    @Test
    void whatIsRemovedDuringAnAttemptThatWasNoneIsNotTriedAgain() {
        accept();
        QueueEntry entry = taken();
        queue.remove(ALL);
        queue.putBack(entry, Duration.ofSeconds(2));
        office.clock.advance(Duration.ofHours(1));
        assertNothingDue();
        assertEquals(0, queue.statistics().total());
    }

    @Test
    void aRetryDuringAnAttemptIsThatAttempt() {
        accept();
        QueueEntry entry = taken();
        assertEquals(1, queue.retry(ALL));
        assertNothingDue();
        queue.complete(entry, Optional.of(later(entry)), List.of());
        assertNothingDue();
        office.clock.advance(Duration.ofMinutes(5));
        assertEquals(1, taken().attempts());
        assertNothingDue();
    }

    @Test
    void whatIsHeldAndReleasedDuringAnAttemptIsTriedAfterIt() {
        accept();
        QueueEntry entry = taken();
        queue.hold(ALL, "stop it");
        queue.release(ALL);
        assertNothingDue();
        queue.putBack(entry, Duration.ofSeconds(2));
        office.clock.advance(Duration.ofSeconds(2));
        assertEquals(entry.id(), taken().id());
        assertNothingDue();
    }

    @Test
    void peopleWhoseChangesMeetAnAttemptsResultDoNotLoseThem() throws Exception {
        Dice.check(30, dice -> {
            QueueId id = accept();
            QueueEntry entry = taken();
            Thread person = Thread.ofVirtual().start(() -> {
                while (dice.below(50) != 0) {
                    Thread.onSpinWait();
                }
                assertEquals(1, queue.hold(new Choice(Optional.of(id), _ -> true), "stop it"));
            });
            queue.complete(entry, Optional.of(later(entry)), List.of());
            person.join();
            assertTrue(queue.find(id).orElseThrow().held().isPresent());
            office.clock.advance(Duration.ofHours(1));
            assertNothingDue();
            queue.remove(ALL);
        });
    }

    // a store that fails

    @Test
    void aStoreThatFailsWhileAResultIsWrittenIsWaitedForSoThatNothingIsSentTwice() throws Exception {
        QueueId id = accept();
        QueueEntry entry = taken();
        office.store.fail(Optional.of(StorageException.Kind.FULL));
        Thread attempt = Thread.ofVirtual().start(() -> queue.complete(entry, Optional.empty(), List.of()));
        assertFalse(attempt.join(Duration.ofMillis(150)), "it waits");
        office.store.fail(Optional.empty());
        attempt.join();
        assertEquals(Optional.empty(), queue.find(id));
        assertNothingDue();
    }

    /// The commit is done, and its answer is lost: what followed from the attempt must not follow twice.
    @Test
    void aResultWhoseAnswerIsLostIsWrittenOnce() {
        Dice.check(12, dice -> {
            var shaky = new ShakyStore(office.store, new Random(dice.below(Integer.MAX_VALUE)), 40);
            var shaking = new DurableQueue(shaky, office.gate, office.clock, office.events);
            shaking.open();
            Optional<QueueId> id = Optional.empty();
            while (id.isEmpty()) {
                try {
                    id = Optional.of(shaking.accept(office.mail("bob@example.org", "alice@example.test")));
                } catch (StorageException _) {
                    queue.remove(ALL);
                }
            }
            QueueEntry entry = shaking.take(Duration.ofSeconds(5)).orElseThrow();
            var report = office.mail("", "alice@example.test");
            Optional<QueueEntry> next = dice.oneIn(2) ? Optional.of(later(entry)) : Optional.empty();
            shaking.complete(entry, next, List.of(Entries.child(report, Optional.of(report.body()))));
            assertEquals(next.isPresent() ? 2 : 1, walked());
            queue.remove(ALL);
        });
    }

    @Test
    void aQueueThatIsClosedStopsWaiting() throws Exception {
        QueueId id = accept();
        QueueEntry entry = taken();
        office.store.fail(Optional.of(StorageException.Kind.FULL));
        Thread attempt = Thread.ofVirtual()
                .start(() ->
                        assertThrows(StorageException.class, () -> queue.complete(entry, Optional.empty(), List.of())));
        queue.close();
        assertTrue(attempt.join(Duration.ofSeconds(5)));
        office.store.fail(Optional.empty());
        assertTrue(queue.find(id).isPresent());
    }

    @Test
    void whatTheStoreCannotReadNowIsTriedLater() {
        accept();
        queue.hold(ALL, "wait");
        queue.release(ALL);
        office.store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
        assertThrows(StorageException.class, this::taken);
        office.store.fail(Optional.empty());
        office.clock.advance(Duration.ofSeconds(1));
        taken();
    }

    @Test
    void aRefillThatFailsLeavesNothingBehind() {
        var small = new DurableQueue(office.store, office.gate, office.clock, office.events, 8);
        small.open();
        Set<QueueId> accepted = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            accepted.add(small.accept(office.mail("", "alice@example.test")));
        }
        Set<QueueId> tried = new HashSet<>();
        for (int i = 0; tried.size() < 40 && i < 1_000; i++) {
            office.store.fail(i % 3 == 0 ? Optional.of(StorageException.Kind.UNAVAILABLE) : Optional.empty());
            office.clock.advance(Duration.ofSeconds(2));
            try {
                small.take(Duration.ZERO).ifPresent(entry -> assertTrue(tried.add(entry.id()), "twice"));
            } catch (StorageException _) {
                // told, and tried again
            }
        }
        assertEquals(accepted, tried);
    }

    @Test
    void aDamagedMessageDoesNotKeepTheOthers() {
        QueueId damaged = accept();
        QueueId sound = accept();
        office.store.commit(Batch.in(EntryRow.partition(damaged.shard())).put(EntryRow.row(damaged), new byte[] {99}));
        var next = new DurableQueue(office.store, office.gate, office.clock, office.events);
        next.open();
        assertEquals(1, next.statistics().total());
        Set<QueueId> taken = new HashSet<>();
        int told = 0;
        for (int i = 0; i < 10; i++) {
            try {
                next.take(Duration.ZERO).ifPresent(entry -> taken.add(entry.id()));
            } catch (StorageException e) {
                assertTrue(e.toString().contains(damaged.value()), e.toString());
                told++;
            }
        }
        assertEquals(Set.of(sound), taken);
        assertEquals(1, told, "once an hour");
    }

    @Test
    void commitsWhoseAnswerIsLostChangeNothingInTheEnd() {
        Dice.check(4, dice -> {
            var shaky = new ShakyStore(office.store, new Random(dice.below(Integer.MAX_VALUE)), 0);
            var trouble = new ShakyStore(office.store, new Random(dice.below(Integer.MAX_VALUE)), 20);
            var shaking =
                    new DurableQueue(dice.oneIn(9) ? shaky : trouble, office.gate, office.clock, office.events, 16);
            shaking.open();
            Set<QueueId> acknowledged = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                try {
                    acknowledged.add(shaking.accept(office.mail("", "alice@example.test")));
                } catch (StorageException _) {
                    // 451: it may be there or not
                }
            }
            Set<QueueId> done = new HashSet<>();
            for (int i = 0; i < 400; i++) {
                office.clock.advance(Duration.ofSeconds(30));
                try {
                    shaking.take(Duration.ZERO).ifPresent(entry -> finish(shaking, entry, done));
                } catch (StorageException _) {
                    // told, and tried again
                }
            }
            assertTrue(done.containsAll(acknowledged), "nothing that was acknowledged is lost");
            shaking.take(Duration.ZERO);
            assertEquals(0, walked(), "and nothing is left behind until the next start");
            assertEquals(0, shaking.statistics().total());
        });
    }

    private static void finish(DurableQueue queue, QueueEntry entry, Set<QueueId> done) {
        try {
            queue.complete(entry, Optional.empty(), List.of());
            done.add(entry.id());
        } catch (StorageException _) {
            queue.putBack(entry, Duration.ofSeconds(30));
            done.add(entry.id());
        }
    }
}
