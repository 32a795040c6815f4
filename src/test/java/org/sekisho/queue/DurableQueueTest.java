package org.sekisho.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sekisho.queue.DurableQueue.Choice;
import org.sekisho.queue.DurableQueue.Offspring;
import org.sekisho.testing.PostOffice;

/// What one process does with the queue, one step after another.
final class DurableQueueTest {
    private static final Choice ALL = new Choice(Optional.empty(), _ -> true);

    private final PostOffice office;
    private DurableQueue queue;

    DurableQueueTest() throws Exception {
        office = new PostOffice();
        queue = restarted();
    }

    /// Another process on the same store: what the one before knew is gone.
    private DurableQueue restarted() {
        var next = new DurableQueue(office.store, office.gate, office.clock, office.events);
        next.open();
        return next;
    }

    private QueueId accept(String... to) {
        return queue.accept(office.mail("bob@example.org", to));
    }

    private QueueEntry taken() {
        return queue.take(Duration.ZERO).orElseThrow();
    }

    private void assertNothingDue() {
        assertEquals(Optional.empty(), queue.take(Duration.ZERO));
    }

    private static Choice only(QueueId id) {
        return new Choice(Optional.of(id), _ -> true);
    }

    private QueueEntry later(QueueEntry entry, Duration wait) {
        return Entries.again(entry, entry.attempts() + 1, office.clock.instant().plus(wait));
    }

    private void finish(QueueEntry entry) {
        queue.complete(entry, Optional.empty(), List.of());
    }

    @Test
    void whatWasAcceptedIsTakenOnceAndGoneWhenComplete() {
        QueueId id = accept("alice@example.test");
        QueueEntry entry = taken();
        assertEquals(id, entry.id());
        assertEquals("Subject: hello\r\n\r\nHello.\r\n", office.body(entry.body()));
        assertNothingDue();
        finish(entry);
        assertNothingDue();
        assertEquals(Optional.empty(), queue.find(id));
        assertEquals(0, office.store.blobCount(), "the body went with the last reference");
        queue = restarted();
        assertNothingDue();
    }

    @Test
    void aLaterAttemptWaitsForItsTime() {
        accept("alice@example.test");
        QueueEntry entry = taken();
        queue.complete(entry, Optional.of(later(entry, Duration.ofMinutes(5))), List.of());
        office.clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertNothingDue();
        office.clock.advance(Duration.ofMillis(1));
        assertEquals(1, taken().attempts());
    }

    @Test
    void whatIsPutBackComesAgainAfterThePause() {
        QueueId id = accept("alice@example.test");
        queue.putBack(taken(), Duration.ofSeconds(2));
        assertNothingDue();
        office.clock.advance(Duration.ofSeconds(2));
        assertEquals(id, taken().id());
        assertEquals(0, queue.find(id).orElseThrow().attempts());
    }

    @Test
    void aRestartFindsEverything() {
        Set<QueueId> accepted = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            accepted.add(accept("alice@example.test", "x" + i + "@elsewhere.example"));
        }
        QueueEntry unfinished = taken();
        QueueEntry postponed = taken();
        queue.complete(postponed, Optional.of(later(postponed, Duration.ofHours(1))), List.of());
        QueueEntry finished = taken();
        finish(finished);
        accepted.remove(finished.id());
        queue.hold(only(unfinished.id()), "why not");

        queue = restarted();
        assertEquals(49, queue.statistics().total());
        assertEquals(1, queue.statistics().deferred());
        assertEquals(1, queue.statistics().held());
        queue.release(ALL);
        office.clock.advance(Duration.ofHours(1));
        Set<QueueId> found = new HashSet<>();
        while (found.size() < 49) {
            assertTrue(found.add(taken().id()), "twice");
        }
        assertEquals(accepted, found);
        assertNothingDue();
    }

    @Test
    void whatIsAcceptedBeforeTheQueueIsCountedIsCountedOnce() {
        accept("alice@example.test");
        queue = new DurableQueue(office.store, office.gate, office.clock, office.events);
        accept("alice@example.test");
        assertTrue(queue.isCounting());
        queue.open();
        assertFalse(queue.isCounting());
        assertEquals(2, queue.statistics().total());
    }

    @Test
    void heldMailWaitsForItsRelease() {
        QueueId id = accept("alice@example.test");
        assertEquals(1, queue.hold(only(id), "suspicious"));
        assertEquals(0, queue.hold(only(id), "again"), "it was held already");
        assertEquals(Optional.of("suspicious"), queue.find(id).orElseThrow().held());
        office.clock.advance(Duration.ofDays(9));
        assertNothingDue();
        queue = restarted();
        assertNothingDue();
        assertEquals(0, queue.retry(ALL), "a retry does not release");
        assertNothingDue();
        assertEquals(1, queue.release(ALL));
        assertEquals(id, taken().id());
    }

    @Test
    void aRetryIsNow() {
        QueueId id = accept("alice@example.test");
        QueueEntry entry = taken();
        queue.complete(entry, Optional.of(later(entry, Duration.ofHours(4))), List.of());
        assertEquals(1, queue.retry(ALL));
        assertEquals(id, taken().id());
        assertNothingDue();
    }

    @Test
    void removedMailIsGone() {
        QueueId id = accept("alice@example.test");
        accept("alice@example.test");
        assertEquals(1, queue.remove(only(id)));
        assertEquals(0, queue.remove(only(id)));
        assertFalse(taken().id().equals(id));
        assertNothingDue();
        assertEquals(1, office.store.blobCount());
        assertEquals(1, queue.statistics().total());
    }

    @Test
    void aChoiceFitsWhatItSays() {
        accept("alice@example.test");
        QueueId outside = accept("carol@elsewhere.example");
        var elsewhere = new Choice(
                Optional.empty(), entry -> entry.recipients().getFirst().route() instanceof Recipient.Route.Remote);
        assertEquals(1, queue.hold(elsewhere, "wait"));
        assertTrue(queue.find(outside).orElseThrow().held().isPresent());
        List<QueueId> walked = new ArrayList<>();
        queue.walk(elsewhere, entry -> walked.add(entry.id()));
        assertEquals(List.of(outside), walked);
    }

    @Test
    void aWalkStopsWhenItIsTold() {
        for (int i = 0; i < 40; i++) {
            accept("alice@example.test");
        }
        List<QueueId> walked = new ArrayList<>();
        queue.walk(ALL, entry -> walked.add(entry.id()) && walked.size() < 3);
        assertEquals(3, walked.size());
    }

    @Test
    void aMistypedIdIsNobodys() {
        assertEquals(Optional.empty(), queue.find(new QueueId("01JQ3ZK8M4R7")));
        assertEquals(Optional.empty(), queue.find(new QueueId("01jq3zk8m4r7t")));
        assertEquals(Optional.empty(), queue.find(new QueueId("ZZZZZZZZZZZZZ")));
        assertEquals(0, queue.remove(only(new QueueId("../../../../x"))));
    }

    @Test
    void offspringEntersInTheCommitInWhichItsCauseLeaves() {
        QueueId id = accept("carol@elsewhere.example");
        QueueEntry cause = taken();
        long before = office.store.commits();
        queue.complete(cause, Optional.empty(), List.of(report(), forwarded(cause)));
        assertEquals(before + 1, office.store.commits());
        assertEquals(Optional.empty(), queue.find(id));
        assertEquals(2, queue.statistics().total());
        queue = restarted();
        QueueEntry first = taken();
        QueueEntry second = taken();
        assertEquals(cause.id().shard(), first.id().shard());
        assertTrue(cause.id().compareTo(first.id()) < 0 && first.id().compareTo(second.id()) < 0);
        assertEquals("Subject: sorry\r\n\r\n", office.body(first.body()));
        assertEquals(18, first.octets());
        assertEquals(cause.body(), second.body(), "the same body, shared");
        assertEquals(cause.octets(), second.octets());
        finish(first);
        finish(second);
        assertEquals(0, office.store.blobCount());
        assertNothingDue();
    }

    private Offspring report() {
        return Entries.child(office.mail("", "bob@example.org"), Optional.of(office.draft("Subject: sorry\r\n\r\n")));
    }

    private Offspring forwarded(QueueEntry cause) {
        return new Offspring(cause.envelope(), cause.origin(), cause.recipients(), Optional.empty());
    }

    /// Somebody who waits until all has been delivered waits for what follows from it as well.
    @Test
    void aQueueThatHoldsAReportNeverLooksEmpty() throws Exception {
        var stop = new AtomicBoolean();
        var empty = new AtomicInteger();
        accept("alice@example.test");
        Thread looking = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                if (queue.statistics().total() == 0) {
                    empty.incrementAndGet();
                }
            }
        });
        for (int i = 0; i < 5_000; i++) {
            QueueEntry entry = taken();
            queue.complete(entry, Optional.empty(), List.of(forwarded(entry)));
        }
        stop.set(true);
        looking.join();
        assertEquals(0, empty.get());
    }

    @Test
    void theOldestIsTheOneThatWaitsLongest() {
        QueueId empty = queue.oldest();
        QueueId first = accept("alice@example.test");
        QueueId second = accept("alice@example.test");
        assertTrue(empty.compareTo(first) <= 0);
        assertEquals(first, queue.oldest());
        finish(taken());
        assertEquals(second, queue.oldest());
        finish(taken());
        assertTrue(queue.oldest().compareTo(second) > 0);
    }
}
