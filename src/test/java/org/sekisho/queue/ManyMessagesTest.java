package org.sekisho.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sekisho.queue.DurableQueue.Choice;
import org.sekisho.testing.PostOffice;

/// Far more messages than are kept in memory.
final class ManyMessagesTest {
    private static final int MANY = 60_000;
    private static final int FEW = 800; // in memory

    private final PostOffice office;
    private final Queue.Submission example;

    ManyMessagesTest() throws Exception {
        office = new PostOffice();
        example = office.mail("bob@example.org", "alice@example.test");
    }

    private DurableQueue opened() {
        var queue = new DurableQueue(office.store, office.gate, office.clock, office.events, FEW);
        queue.open();
        return queue;
    }

    private QueueId accept(DurableQueue queue) {
        return queue.accept(office.mail(example.envelope(), example.recipients(), "Subject: hello\r\n\r\n"));
    }

    private static List<QueueEntry> takeAll(DurableQueue queue) {
        List<QueueEntry> taken = new ArrayList<>();
        int idle = 0;
        while (idle < 3) {
            Optional<QueueEntry> entry = queue.take(Duration.ZERO);
            entry.ifPresent(taken::add);
            idle = entry.isPresent() ? 0 : idle + 1;
        }
        return taken;
    }

    @Test
    void everyOneIsTriedOnceAtItsTimeAndAgainAfterARestart() {
        DurableQueue queue = opened();
        for (int i = 0; i < MANY; i++) {
            accept(queue);
            if (i % 100 == 0) {
                office.clock.advance(Duration.ofMillis(1));
            }
        }
        List<QueueEntry> first = takeAll(queue);
        assertEquals(MANY, first.size());
        assertEquals(MANY, ids(first).size(), "each once");
        for (int i = 0; i < MANY; i++) {
            QueueEntry entry = first.get(i);
            // one in three done, the others in 1 to 60 seconds
            var next = i % 3 == 0
                    ? Optional.<QueueEntry>empty()
                    : Optional.of(Entries.again(entry, 1, office.clock.instant().plusSeconds(1 + i % 60)));
            queue.complete(entry, next, List.of());
        }
        queue = opened();
        assertEquals(MANY * 2L / 3, queue.statistics().total());
        Set<QueueId> seen = ConcurrentHashMap.newKeySet();
        for (int second = 0; second <= 60; second++) {
            for (QueueEntry entry : takeAll(queue)) {
                assertTrue(!entry.due().isAfter(office.clock.instant()), "not before its time");
                assertTrue(entry.due().isAfter(office.clock.instant().minusSeconds(1)), "at its time");
                assertTrue(seen.add(entry.id()), "twice");
                queue.complete(entry, Optional.empty(), List.of());
            }
            office.clock.advance(Duration.ofSeconds(1));
        }
        assertEquals(MANY * 2 / 3, seen.size());
        assertEquals(0, queue.statistics().total());
    }

    private static Set<QueueId> ids(List<QueueEntry> entries) {
        Set<QueueId> ids = ConcurrentHashMap.newKeySet();
        entries.forEach(entry -> ids.add(entry.id()));
        return ids;
    }

    /// A release or a retry of everything gives all of them the same moment.
    @Test
    void messagesThatAreDueAtTheSameMomentAreAllFound() {
        DurableQueue queue = opened();
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            accept(queue);
        }
        var all = new Choice(Optional.empty(), _ -> true);
        assertEquals(count, queue.hold(all, "wait"));
        assertEquals(List.of(), takeAll(queue));
        assertEquals(count, queue.release(all));
        List<QueueEntry> taken = takeAll(queue);
        assertEquals(count, taken.size());
        assertEquals(count, ids(taken).size());
    }

    /// What waits for a place at its destination is put back again and again: memory stays bounded, the others
    /// pass.
    @Test
    void whatIsPutBackDoesNotStandInTheWay() {
        DurableQueue queue = opened();
        int count = 30_000;
        for (int i = 0; i < count; i++) {
            accept(queue);
        }
        Set<QueueId> seen = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < count; i++) {
            QueueEntry entry = queue.take(Duration.ZERO).orElseThrow();
            assertTrue(seen.add(entry.id()), "before its pause was over");
            queue.putBack(entry, Duration.ofMinutes(1));
        }
        QueueId last = accept(queue);
        assertEquals(last, queue.take(Duration.ZERO).orElseThrow().id());
        assertEquals(List.of(), takeAll(queue));
        office.clock.advance(Duration.ofMinutes(1));
        assertEquals(count, ids(takeAll(queue)).size());
    }

    @Test
    void messagesThatComeWhileOthersAreTakenAreTriedOnce() throws Exception {
        DurableQueue queue = opened();
        int each = 4_000;
        var left = new AtomicInteger(4 * each);
        Set<QueueId> accepted = ConcurrentHashMap.newKeySet();
        Set<QueueId> tried = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int j = 0; j < each; j++) {
                    accepted.add(accept(queue));
                }
            }));
        }
        List<QueueId> twice = new ArrayList<>();
        long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (left.get() > 0 && System.nanoTime() < giveUp) {
            queue.take(Duration.ofMillis(50)).ifPresent(entry -> {
                if (!tried.add(entry.id())) {
                    twice.add(entry.id());
                }
                left.decrementAndGet();
                queue.complete(entry, Optional.empty(), List.of());
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), twice);
        assertEquals(accepted, tried);
        assertEquals(List.of(), takeAll(queue));
        assertEquals(0, queue.statistics().total());
        assertEquals(0, office.store.blobCount());
    }
}
