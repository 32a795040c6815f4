package org.sekisho.store.rocksdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;

/// The one thread that writes. It takes all work that waits, lets each piece look at the database and add its
/// changes
/// to a group, writes the group as one synced write of the log, and wakes those who wait: many sessions share one
/// fsync, and no session's virtual thread holds its carrier in a native call while the disk works. Because nobody
/// else
/// writes, what a piece of work has read still holds when its changes are written.
final class Committer implements AutoCloseable {
    private static final long MAX_GROUP_OCTETS = 4 * 1024 * 1024; // what more waits is written next

    /// How soon, and to what end, work must be written.
    enum Durability {
        /// On the disk when the caller returns.
        SYNCED,
        /// Visible when the caller returns, on the disk with the next synced write.
        VISIBLE
    }

    /// Work that waits, and then what came of it.
    private static final class Ticket<T> {
        private final Function<Group, T> work;
        private final Durability durability;
        private final @Nullable Thread waiter;
        private @Nullable T result;
        private @Nullable RuntimeException failure;
        private volatile boolean done;

        private Ticket(Function<Group, T> work, Durability durability, @Nullable Thread waiter) {
            this.work = work;
            this.durability = durability;
            this.waiter = waiter;
        }

        private void enter(Group group) {
            try {
                result = work.apply(group);
                group.accept();
            } catch (RuntimeException e) {
                group.drop();
                failure = e;
            }
        }

        private void finish() {
            done = true;
            LockSupport.unpark(waiter);
        }

        private T await() {
            boolean interrupted = false;
            while (!done) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted(); // a commit under way cannot be called back
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return switch (failure) {
                case null -> Objects.requireNonNull(result);
                case StorageException e -> throw new StorageException(e.kind(), String.valueOf(e.getMessage()), e);
                case RuntimeException e -> throw e;
            };
        }
    }

    private final Database database;
    private final Reserve reserve;
    private final Log log;
    private final Counters counters;
    private final Queue<Ticket<?>> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean idle;
    private volatile boolean closing;

    Committer(Database database, Reserve reserve, Log log, Counters counters) {
        this.database = database;
        this.reserve = reserve;
        this.log = log;
        this.counters = counters;
        this.thread = Thread.ofPlatform().name("store-committer").start(this::run);
    }

    /// Hands work in and waits until it is written.
    /// @throws StorageException when it could not be, or the work itself threw it; then nothing of it is done,
    /// except
    ///     that after a failed write it may be
    <T> T run(Durability durability, Function<Group, T> work) {
        Ticket<T> ticket = new Ticket<>(work, durability, Thread.currentThread());
        add(ticket);
        return ticket.await();
    }

    /// Hands work in that nobody waits for.
    void later(Function<Group, ?> work) {
        add(new Ticket<>(work, Durability.VISIBLE, null));
    }

    private void add(Ticket<?> ticket) {
        waiting.add(ticket);
        if (closing && waiting.remove(ticket)) { // the committer may have looked for the last time
            throw new StorageException(Kind.UNAVAILABLE, "the store is closed");
        }
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (true) {
            boolean last = closing;
            if (waiting.isEmpty()) {
                if (last) {
                    return;
                }
                pause();
            } else {
                writeGroup();
            }
        }
    }

    private void pause() {
        idle = true;
        if (waiting.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        idle = false;
    }

    private void writeGroup() {
        List<Ticket<?>> members = new ArrayList<>();
        try {
            recover();
            Group group = new Group(database);
            boolean sync = false;
            Ticket<?> ticket;
            while (group.octets() < MAX_GROUP_OCTETS && (ticket = waiting.poll()) != null) {
                members.add(ticket);
                ticket.enter(group);
                sync |= ticket.durability == Durability.SYNCED && ticket.failure == null;
            }
            write(group, sync);
            counters.count("store_work", members.size());
        } catch (StorageException e) {
            fail(members, e);
        } catch (RuntimeException | Error e) {
            fail(members, new StorageException(Kind.UNAVAILABLE, "the store's committer failed: " + e, e));
        }
        members.forEach(Ticket::finish);
    }

    private void recover() {
        if (database.hasFailed()) {
            reserve.requireForAnything();
            database.recover();
        }
    }

    private void write(Group group, boolean sync) {
        if (sync || !group.changes().isEmpty()) {
            long start = System.nanoTime();
            database.write(group.changes(), sync);
            if (sync) {
                counters.time("store_sync", Duration.ofNanos(System.nanoTime() - start));
            }
        }
    }

    /// Nobody in the group knows what became of it. Without a group it is all who wait that cannot be served.
    private void fail(List<Ticket<?>> members, StorageException cause) {
        if (members.isEmpty()) {
            Ticket<?> ticket;
            while ((ticket = waiting.poll()) != null) {
                members.add(ticket);
            }
        }
        log.error("store.write", cause, "waiting", members.size());
        counters.count("store_failed", members.size());
        members.forEach(ticket -> ticket.failure = cause);
    }

    /// Writes what waits, then stops.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
