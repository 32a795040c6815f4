package org.sekisho.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sekisho.smtp.client.Conversation;
import org.sekisho.smtp.client.Failure;

/// One destination: how many conversations it gets at once, which of them are idle, and whether it is to be left
/// alone. The number grows by one with every success and is halved when a host refuses or does not answer; after
/// that nothing is tried for a while that grows as well, so that ten thousand messages for a dead host are not
/// ten thousand connects. Safe from any thread.
final class Destination {
    private static final int FIRST_LIMIT = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration KEPT = Duration.ofSeconds(5);

    private record Idle(Conversation conversation, Instant since) {}

    private final InstantSource clock;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private double limit;
    private int inUse;
    private int queued;
    private Duration pause = Duration.ZERO;
    private Instant notBefore = Instant.MIN;
    private Optional<Failure> lastFailure = Optional.empty();
    private Instant lastUse;
    private boolean ended;

    Destination(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
        this.limit = Math.min(FIRST_LIMIT, most);
        this.lastUse = clock.instant();
    }

    /// Waits for a place.
    /// @return false when there was none in time
    boolean enter(Duration longest) {
        lock.lock();
        try {
            queued++;
            long left = longest.toNanos();
            while (inUse >= (int) limit && left > 0) {
                left = freed.awaitNanos(left);
            }
            if (inUse >= (int) limit) {
                return false;
            }
            inUse++;
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            queued--;
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inUse--;
            lastUse = clock.instant();
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    int queued() {
        lock.lock();
        try {
            return queued;
        } finally {
            lock.unlock();
        }
    }

    void succeeded() {
        lock.lock();
        try {
            pause = Duration.ZERO;
            lastFailure = Optional.empty();
            if (limit < most) {
                limit = Math.min(most, limit + 1);
                freed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    void refused(Failure failure) {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (now.isBefore(notBefore)) {
                return; // the others that were under way at the same time say nothing new
            }
            limit = Math.max(1, limit / 2);
            pause = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            notBefore = now.plus(pause);
            lastFailure = Optional.of(forNow(failure));
        } finally {
            lock.unlock();
        }
    }

    /// Whatever a host said to one message, the others were not tried: it is no "never" for them.
    private static Failure forNow(Failure failure) {
        String code = "4" + failure.enhancedCode().substring(1);
        return new Failure(failure.scope(), false, false, code, failure.text(), failure.reply());
    }

    /// The failure that keeps everything away for now.
    Optional<Failure> resting() {
        lock.lock();
        try {
            return clock.instant().isBefore(notBefore) ? lastFailure : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    Optional<Conversation> idle() {
        lock.lock();
        try {
            return Optional.ofNullable(idle.pollLast()).map(Idle::conversation);
        } finally {
            lock.unlock();
        }
    }

    /// @return false when it is too late: nobody would ever end it
    boolean keep(Conversation conversation) {
        lock.lock();
        try {
            if (!ended) {
                idle.addLast(new Idle(conversation, clock.instant()));
            }
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /// Takes out the conversations that nobody has wanted for some time.
    /// @param all whatever their age
    List<Conversation> expired(boolean all) {
        lock.lock();
        try {
            Instant latest = clock.instant().minus(KEPT);
            List<Conversation> old = new ArrayList<>();
            while (!idle.isEmpty() && (all || idle.peekFirst().since().isBefore(latest))) {
                old.add(idle.removeFirst().conversation());
            }
            return old;
        } finally {
            lock.unlock();
        }
    }

    /// Keeps no conversation from now on, if nothing is lost by forgetting this destination.
    /// @param now whatever is lost
    /// @return whether it did
    boolean end(boolean now) {
        lock.lock();
        try {
            ended = now
                    || (inUse == 0
                            && queued == 0
                            && idle.isEmpty()
                            && lastUse.isBefore(clock.instant().minus(LONGEST_PAUSE.multipliedBy(2))));
            return ended;
        } finally {
            lock.unlock();
        }
    }
}
