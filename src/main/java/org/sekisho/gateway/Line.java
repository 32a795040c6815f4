package org.sekisho.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sekisho.smtp.client.Conversation;

/// The line to the servers of one gateway: so many questions at once, conversations kept for the next one, and a
/// rest after nobody answered. Safe from any thread.
final class Line {
    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final Duration REST = Duration.ofSeconds(5);

    private record Idle(Conversation conversation, Instant since) {}

    private final InstantSource clock;
    private final Semaphore places;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private Instant restUntil = Instant.MIN;
    private String why = "";
    private boolean closed;

    Line(InstantSource clock, int concurrency) {
        this.clock = clock;
        this.places = new Semaphore(concurrency);
    }

    boolean enter(Duration longest) {
        try {
            return places.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave() {
        places.release();
    }

    synchronized Optional<Conversation> kept() {
        return Optional.ofNullable(idle.pollLast()).map(Idle::conversation);
    }

    /// @return false when it is too late: nobody would ever end it
    synchronized boolean keep(Conversation conversation) {
        if (!closed) {
            idle.addLast(new Idle(conversation, clock.instant()));
        }
        return !closed;
    }

    /// Nobody answered: asking again at once would be in vain.
    synchronized void rest(String reason) {
        why = reason;
        restUntil = clock.instant().plus(REST);
    }

    synchronized Optional<String> resting() {
        return clock.instant().isBefore(restUntil) ? Optional.of(why) : Optional.empty();
    }

    synchronized List<Conversation> expired() {
        Instant latest = clock.instant().minus(KEPT);
        List<Conversation> old = new ArrayList<>();
        while (!idle.isEmpty() && (closed || idle.peekFirst().since().isBefore(latest))) {
            old.add(idle.removeFirst().conversation());
        }
        return old;
    }

    synchronized void close() {
        closed = true;
    }
}
