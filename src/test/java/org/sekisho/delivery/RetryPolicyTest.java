package org.sekisho.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.QueueId;
import org.sekisho.store.BlobId;
import org.sekisho.testing.Dice;
import org.sekisho.testing.PostOffice;

/// RFC 5321 §4.5.4.1.
final class RetryPolicyTest {
    private static final RetryPolicy POLICY = DeliveryHouse.POLICY;
    private static final Instant START = PostOffice.START;

    private final PostOffice office = new PostOffice();

    RetryPolicyTest() throws Exception {}

    private QueueEntry entry(String from, int attempts) {
        var mail = office.mail(from, "bob@far.example");
        return new QueueEntry(
                new QueueId("01JQ3ZK8M4R7T"),
                START,
                mail.envelope(),
                mail.origin(),
                new BlobId("0011223344556677889900aabbccddee"),
                1,
                mail.recipients(),
                attempts,
                START,
                Optional.empty(),
                false);
    }

    private Duration wait(int attempts, RandomGenerator random) {
        return Duration.between(START, POLICY.next(entry("alice@example.test", attempts), START, random));
    }

    /// Always the same number.
    private record Fixed(double value) implements RandomGenerator {
        @Override
        public long nextLong() {
            return (long) (value * Long.MAX_VALUE) << 1;
        }

        @Override
        public double nextDouble() {
            return value;
        }
    }

    @Test
    void eachWaitIsLongerByTheFactorUpToTheLongest() {
        var middle = new Fixed(0.5);
        List<Long> minutes = List.of(5L, 10L, 20L, 40L, 80L, 160L, 240L, 240L);
        for (int i = 0; i < minutes.size(); i++) {
            assertEquals(minutes.get(i), wait(i, middle).toMinutes());
        }
        assertEquals(240, wait(1_000_000, middle).toMinutes());
    }

    @Test
    void whatFailedTogetherDoesNotComeBackTogether() {
        assertEquals(Duration.ofSeconds(270), wait(0, new Fixed(0)));
        assertTrue(wait(0, new Fixed(0.999)).compareTo(Duration.ofSeconds(329)) > 0);
        long different = new SplittableRandom(1)
                .ints(100)
                .mapToObj(seed -> wait(0, new SplittableRandom(seed)))
                .distinct()
                .count();
        assertTrue(different > 90);
    }

    @Test
    void theLastAttemptIsAtTheEndOfTheLife() {
        Dice.check(500, dice -> {
            QueueEntry entry = entry(dice.oneIn(2) ? "" : "alice@example.test", dice.below(40));
            Instant end = POLICY.end(entry);
            Instant now = START.plusSeconds(dice.below(6 * 86_400));
            Instant next = POLICY.next(entry, now, new SplittableRandom(dice.below(99)));
            assertTrue(next.isAfter(now));
            assertEquals(!now.isBefore(end), POLICY.isExpired(entry, now));
            if (now.isBefore(end)) {
                assertFalse(next.isAfter(end));
            }
            assertTrue(POLICY.isExpired(entry, end));
        });
    }

    @Test
    void aReportIsGivenUpSooner() {
        assertEquals(START.plus(Duration.ofDays(2)), POLICY.end(entry("", 0)));
        assertEquals(START.plus(Duration.ofDays(5)), POLICY.end(entry("alice@example.test", 0)));
    }

    @Test
    void aDelayIsOneOnlyAfterItsTime() {
        QueueEntry entry = entry("alice@example.test", 0);
        assertFalse(POLICY.isDelayed(entry, START.plus(Duration.ofHours(4)).minusMillis(1)));
        assertTrue(POLICY.isDelayed(entry, START.plus(Duration.ofHours(4))));
        var silent = new RetryPolicy(
                POLICY.firstRetry(),
                POLICY.maxRetry(),
                POLICY.factor(),
                Optional.empty(),
                POLICY.lifetime(),
                POLICY.bounceLifetime());
        assertFalse(silent.isDelayed(entry, START.plus(Duration.ofDays(4))));
    }
}
