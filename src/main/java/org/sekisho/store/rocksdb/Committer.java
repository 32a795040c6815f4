package org.sekisho.store.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;

/// The one thread that writes. It takes all work that waits, lets each piece look at the database and add its
/// changes to a group, and writes the group to the log at once; then the [Syncer] brings it to the disk, while
/// the next group is put together. So many sessions share one write and one fsync, and no session's virtual
/// thread holds its carrier in a native call while the disk works. Because nobody else writes, what a piece of
/// work has read still holds when its changes are written.
final class Committer {
    private static final long MAX_GROUP_OCTETS = 4 * 1024 * 1024; // what more waits is written next

    /// When work is done.
    enum Durability {
        /// It is on the disk.
        SYNCED,
        /// It is seen by all, and on the disk with the next synced write.
        VISIBLE
    }

    private final Database database;
    private final Reserve reserve;
    private final Log log;
    private final Counters counters;
    private final Syncer syncer;
    private final Worklist<Ticket<?>> waiting = new Worklist<>("store-committer", this::writeGroup, this::rest);
    private boolean owesSync; // something is written that no sync was asked for; the committer's thread only

    Committer(Database database, Reserve reserve, Log log, Counters counters) {
        this.database = database;
        this.reserve = reserve;
        this.log = log;
        this.counters = counters;
        this.syncer = new Syncer(database, log, counters);
    }

    void start() {
        syncer.start();
        waiting.start();
    }

    /// Hands work in and waits until it is written.
    /// @throws StorageException when it could not be, or the work itself threw it; then nothing of it is done,
    ///     except that after a failed write it may be
    <T> T run(Durability durability, Function<Group, T> work) {
        Ticket<T> ticket = new Ticket<>(work, durability == Durability.SYNCED, Thread.currentThread());
        if (!waiting.add(ticket)) {
            throw new StorageException(Kind.UNAVAILABLE, "the store is closed");
        }
        return ticket.await();
    }

    /// Hands work in that nobody waits for. Does nothing when the store is closed.
    void later(Function<Group, ?> work) {
        waiting.add(new Ticket<>(work, false, null));
    }

    private void writeGroup(Worklist<Ticket<?>> list) {
        List<Ticket<?>> members = new ArrayList<>();
        try {
            recover();
            Group group = new Group(database);
            boolean sync = fill(group, members, list);
            if (sync || !group.changes().isEmpty()) {
                database.write(group.changes());
                counters.count("store_group");
            }
            counters.count("store_work", members.size());
            finish(members, sync);
        } catch (StorageException e) {
            fail(members, list, e);
        } catch (RuntimeException | Error e) {
            fail(members, list, new StorageException(Kind.UNAVAILABLE, "the store's committer failed: " + e, e));
        }
    }

    private static boolean fill(Group group, List<Ticket<?>> members, Worklist<Ticket<?>> list) {
        boolean sync = false;
        @Nullable Ticket<?> ticket;
        while (group.octets() < MAX_GROUP_OCTETS && (ticket = list.poll()) != null) {
            members.add(ticket);
            ticket.enter(group);
            sync |= ticket.needsSync();
        }
        return sync;
    }

    private void finish(List<Ticket<?>> members, boolean sync) {
        owesSync = !sync;
        if (!sync) {
            members.forEach(Ticket::finish);
            return;
        }
        List<Ticket<?>> unsynced = new ArrayList<>(members.size());
        for (Ticket<?> ticket : members) {
            if (ticket.needsSync()) {
                unsynced.add(ticket);
            } else {
                ticket.finish();
            }
        }
        syncer.add(unsynced);
    }

    /// What nobody waits for does not stay unsynced on a quiet server.
    private void rest() {
        if (owesSync) {
            owesSync = false;
            syncer.add(List.of());
        }
    }

    private void recover() {
        if (database.hasFailed()) {
            syncer.awaitIdle(); // it tells those who wait for it
            reserve.requireForAnything();
            database.recover();
        }
    }

    /// Nobody in the group knows what became of it. Without a group it is all who wait that cannot be served.
    private void fail(List<Ticket<?>> members, Worklist<Ticket<?>> list, StorageException cause) {
        if (members.isEmpty()) {
            @Nullable Ticket<?> ticket;
            while ((ticket = list.poll()) != null) {
                members.add(ticket);
            }
        }
        log.error("store.write", cause, "waiting", members.size());
        counters.count("store_failed", members.size());
        members.forEach(ticket -> ticket.fail(cause));
    }

    /// Writes what waits, then stops.
    void close() {
        waiting.close();
        syncer.close();
    }
}
