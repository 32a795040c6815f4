package org.sekisho.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sekisho.address.ReversePath;
import org.sekisho.queue.QueueEntry;

/// When a message is tried again, and when it is given up.
/// @param factor by which each wait is longer than the one before
/// @param delayWarning after which the sender is told once
/// @param bounceLifetime for messages from `<>`
public record RetryPolicy(
        Duration firstRetry,
        Duration maxRetry,
        double factor,
        Optional<Duration> delayWarning,
        Duration lifetime,
        Duration bounceLifetime) {
    private static final double SPREAD =
            0.1; // of the wait, either way: so that what failed together does not come back together

    /// @param attempts made so far, 1 or more
    Instant next(Instant now, int attempts, RandomGenerator random) {
        double wait = (double) firstRetry.toMillis() * Math.pow(factor, Math.min(attempts - 1, 64));
        wait = Math.min(wait, (double) maxRetry.toMillis());
        return now.plusMillis((long) (wait * (1 - SPREAD + 2 * SPREAD * random.nextDouble())));
    }

    boolean isExpired(QueueEntry entry, Instant now) {
        boolean report = entry.envelope().reversePath() instanceof ReversePath.Null;
        return now.isAfter(entry.arrived().plus(report ? bounceLifetime : lifetime));
    }

    Instant end(QueueEntry entry) {
        return entry.arrived().plus(lifetime);
    }

    boolean isDelayed(QueueEntry entry, Instant now) {
        return delayWarning
                .filter(after -> now.isAfter(entry.arrived().plus(after)))
                .isPresent();
    }
}
