package org.sekisho.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.sekisho.store.StorageException;
import org.sekisho.testing.Dice;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.SetClock;

final class QueueIdsTest {
    private final SetClock clock = new SetClock(Instant.parse("2026-04-01T00:00:00Z"));
    private final MemoryStore store = new MemoryStore(clock);

    private static void assertLarger(QueueId before, QueueId after) {
        assertTrue(before.compareTo(after) < 0, before + " then " + after);
        assertTrue(before.number() < after.number());
    }

    @Test
    void eachIsLargerWhateverTheClockDoesAndHoweverOftenTheServerStarts() {
        Dice.check(50, dice -> {
            var ids = new QueueIds(store, clock);
            QueueId last = ids.next();
            for (int i = 0; i < 200; i++) {
                switch (dice.below(4)) {
                    case 0 -> clock.advance(Duration.ofMillis(dice.below(100_000)));
                    case 1 -> clock.advance(Duration.ofMillis(-dice.below(100_000)));
                    case 2 -> ids = dice.oneIn(5) ? new QueueIds(store, clock) : ids;
                    default -> {
                        QueueId parent = QueueId.of(dice.below(16));
                        QueueId child = ids.nextInShardOf(parent);
                        assertEquals(parent.shard(), child.shard());
                        assertLarger(last, child);
                        last = child;
                    }
                }
                assertTrue(last.compareTo(ids.upcoming()) < 0);
                QueueId next = ids.next();
                assertLarger(last, next);
                last = next;
            }
        });
    }

    @Test
    void messagesGoRoundTheShardsHoweverSlowlyTheyCome() {
        var ids = new QueueIds(store, clock);
        Set<Integer> shards = new HashSet<>();
        for (int i = 0; i < QueueId.SHARDS; i++) {
            shards.add(ids.next().shard());
            clock.advance(Duration.ofMinutes(7));
        }
        assertEquals(QueueId.SHARDS, shards.size());
    }

    @Test
    void reservingCostsOneCommitForManyIds() {
        var ids = new QueueIds(store, clock);
        for (int i = 0; i < 100_000; i++) {
            ids.next();
        }
        assertEquals(1, store.commits());
    }

    @Test
    void withoutAReservationNoIdIsGiven() {
        var ids = new QueueIds(store, clock);
        store.fail(Optional.of(StorageException.Kind.FULL));
        assertThrows(StorageException.class, ids::next);
        store.fail(Optional.empty());
        assertLarger(QueueId.of(0), ids.next());
    }

    @Test
    void twoThreadsNeverGetTheSame() {
        var ids = new QueueIds(store, clock);
        Set<QueueId> given = ConcurrentHashMap.newKeySet();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                threads.execute(() -> {
                    for (int j = 0; j < 200; j++) {
                        given.add(ids.next());
                    }
                });
            }
        }
        assertEquals(10_000, given.size());
    }

    @Test
    void whatArrivesIsTheLeastUntilItIsThere() {
        var ids = new QueueIds(store, clock);
        QueueId slow = ids.next();
        QueueId fast = ids.next();
        ids.settled(fast);
        assertEquals(slow, ids.least());
        ids.settled(slow);
        assertLarger(fast, ids.least());
    }

    @Test
    void anIdIsItsNumber() {
        Dice.check(1_000, dice -> {
            long number = ((long) dice.below(Integer.MAX_VALUE) << 32 | dice.below(Integer.MAX_VALUE)) >>> 1;
            assertEquals(number, QueueId.of(number).number());
            assertEquals(13, QueueId.of(number).value().length());
            assertTrue(QueueId.of(number).isWellFormed());
            assertEquals(number & 15, QueueId.of(number).shard());
        });
    }
}
