package org.sekisho.store.rocksdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;

/// The second thread of the [Committer]: brings the log to the disk and wakes those who wait for that. One fsync
/// covers every group that was written before it began.
final class Syncer {
    private final Database database;
    private final Log log;
    private final Counters counters;
    private final Worklist<List<Ticket<?>>> written = new Worklist<>("store-syncer", this::sync, () -> {});
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int underWay; // groups; guarded by the lock

    Syncer(Database database, Log log, Counters counters) {
        this.database = database;
        this.log = log;
        this.counters = counters;
    }

    void start() {
        written.start();
    }

    /// The committer's thread: a group that is written and must be synced.
    void add(List<Ticket<?>> group) {
        count(1);
        written.add(group);
    }

    /// The committer's thread: returns when nobody waits for a sync any more.
    void awaitIdle() {
        lock.lock();
        try {
            while (underWay > 0) {
                idle.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void count(int groups) {
        lock.lock();
        try {
            underWay += groups;
            if (underWay == 0) {
                idle.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void sync(Worklist<List<Ticket<?>>> list) {
        List<List<Ticket<?>>> groups = new ArrayList<>();
        @Nullable List<Ticket<?>> group;
        while ((group = list.poll()) != null) {
            groups.add(group);
        }
        try {
            long start = System.nanoTime();
            database.sync();
            counters.time("store_sync", Duration.ofNanos(System.nanoTime() - start));
            groups.forEach(each -> each.forEach(Ticket::finish));
        } catch (StorageException e) {
            fail(groups, e);
        } catch (RuntimeException | Error e) {
            fail(groups, new StorageException(Kind.UNAVAILABLE, "the store's syncer failed: " + e, e));
        }
        count(-groups.size());
    }

    /// Nobody knows what became of what they wrote.
    private void fail(List<List<Ticket<?>>> groups, StorageException cause) {
        log.error("store.sync", cause, "groups", groups.size());
        groups.forEach(each -> each.forEach(ticket -> ticket.fail(cause)));
    }

    /// Syncs what waits, then stops. The committer has stopped before.
    void close() {
        written.close();
    }
}
