package org.sekisho.queue;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What is due soonest, in memory: every message whose place comes before [#end] is here or being tried, later
/// ones are only in the store. Bounded: when it overflows, the latest ones leave and the end moves forward. Just
/// accepted messages keep their whole entry, so that nothing has to be read again.
///
/// A place may be out of date when a person changes a message while others look at it; it is never later than the
/// message's true time, and where it has no entry the store is asked before anything is tried. Safe from any
/// thread.
final class Window {
    private static final int MAX_ENTRIES = 4_000; // messages kept with their entry

    private final int maxWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeSet<Waiting> order = new TreeSet<>();
    private final Map<Long, Slot> slots = new HashMap<>();
    private final Map<Long, Active> active = new HashMap<>(); // being tried, or about to enter the store
    private Waiting end = Waiting.NEVER;
    private int entries;
    private int displaced;
    private boolean closed;

    /// @param entry where it is known
    /// @param displaced it waits here for a later time than in the store, so that only the window knows about it
    private record Slot(Waiting waiting, @Nullable StoredEntry entry, boolean displaced) {}

    /// @param entry where it is known
    /// @param changed the store has another state by now
    private record Active(@Nullable StoredEntry entry, boolean changed) {}

    /// A message that has to be tried, and its entry where it is known.
    record Due(Waiting waiting, Optional<StoredEntry> entry) {}

    /// @param maxWaiting messages, besides those displaced
    Window(int maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    /// A place that is in the store as well. Of two for one message the earlier one counts.
    void add(Waiting message, Optional<StoredEntry> entry) {
        lock.lock();
        try {
            Slot before = slots.get(message.id());
            boolean known = before != null && (before.displaced() || !message.isBefore(before.waiting()));
            if (!known && !active.containsKey(message.id()) && message.isBefore(end)) {
                put(message, before == null ? entry.orElse(null) : null, false);
                shrink();
            }
        } finally {
            lock.unlock();
        }
    }

    private void put(Waiting message, @Nullable StoredEntry entry, boolean displace) {
        drop(message.id());
        StoredEntry kept = entries < MAX_ENTRIES ? entry : null;
        slots.put(message.id(), new Slot(message, kept, displace));
        order.add(message);
        entries += kept == null ? 0 : 1;
        displaced += displace ? 1 : 0;
        if (order.first().equals(message)) {
            changed.signal();
        }
    }

    private @Nullable Slot drop(long id) {
        Slot slot = slots.remove(id);
        if (slot != null) {
            order.remove(slot.waiting());
            entries -= slot.entry() == null ? 0 : 1;
            displaced -= slot.displaced() ? 1 : 0;
        }
        return slot;
    }

    /// Lets a quarter go at once, so that an overflow costs little for each message.
    private void shrink() {
        if (order.size() - displaced > maxWaiting) {
            Iterator<Waiting> latest = order.descendingIterator();
            while (order.size() - displaced > maxWaiting * 3 / 4) {
                end = leave(latest).orElse(end);
            }
        }
    }

    private Optional<Waiting> leave(Iterator<Waiting> latest) {
        Waiting message = latest.next();
        if (!isOnlyCopied(message)) {
            return Optional.empty();
        }
        latest.remove();
        drop(message.id());
        return Optional.of(message);
    }

    private boolean isOnlyCopied(Waiting message) {
        Slot slot = slots.get(message.id());
        return slot != null && !slot.displaced();
    }

    /// Waits for a message whose time has come. It is being tried from now on, until [#finish] or [#putBack].
    /// @param longest milliseconds
    /// @return empty when nothing is due now, or closed
    Optional<Due> take(long now, long longest) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(untilFirst(now, longest));
            while (!closed && left > 0 && (order.isEmpty() || order.first().due() > now)) {
                left = Math.min(changed.awaitNanos(left), TimeUnit.MILLISECONDS.toNanos(untilFirst(now, longest)));
            }
            if (closed || order.isEmpty() || order.first().due() > now) {
                return Optional.empty();
            }
            Waiting first = order.first();
            Slot slot = drop(first.id());
            StoredEntry entry = slot == null ? null : slot.entry();
            active.put(first.id(), new Active(entry, false));
            return Optional.of(new Due(first, Optional.ofNullable(entry)));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private long untilFirst(long now, long longest) {
        return order.isEmpty()
                ? longest
                : Math.min(longest, Math.max(0, order.first().due() - now));
    }

    /// A message is about to enter the store: until [#finish] nobody else puts it here, lest it is tried twice.
    void expect(long id) {
        lock.lock();
        try {
            active.put(id, new Active(null, false));
        } finally {
            lock.unlock();
        }
    }

    /// A message that is being tried was read from the store.
    void known(StoredEntry entry) {
        lock.lock();
        try {
            active.computeIfPresent(entry.entry().id().number(), (_, before) -> new Active(entry, before.changed()));
        } finally {
            lock.unlock();
        }
    }

    /// A message that is being tried, as it was when that began.
    Optional<StoredEntry> known(long id) {
        lock.lock();
        try {
            return Optional.ofNullable(active.get(id)).map(Active::entry);
        } finally {
            lock.unlock();
        }
    }

    /// The attempt is over and written down, or the expected message has come.
    /// @param next what waits now; empty when nothing does
    void finish(long id, Optional<StoredEntry> next, long now) {
        lock.lock();
        try {
            Active was = active.remove(id);
            if (was != null && was.changed()) {
                put(new Waiting(now, id), null, true); // what is newer, the store can tell
            } else {
                next.ifPresent(entry -> add(Waiting.of(entry.entry()), next));
            }
        } finally {
            lock.unlock();
        }
    }

    /// No attempt was made.
    /// @param until not before this moment
    void putBack(long id, long until) {
        lock.lock();
        try {
            Active was = active.remove(id);
            put(new Waiting(until, id), was == null || was.changed() ? null : was.entry(), true);
        } finally {
            lock.unlock();
        }
    }

    /// The store has got another state of this message, which an attempt under way does not know.
    /// @param next when it is to be tried; empty when it is not
    void replace(long id, Optional<StoredEntry> next) {
        lock.lock();
        try {
            if (active.computeIfPresent(id, (_, before) -> new Active(before.entry(), true)) == null) {
                drop(id);
                // Without the entry: an attempt may have begun and ended since, so the store is asked.
                next.ifPresent(entry -> add(Waiting.of(entry.entry()), Optional.empty()));
            }
        } finally {
            lock.unlock();
        }
    }

    /// How many wait here for a later time than in the store.
    int displaced() {
        lock.lock();
        try {
            return displaced;
        } finally {
            lock.unlock();
        }
    }

    /// Whether there is something in the store only that may soon be due.
    boolean isRunningLow() {
        lock.lock();
        try {
            return end.isBefore(Waiting.NEVER) && order.size() - displaced < maxWaiting / 4;
        } finally {
            lock.unlock();
        }
    }

    /// Moves the end out of the way: whatever is added from now on stays, until [#narrow].
    /// @return where the end was
    Waiting widen() {
        lock.lock();
        try {
            Waiting before = end;
            end = Waiting.NEVER;
            return before;
        } finally {
            lock.unlock();
        }
    }

    /// Everything before this place has been added; what comes later is left to the store.
    void narrow(Waiting place) {
        lock.lock();
        try {
            if (place.isBefore(end)) {
                end = place;
                List<Waiting> late = List.copyOf(order.tailSet(end, true));
                late.stream().filter(this::isOnlyCopied).forEach(message -> drop(message.id()));
            }
        } finally {
            lock.unlock();
        }
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
