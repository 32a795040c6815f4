package org.sekisho.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What is due soonest, in memory: every message whose time comes before [#end] is here, later ones are only in
/// the store.
/// Bounded: when it overflows, the latest ones leave and the end moves forward. Just accepted messages keep their
/// whole
/// entry, so that nothing has to be read again. Safe from any thread.
final class Window {
    private static final int MAX_WAITING = 20_000; // messages
    private static final int MAX_ENTRIES = 4_000; // with their entry

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeSet<Waiting> waiting = new TreeSet<>();
    private final Map<Long, Known> entries = new HashMap<>();
    private long end = Long.MAX_VALUE;
    private boolean closed;

    /// An entry and its stored form.
    record Known(QueueEntry entry, byte[] stored) {}

    /// A message that has to be tried, and its entry where it is known.
    record Due(Waiting waiting, Optional<Known> known) {}

    void add(Waiting message, Optional<Known> known) {
        lock.lock();
        try {
            if (message.due() >= end) {
                return; // the store has it
            }
            boolean first = waiting.isEmpty() || message.compareTo(waiting.first()) < 0;
            waiting.add(message);
            if (known.isPresent() && entries.size() < MAX_ENTRIES) {
                entries.put(message.id(), known.get());
            }
            if (waiting.size() > MAX_WAITING) {
                end = waiting.last().due();
                waiting.removeIf(each -> each.due() >= end && forget(each));
            }
            if (first) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean forget(Waiting message) {
        entries.remove(message.id());
        return true;
    }

    void remove(Waiting message) {
        lock.lock();
        try {
            waiting.remove(message);
            entries.remove(message.id());
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a message whose time has come, or for the moment when the window has to be filled again.
    /// @return empty when nothing is due now, or closed
    Optional<Due> take(long now, long longest) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(untilFirst(now, longest));
            while (!closed && left > 0 && (waiting.isEmpty() || waiting.first().due() > now)) {
                left = Math.min(changed.awaitNanos(left), TimeUnit.MILLISECONDS.toNanos(untilFirst(now, longest)));
            }
            if (closed || waiting.isEmpty() || waiting.first().due() > now) {
                return Optional.empty();
            }
            Waiting first = waiting.removeFirst();
            return Optional.of(new Due(first, Optional.ofNullable(entries.remove(first.id()))));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private long untilFirst(long now, long longest) {
        return waiting.isEmpty()
                ? longest
                : Math.min(longest, Math.max(0, waiting.first().due() - now));
    }

    /// Whether there is something in the store only that may soon be due.
    boolean isRunningLow(long now) {
        lock.lock();
        try {
            return end != Long.MAX_VALUE && (waiting.size() < MAX_WAITING / 4 || end <= now);
        } finally {
            lock.unlock();
        }
    }

    /// Moves the end out of the way: whatever is added from now on stays, until [#narrow].
    /// @return where the end was
    long widen() {
        lock.lock();
        try {
            long before = end;
            end = Long.MAX_VALUE;
            return before;
        } finally {
            lock.unlock();
        }
    }

    /// Everything before this moment has been added; what comes later is left to the store.
    void narrow(long moment) {
        lock.lock();
        try {
            if (moment < end) {
                end = moment;
                waiting.removeIf(each -> each.due() >= end && forget(each));
            }
        } finally {
            lock.unlock();
        }
    }

    static int room() {
        return MAX_WAITING / 2;
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
