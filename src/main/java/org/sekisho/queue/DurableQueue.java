package org.sekisho.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.events.Log;
import org.sekisho.gate.RelayGate;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Outcome;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// The queue of this server, in 16 shards of the store. Safe from any thread.
///
/// What a crash leaves behind: a message is in the queue from the commit of [#accept] until [#complete]. In
/// between it is tried again; local deliveries carry an id that makes a second one do nothing. A remote server
/// may see a message twice only when this process dies between its 250 and our note of it, or the machine before
/// the note is on the disk (a fraction of a second), which RFC 5321 §4.5.4.1 cannot avoid. Reports and forwarded
/// messages enter the queue in the same commit in which their cause leaves it.
public final class DurableQueue implements Queue, AutoCloseable {
    private static final Duration UNREADABLE_WAIT = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(100); // with the store
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(30);
    private static final Duration INTAKE_PATIENCE = Duration.ofMillis(50); // with delivery, for a large message
    private static final Duration DAMAGED_WAIT = Duration.ofHours(1);
    private static final int MAX_WAITING = 20_000; // messages in memory
    private static final int MAX_DISPLACED = 20_000; // more of them

    private final Store store;
    private final EntryStore entries;
    private final InstantSource clock;
    private final Log log;
    private final QueueIds ids;
    private final QueueId first; // of this run
    private final int room;
    private final Window window;
    private final Headway headway = new Headway(INTAKE_PATIENCE);
    private final QueueStatistics statistics = new QueueStatistics();
    private final java.util.Queue<Unsure> unsure = new ConcurrentLinkedQueue<>();
    private final @Nullable QueueId[] oldest = new @Nullable QueueId[QueueId.SHARDS];
    private final Object people = new Object();
    private final CountDownLatch counted = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @throws StorageException the store does not answer
    public DurableQueue(Store store, RelayGate gate, InstantSource clock, Log log) {
        this(store, gate, clock, log, MAX_WAITING);
    }

    DurableQueue(Store store, RelayGate gate, InstantSource clock, Log log, int maxWaiting) {
        this.store = store;
        this.log = log;
        this.entries = new EntryStore(store, new EntryRow(gate));
        this.clock = clock;
        this.ids = new QueueIds(store, clock);
        this.first = ids.upcoming();
        this.room = maxWaiting / 2;
        this.window = new Window(maxWaiting);
    }

    /// A message of which the store could not tell whether it was changed.
    /// @param counted as the statistics have it; empty when they do not
    private record Unsure(QueueId id, Optional<QueueEntry> counted) {}

    @Override
    public QueueId accept(Submission submission) {
        headway.await(submission.body().octets());
        QueueId id = ids.next();
        StoredEntry entry = entry(
                id, submission.envelope(), submission.origin(), submission.recipients(), Body.of(submission.body()));
        Batch batch = EntryStore.in(id).requireAbsent(EntryRow.row(id)).with(submission.body());
        window.expect(id.number());
        boolean taken = false;
        try {
            if (!store.commit(EntryStore.create(batch, entry)).committed()) {
                throw new StorageException(StorageException.Kind.DAMAGED, "there is a message " + id + " already");
            }
            taken = true;
            return id;
        } finally {
            if (!taken) {
                unsure.add(new Unsure(id, Optional.empty()));
            }
            enter(entry, taken);
        }
    }

    private record Body(BlobId id, long octets) {
        static Body of(BlobDraft draft) {
            return new Body(draft.id(), draft.octets());
        }
    }

    private StoredEntry entry(QueueId id, Envelope envelope, Origin origin, List<Recipient> recipients, Body body) {
        Instant now = clock.instant();
        return entries.printed(new QueueEntry(
                id, now, envelope, origin, body.id(), body.octets(), recipients, 0, now, Optional.empty(), false));
    }

    /// @param taken whether it is in the store
    private void enter(StoredEntry stored, boolean taken) {
        QueueId id = stored.entry().id();
        if (taken) {
            statistics.add(stored.entry());
            headway.add(id.number(), stored.entry().octets());
        }
        ids.settled(id);
        window.finish(id.number(), taken ? Optional.of(stored) : Optional.empty(), clock.millis());
    }

    /// Waits for a message whose time has come. It is the caller's until [#complete] or [#putBack].
    /// @throws StorageException the store does not answer, or one message cannot be read: no message is the
    /// caller's
    public Optional<QueueEntry> take(Duration longest) {
        settleUnsure();
        if (!isCounting()) {
            refill();
        }
        return window.take(clock.millis(), longest.toMillis()).flatMap(this::claim);
    }

    /// What was read from the store some time ago may have changed since: the store decides.
    private Optional<QueueEntry> claim(Window.Due due) {
        if (due.entry().isPresent()) {
            return due.entry().map(StoredEntry::entry);
        }
        long id = due.waiting().id();
        long now = clock.millis();
        Optional<StoredEntry> found = reread(id, now);
        if (found.flatMap(StoredEntry::waiting)
                .filter(it -> Waiting.of(it.entry()).due() <= now)
                .isPresent()) {
            window.known(found.get());
            return found.map(StoredEntry::entry);
        }
        window.finish(id, found.flatMap(StoredEntry::waiting), now);
        return Optional.empty();
    }

    private Optional<StoredEntry> reread(long id, long now) {
        try {
            return entries.find(QueueId.of(id));
        } catch (StorageException e) {
            boolean lost = e.kind() == StorageException.Kind.DAMAGED;
            window.putBack(id, now + (lost ? DAMAGED_WAIT : UNREADABLE_WAIT).toMillis());
            throw e;
        }
    }

    /// Gives a message back untried: as if it had not been taken, but for the pause.
    public void putBack(QueueEntry entry, Duration pause) {
        headway.remove(entry.id().number(), entry.octets());
        Instant until = clock.instant().plus(pause);
        if (window.displaced() < MAX_DISPLACED) {
            window.putBack(entry.id().number(), until.toEpochMilli());
        } else {
            complete(entry, Optional.of(with(entry, until, entry.held())), List.of());
        }
    }

    /// A message that enters the queue together with what becomes of another one.
    /// @param draft its body when it is new; otherwise it shares the other one's
    public record Offspring(Envelope envelope, Origin origin, List<Recipient> recipients, Optional<BlobDraft> draft) {}

    /// Writes down what an attempt came to, with the messages that follow from it, in one commit; waits for the
    /// disk only when something follows from it. While the store does not take it this waits, for what was sent
    /// must not be sent again: a full disk stops what leaves, too.
    /// @param taken as [#take] gave it
    /// @param next what is left to do; empty when the message is finished
    /// @throws StorageException the queue was closed meanwhile
    public void complete(QueueEntry taken, Optional<QueueEntry> next, List<Offspring> offspring) {
        List<StoredEntry> born = offspring.stream()
                .map(child -> patiently(() -> bear(taken, child)))
                .toList();
        born.forEach(child -> window.expect(child.entry().id().number()));
        headway.remove(taken.id().number(), taken.octets());
        boolean done = false;
        try {
            done = new Completion(taken, next, offspring, born).write();
        } finally {
            if (!done) {
                born.forEach(child -> enter(child, false));
            }
        }
    }

    private StoredEntry bear(QueueEntry parent, Offspring child) {
        Body body = child.draft().map(Body::of).orElseGet(() -> new Body(parent.body(), parent.octets()));
        return entry(ids.nextInShardOf(parent.id()), child.envelope(), child.origin(), child.recipients(), body);
    }

    /// One result on its way into the store.
    private final class Completion {
        private final QueueEntry taken;
        private final Optional<QueueEntry> next;
        private final List<Offspring> offspring;
        private final List<StoredEntry> born;
        private StoredEntry stored;
        private boolean unknown; // whether the last try was done

        Completion(QueueEntry taken, Optional<QueueEntry> next, List<Offspring> offspring, List<StoredEntry> born) {
            this.taken = taken;
            this.next = next;
            this.offspring = offspring;
            this.born = born;
            this.stored = window.known(taken.id().number()).orElseGet(() -> entries.printed(taken));
        }

        /// @return false when a person has removed the message meanwhile
        boolean write() {
            try {
                return patiently(this::tryToWrite);
            } catch (StorageException e) {
                window.replace(taken.id().number(), Optional.empty()); // what is known of it is not to be trusted
                unsure.add(new Unsure(taken.id(), Optional.of(stored.entry())));
                born.forEach(child -> unsure.add(new Unsure(child.entry().id(), Optional.empty())));
                throw e;
            }
        }

        private boolean tryToWrite() {
            Optional<StoredEntry> now = unknown ? entries.find(taken.id()) : Optional.of(stored);
            if (unknown && isWritten(now.map(StoredEntry::entry))) {
                return settle(next.map(entries::printed));
            }
            unknown = true;
            while (now.isPresent()) {
                stored = now.get();
                Optional<String> held = stored.entry().held(); // by a person, meanwhile
                Optional<StoredEntry> left = next.map(it -> entries.printed(with(it, it.due(), held)));
                if (commit(left)) {
                    return settle(left);
                }
                now = entries.find(taken.id());
            }
            window.finish(taken.id().number(), Optional.empty(), clock.millis());
            return false;
        }

        private boolean commit(Optional<StoredEntry> left) {
            Batch batch = EntryStore.change(stored, left);
            for (Offspring child : offspring) {
                child.draft().ifPresent(batch::with);
            }
            born.forEach(child -> EntryStore.create(batch, child));
            Outcome outcome = offspring.isEmpty() ? store.apply(batch) : store.commit(batch);
            return outcome.committed();
        }

        /// Whether a commit that seemed to fail was done all the same.
        private boolean isWritten(Optional<QueueEntry> found) {
            if (!born.isEmpty()) {
                return entries.find(born.getFirst().entry().id()).isPresent();
            }
            return next.map(it -> found.filter(now -> now.attempts() == it.attempts()
                                    && (now.attempts() > taken.attempts()
                                            || now.due().equals(it.due())))
                            .isPresent())
                    .orElse(found.isEmpty());
        }

        private boolean settle(Optional<StoredEntry> left) {
            born.forEach(child -> enter(child, true)); // first: a queue that holds a report never looks empty
            left.map(StoredEntry::entry).ifPresent(statistics::add);
            statistics.remove(stored.entry());
            window.finish(taken.id().number(), left.flatMap(StoredEntry::waiting), clock.millis());
            return true;
        }
    }

    /// Until the store answers, or the queue is closed.
    private <T> T patiently(Supplier<T> ask) {
        for (Duration wait = SHORTEST_PATIENCE; ; wait = longer(wait)) {
            try {
                return ask.get();
            } catch (StorageException e) {
                log.error("queue.store", e, "wait", wait);
                if (isClosedAfter(wait)) {
                    throw e;
                }
            }
        }
    }

    private static Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : twice;
    }

    private boolean isClosedAfter(Duration wait) {
        try {
            return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void settleUnsure() {
        for (Unsure each = unsure.poll(); each != null; each = unsure.poll()) {
            try {
                synchronized (people) {
                    Optional<StoredEntry> found = entries.find(each.id());
                    each.counted().ifPresent(statistics::remove);
                    found.map(StoredEntry::entry).ifPresent(statistics::add);
                    window.replace(each.id().number(), found.flatMap(StoredEntry::waiting));
                }
            } catch (StorageException e) {
                unsure.add(each);
                throw e;
            }
        }
    }

    /// Counts what was left by the run before, then lets it be tried. Call once, from a thread of its own; new
    /// messages do not wait for it. Waits for a store that does not answer.
    public void open() {
        for (int shard = 0; shard < QueueId.SHARDS; shard++) {
            count(shard);
        }
        window.narrow(Waiting.FIRST);
        counted.countDown();
        refill();
    }

    private void count(int shard) {
        var last = new AtomicReference<>(QueueId.of(0));
        boolean _ = patiently(() -> entries.walk(shard, stored -> {
            QueueEntry entry = stored.entry();
            if (entry.id().compareTo(last.get()) > 0 && entry.id().compareTo(first) < 0) {
                statistics.add(entry);
                last.set(entry.id()); // begun again, it goes on behind it
            }
            return true;
        }));
    }

    /// True until [#open] has seen everything.
    public boolean isCounting() {
        return counted.getCount() > 0;
    }

    /// Reads the next due rows of every shard. The end of the window is the earliest place where a shard has
    /// more.
    private synchronized void refill() {
        if (!window.isRunningLow()) {
            return;
        }
        Waiting from = window.widen();
        Waiting end = from; // what was not read is left to the store
        try {
            end = fill(from);
        } finally {
            window.narrow(end);
        }
    }

    private Waiting fill(Waiting from) {
        int each = Math.max(1, room / QueueId.SHARDS);
        Waiting end = Waiting.NEVER;
        for (int shard = 0; shard < QueueId.SHARDS; shard++) {
            List<Waiting> due = entries.due(shard, from, each);
            due.forEach(waiting -> window.add(waiting, Optional.empty()));
            if (due.size() == each && due.getLast().next().isBefore(end)) {
                end = due.getLast().next();
            }
        }
        return end;
    }

    @Override
    public Optional<QueueEntry> find(QueueId id) {
        return entries.find(id).map(StoredEntry::entry);
    }

    public QueueStatistics statistics() {
        return statistics;
    }

    /// Which messages are meant.
    /// @param id only this one, which is then found at once
    public record Choice(Optional<QueueId> id, Predicate<QueueEntry> fits) {
        Choice and(Predicate<QueueEntry> more) {
            return new Choice(id, fits.and(more));
        }
    }

    /// Those that are meant, in the order of arrival within each shard, until `each` says false.
    public void walk(Choice which, Predicate<QueueEntry> each) {
        walkStored(which, stored -> each.test(stored.entry()));
    }

    private void walkStored(Choice which, Predicate<StoredEntry> each) {
        Predicate<StoredEntry> fits = stored -> which.fits().test(stored.entry());
        if (which.id().isPresent()) {
            Optional<StoredEntry> found = entries.find(which.id().get()).filter(fits);
            boolean _ = found.isPresent() && each.test(found.get());
            return;
        }
        boolean more = true;
        for (int shard = 0; more && shard < QueueId.SHARDS; shard++) {
            more = entries.walk(shard, stored -> !fits.test(stored) || each.test(stored));
        }
    }

    /// Not tried until released. An attempt under way goes on; what it leaves to do is held.
    /// @return how many were changed
    public long hold(Choice which, String why) {
        return change(
                which.and(entry -> entry.held().isEmpty()),
                entry -> Optional.of(with(entry, clock.instant(), Optional.of(why))));
    }

    /// No longer held, and due now.
    public long release(Choice which) {
        return change(
                which.and(entry -> entry.held().isPresent()),
                entry -> Optional.of(with(entry, clock.instant(), Optional.empty())));
    }

    /// Due now.
    public long retry(Choice which) {
        return change(
                which.and(entry -> entry.held().isEmpty()),
                entry -> Optional.of(with(entry, clock.instant(), Optional.empty())));
    }

    /// Gone, without a report to anybody. An attempt under way goes on, but nothing follows from it.
    public long remove(Choice which) {
        return change(which, _ -> Optional.empty());
    }

    private long change(Choice which, Function<QueueEntry, Optional<QueueEntry>> how) {
        awaitCounted();
        var changed = new AtomicLong();
        walkStored(which, seen -> {
            if (change(seen, which, how)) {
                changed.incrementAndGet();
            }
            return true;
        });
        return changed.get();
    }

    /// What was left by the run before must not change while it is counted.
    private void awaitCounted() {
        try {
            counted.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageException.Kind.UNAVAILABLE, "stopped while the queue was counted", e);
        }
    }

    /// One person after another, so that memory learns of their changes in the order of the commits.
    private boolean change(StoredEntry seen, Choice which, Function<QueueEntry, Optional<QueueEntry>> how) {
        synchronized (people) {
            Optional<StoredEntry> stored = Optional.of(seen);
            while (stored.filter(it -> which.fits().test(it.entry())).isPresent()) {
                Optional<StoredEntry> next = how.apply(stored.get().entry()).map(entries::printed);
                if (exchange(stored.get(), next)) {
                    return true;
                }
                stored = entries.find(seen.entry().id()); // an attempt has ended meanwhile
            }
            return false;
        }
    }

    private boolean exchange(StoredEntry stored, Optional<StoredEntry> next) {
        QueueId id = stored.entry().id();
        try {
            if (!store.commit(EntryStore.change(stored, next)).committed()) {
                return false;
            }
        } catch (StorageException e) {
            unsure.add(new Unsure(id, Optional.of(stored.entry())));
            throw e;
        }
        headway.remove(id.number(), stored.entry().octets());
        statistics.remove(stored.entry());
        next.map(StoredEntry::entry).ifPresent(statistics::add);
        window.replace(id.number(), next.flatMap(StoredEntry::waiting));
        return true;
    }

    private static QueueEntry with(QueueEntry entry, Instant due, Optional<String> held) {
        return new QueueEntry(
                entry.id(),
                entry.arrived(),
                entry.envelope(),
                entry.origin(),
                entry.body(),
                entry.octets(),
                entry.recipients(),
                entry.attempts(),
                due,
                held,
                entry.delayWarned());
    }

    /// The oldest message, or the next one when the queue is empty: no delivery of an older one will be tried
    /// again.
    public synchronized QueueId oldest() {
        QueueId least = ids.least();
        QueueId found = least;
        for (int shard = 0; shard < QueueId.SHARDS; shard++) {
            // Deleted rows at the front would have to be stepped over every time: begin where it was last.
            QueueId from = oldest[shard] == null ? QueueId.of(0) : oldest[shard];
            QueueId here = entries.first(shard, from)
                    .filter(id -> id.compareTo(least) < 0)
                    .orElse(least);
            oldest[shard] = here;
            found = here.compareTo(found) < 0 ? here : found;
        }
        return found;
    }

    @Override
    public void close() {
        closed.countDown();
        window.close();
    }
}
