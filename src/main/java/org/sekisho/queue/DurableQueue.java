package org.sekisho.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sekisho.gate.RelayGate;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Outcome;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// The queue of this server, in 16 shards of the store. Safe from any thread.
///
/// What a crash leaves behind: a message is in the queue from the commit of [#accept] to the commit of
/// [#complete]. In
/// between it is tried again; local deliveries carry an id that makes a second one do nothing, a remote server
/// may see
/// a message twice only when the server dies between its 250 and our commit, which RFC 5321 §4.5.4.1 cannot
/// avoid.
/// Reports and forwarded messages enter the queue in the same commit in which their cause leaves it.
public final class DurableQueue implements Queue, AutoCloseable {
    private static final int PAGE = 1_000;
    private static final long LONGEST_WAIT = 1_000; // milliseconds

    private final Store store;
    private final InstantSource clock;
    private final QueueIds ids;
    private final EntryRow rows;
    private final Window window = new Window();
    private final QueueStatistics statistics = new QueueStatistics();
    /// What is being tried now, with the stored form of its entry.
    private final Map<Long, byte[]> active = new ConcurrentHashMap<>();
    private final @Nullable Row[] oldest = new @Nullable Row[QueueId.SHARDS];
    private volatile boolean counting = true;

    public DurableQueue(Store store, RelayGate gate, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.ids = new QueueIds(clock);
        this.rows = new EntryRow(gate);
    }

    @Override
    public QueueId accept(Submission submission) {
        while (true) {
            QueueEntry entry = entry(ids.next(), submission, clock.instant());
            byte[] stored = rows.print(entry);
            Batch batch = Batch.in(EntryRow.partition(entry.id().shard()))
                    .requireAbsent(EntryRow.row(entry.id()))
                    .with(submission.body())
                    .refer(entry.body(), EntryRow.owner(entry.id()));
            if (store.commit(put(batch, entry, stored)).committed()) {
                enter(entry, stored);
                return entry.id();
            }
        }
    }

    private static QueueEntry entry(QueueId id, Submission submission, Instant now) {
        return new QueueEntry(
                id,
                now,
                submission.envelope(),
                submission.origin(),
                submission.body().id(),
                submission.body().octets(),
                submission.recipients(),
                0,
                now,
                Optional.empty(),
                false);
    }

    private static Batch put(Batch batch, QueueEntry entry, byte[] stored) {
        batch.put(EntryRow.row(entry.id()), stored);
        return entry.held().isPresent() ? batch : batch.put(EntryRow.due(entry.due(), entry.id()), new byte[0]);
    }

    private void enter(QueueEntry entry, byte[] stored) {
        statistics.add(entry);
        if (entry.held().isEmpty()) {
            window.add(waiting(entry), Optional.of(new Window.Known(entry, stored)));
        }
    }

    private static Waiting waiting(QueueEntry entry) {
        return new Waiting(entry.due().toEpochMilli(), entry.id().number());
    }

    /// Waits up to a second for a message whose time has come. It is the caller's until [#complete] or
    /// [#putBack].
    public Optional<QueueEntry> take() {
        long now = clock.millis();
        if (!counting && window.isRunningLow(now)) {
            refill(window.widen());
        }
        return window.take(now, LONGEST_WAIT).flatMap(this::claim);
    }

    private Optional<QueueEntry> claim(Window.Due due) {
        if (active.containsKey(due.waiting().id())) {
            return Optional.empty(); // already being tried: it comes back when that ends
        }
        Optional<Window.Known> known =
                due.known().or(() -> load(QueueId.of(due.waiting().id())));
        // Read from the store a moment ago, it may have got another time since then, and wait for that one.
        Optional<Window.Known> live = known.filter(it -> it.entry().held().isEmpty())
                .filter(it -> it.entry().due().toEpochMilli() <= due.waiting().due());
        live.ifPresent(it -> active.put(due.waiting().id(), it.stored()));
        return live.map(Window.Known::entry);
    }

    private Optional<Window.Known> load(QueueId id) {
        return store.get(EntryRow.partition(id.shard()), EntryRow.row(id))
                .map(stored -> new Window.Known(rows.read(id, stored), stored));
    }

    /// Gives a message back untried, in memory only: as if it had not been taken.
    public void putBack(QueueEntry entry, Duration pause) {
        byte[] stored = active.remove(entry.id().number());
        long due =
                Math.max(entry.due().toEpochMilli(), clock.instant().plus(pause).toEpochMilli());
        window.add(
                new Waiting(due, entry.id().number()),
                Optional.ofNullable(stored).map(it -> new Window.Known(entry, it)));
    }

    /// A message that enters the queue together with what becomes of another one.
    /// @param draft its body when it is new; otherwise it shares the other one's
    public record Offspring(Envelope envelope, Origin origin, List<Recipient> recipients, Optional<BlobDraft> draft) {}

    /// Writes down what an attempt came to, with the messages that follow from it, in one commit.
    /// @param taken as [#take] gave it
    /// @param next what is left to do; empty when the message is finished
    /// @param lasting false when all that happened can be found out again after a crash: the disk need not be
    /// waited for
    public void complete(QueueEntry taken, Optional<QueueEntry> next, List<Offspring> offspring, boolean lasting) {
        try {
            byte[] known = active.get(taken.id().number());
            Optional<Window.Known> stored =
                    Optional.of(new Window.Known(taken, known == null ? rows.print(taken) : known));
            Optional<QueueEntry> wanted = next;
            while (stored.isPresent() && !write(stored.get(), wanted, offspring, lasting)) {
                stored = load(taken.id()); // a person has changed it meanwhile
                wanted = stored.flatMap(it -> next.map(result -> merged(it.entry(), result)));
            }
        } finally {
            active.remove(taken.id().number());
        }
    }

    /// What the attempt found, under a person's decision to hold the message.
    private static QueueEntry merged(QueueEntry stored, QueueEntry result) {
        return new QueueEntry(
                result.id(),
                result.arrived(),
                result.envelope(),
                result.origin(),
                result.body(),
                result.octets(),
                result.recipients(),
                result.attempts(),
                result.due(),
                stored.held(),
                result.delayWarned());
    }

    private boolean write(Window.Known stored, Optional<QueueEntry> next, List<Offspring> offspring, boolean lasting) {
        QueueEntry old = stored.entry();
        Batch batch = replacing(old, stored.stored());
        List<Window.Known> born = new ArrayList<>();
        for (Offspring child : offspring) {
            born.add(bear(batch, old, child));
        }
        Optional<Window.Known> left = next.map(entry -> new Window.Known(entry, rows.print(entry)));
        leave(batch, old, left);
        boolean wait = lasting || next.isPresent() || !offspring.isEmpty();
        Outcome outcome = wait ? store.commit(batch) : store.apply(batch);
        if (!outcome.committed()) {
            return false;
        }
        statistics.remove(old);
        active.remove(old.id().number());
        left.ifPresent(it -> enter(it.entry(), it.stored()));
        born.forEach(it -> enter(it.entry(), it.stored()));
        return true;
    }

    /// A batch that changes an entry, if it still is what it was.
    private static Batch replacing(QueueEntry old, byte[] stored) {
        return Batch.in(EntryRow.partition(old.id().shard()))
                .requireEquals(EntryRow.row(old.id()), stored)
                .delete(EntryRow.due(old.due(), old.id()));
    }

    private static void leave(Batch batch, QueueEntry old, Optional<Window.Known> left) {
        if (left.isPresent()) {
            put(batch, left.get().entry(), left.get().stored());
        } else {
            batch.delete(EntryRow.row(old.id())).release(old.body(), EntryRow.owner(old.id()));
        }
    }

    private Window.Known bear(Batch batch, QueueEntry parent, Offspring child) {
        BlobId body = child.draft().map(BlobDraft::id).orElse(parent.body());
        Instant now = clock.instant();
        var entry = new QueueEntry(
                ids.nextInShardOf(parent.id()),
                now,
                child.envelope(),
                child.origin(),
                body,
                child.draft().map(BlobDraft::octets).orElse(parent.octets()),
                child.recipients(),
                0,
                now,
                Optional.empty(),
                false);
        child.draft().ifPresent(batch::with);
        byte[] stored = rows.print(entry);
        put(batch, entry, stored).refer(body, EntryRow.owner(entry.id()));
        return new Window.Known(entry, stored);
    }

    /// Counts what was left by the run before, then lets it be tried. Call once, from a thread of its own; new
    /// messages
    /// do not wait for it.
    public void open() {
        QueueId first = ids.upcoming();
        for (int shard = 0; shard < QueueId.SHARDS; shard++) {
            walk(shard, entry -> {
                if (entry.id().compareTo(first) < 0) {
                    statistics.add(entry);
                }
                return true;
            });
        }
        window.widen();
        refill(0);
        counting = false;
    }

    /// True until [#open] has seen everything.
    public boolean isCounting() {
        return counting;
    }

    /// Reads the next due rows of every shard. The end of the window is the earliest place where a shard has
    /// more.
    private synchronized void refill(long from) {
        int each = Math.max(1, Window.room() / QueueId.SHARDS);
        List<Waiting> found = new ArrayList<>();
        long end = Long.MAX_VALUE;
        for (int shard = 0; shard < QueueId.SHARDS; shard++) {
            List<RowValue> due = store.scan(
                    EntryRow.partition(shard), new Scan(EntryRow.dueFrom(from), Row.of("due0"), each, false));
            due.forEach(row -> found.add(EntryRow.waiting(row.row())));
            if (due.size() == each) {
                end = Math.min(end, EntryRow.waiting(due.getLast().row()).due() + 1);
            }
        }
        for (Waiting waiting : found) {
            if (!active.containsKey(waiting.id())) {
                window.add(waiting, Optional.empty());
            }
        }
        window.narrow(end);
    }

    @Override
    public Optional<QueueEntry> find(QueueId id) {
        if (!id.isWellFormed()) {
            return Optional.empty();
        }
        return store.get(EntryRow.partition(id.shard()), EntryRow.row(id)).map(value -> rows.read(id, value));
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
        if (which.id().isPresent()) {
            for (QueueEntry entry :
                    find(which.id().get()).filter(which.fits()).stream().toList()) {
                boolean _ = each.test(entry);
            }
            return;
        }
        for (int shard = 0; shard < QueueId.SHARDS; shard++) {
            if (!walk(shard, entry -> !which.fits().test(entry) || each.test(entry))) {
                return;
            }
        }
    }

    private boolean walk(int shard, Predicate<QueueEntry> each) {
        Scan page = Scan.all("entry", PAGE);
        List<RowValue> found = store.scan(EntryRow.partition(shard), page);
        while (!found.isEmpty()) {
            for (RowValue row : found) {
                if (!each.test(rows.read(EntryRow.id(row.row()), row.value()))) {
                    return false;
                }
            }
            page = page.after(found.getLast().row());
            found = store.scan(EntryRow.partition(shard), page);
        }
        return true;
    }

    /// Not tried until released.
    /// @return how many were changed
    public long hold(Choice which, String why) {
        return change(which, entry -> entry.held().isPresent() ? entry : held(entry, Optional.of(why)));
    }

    /// No longer held, and due now.
    public long release(Choice which) {
        return change(which.and(entry -> entry.held().isPresent()), entry -> held(entry, Optional.empty()));
    }

    /// Due now.
    public long retry(Choice which) {
        return change(which.and(entry -> entry.held().isEmpty()), entry -> held(entry, Optional.empty()));
    }

    private QueueEntry held(QueueEntry entry, Optional<String> held) {
        return new QueueEntry(
                entry.id(),
                entry.arrived(),
                entry.envelope(),
                entry.origin(),
                entry.body(),
                entry.octets(),
                entry.recipients(),
                entry.attempts(),
                clock.instant(),
                held,
                entry.delayWarned());
    }

    /// Gone, without a report to anybody.
    public long remove(Choice which) {
        long[] removed = {0};
        walk(which, entry -> {
            if (exchange(entry, Optional.empty())) {
                removed[0]++;
            }
            return true;
        });
        return removed[0];
    }

    private long change(Choice which, Function<QueueEntry, QueueEntry> how) {
        long[] changed = {0};
        walk(which, entry -> {
            if (exchange(entry, Optional.of(how.apply(entry)))) {
                changed[0]++;
            }
            return true;
        });
        return changed[0];
    }

    private boolean exchange(QueueEntry old, Optional<QueueEntry> next) {
        Batch batch = replacing(old, rows.print(old));
        Optional<Window.Known> left = next.map(entry -> new Window.Known(entry, rows.print(entry)));
        leave(batch, old, left);
        if (!store.commit(batch).committed()) {
            return false;
        }
        window.remove(waiting(old));
        statistics.remove(old);
        next.ifPresent(entry -> {
            statistics.add(entry);
            if (entry.held().isEmpty() && !active.containsKey(entry.id().number())) {
                window.add(waiting(entry), Optional.empty());
            }
        });
        return true;
    }

    /// The oldest message, or the next one when the queue is empty: no delivery of an older one will be tried
    /// again.
    public synchronized QueueId oldest() {
        QueueId least = ids.upcoming();
        for (int shard = 0; shard < QueueId.SHARDS; shard++) {
            // Deleted rows at the front would have to be stepped over every time: begin where the oldest one was
            // last.
            Row from = oldest[shard] == null ? Row.of("entry/") : oldest[shard];
            List<RowValue> first = store.scan(EntryRow.partition(shard), new Scan(from, Row.of("entry0"), 1, false));
            if (!first.isEmpty()) {
                oldest[shard] = first.getFirst().row();
                QueueId id = EntryRow.id(first.getFirst().row());
                least = id.compareTo(least) < 0 ? id : least;
            }
        }
        return least;
    }

    @Override
    public void close() {
        window.close();
    }
}
