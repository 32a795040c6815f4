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

    /// When an attempt that ends now is followed by another one: at the end of its life at the latest.
    Instant next(QueueEntry entry, Instant now, RandomGenerator random) {
        double wait = (double) firstRetry.toMillis() * Math.pow(factor, Math.min(entry.attempts(), 64));
        wait = Math.min(wait, (double) maxRetry.toMillis());
        Instant next = now.plusMillis((long) (wait * (1 - SPREAD + 2 * SPREAD * random.nextDouble())));
        Instant end = end(entry);
        return end.isAfter(now) && end.isBefore(next) ? end : next;
    }

    boolean isExpired(QueueEntry entry, Instant now) {
        return !now.isBefore(end(entry));
    }

    /// When the last attempt is made.
    Instant end(QueueEntry entry) {
        boolean report = entry.envelope().reversePath() instanceof ReversePath.Null;
        return entry.arrived().plus(report ? bounceLifetime : lifetime);
    }

    boolean isDelayed(QueueEntry entry, Instant now) {
        return delayWarning
                .filter(after -> !now.isBefore(entry.arrived().plus(after)))
                .isPresent();
    }
}
