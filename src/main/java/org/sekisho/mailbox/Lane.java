package org.sekisho.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sekisho.store.Outcome;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// The writers of one mailbox on this node, one after the other. The thread at the front of the queue takes the
/// turn for itself and for those behind it: one commit, one sync, for many. Nobody runs for others twice: the
/// turn passes to the next in the queue.
///
/// The lock guards the queue and is never held during I/O. That all changes go through here makes conflicts rare,
/// it is not what makes them safe: every commit is conditional on the head it was made from, so another node, a
/// second lane or a stale head costs a retry.
final class Lane {
    static final int MAX_GROUP_OCTETS = 1 << 20;
    static final int MAX_GROUP = 256;
    private static final int ATTEMPTS = 50;
    private static final int ATTEMPTS_WITHOUT_PAUSE = 3;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration BETWEEN_PRUNINGS = Duration.ofHours(1);

    private static final class Waiting<R> {
        final Change<R> change;
        final Condition woken;
        boolean done;
        /// Applied, or the mailbox is gone: a change that was cut off must not look like the latter.
        boolean settled;

        @Nullable
        R result;

        @Nullable
        RuntimeException failure;

        Waiting(Change<R> change, Condition woken) {
            this.change = change;
            this.woken = woken;
        }

        void apply(Turn turn) {
            result = change.applyTo(turn);
            settled = true;
        }

        void gone() {
            result = null;
            settled = true;
        }

        Optional<R> outcome() {
            if (failure instanceof StorageException ours) {
                throw new StorageException(ours.kind(), String.valueOf(ours.getMessage()), ours);
            }
            if (failure != null || !settled) {
                throw new IllegalStateException("a change to a mailbox failed", failure);
            }
            return Optional.ofNullable(result);
        }
    }

    private final MailboxId mailbox;
    private final Surroundings around;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting<?>> queue = new ArrayDeque<>();
    private boolean taken;
    /// Read and written by the thread that has the turn.
    private @Nullable Head known;
    private Instant pruned = Instant.EPOCH;

    /// How many use this lane now; guarded by the lock of [Lanes].
    int users;

    Lane(MailboxId mailbox, Surroundings around) {
        this.mailbox = mailbox;
        this.around = around;
    }

    /// What all lanes have in common.
    record Surroundings(
            Store store,
            Quotas quotas,
            ContentsCache contents,
            Bells bells,
            Retention retention,
            DeliveryIds deliveryIds,
            InstantSource clock) {}

    MailboxId mailbox() {
        return mailbox;
    }

    /// Does the change; it is durable on return.
    /// @return empty: the mailbox is gone
    <R> Optional<R> run(Change<R> change) {
        Waiting<R> mine = new Waiting<>(change, lock.newCondition());
        List<Waiting<?>> group = waitForTurn(mine);
        if (!group.isEmpty()) {
            try {
                work(group);
            } finally {
                pass(group);
            }
        }
        return mine.outcome();
    }

    /// @return the group to work for, with `mine` in it; empty when another thread has done it
    private List<Waiting<?>> waitForTurn(Waiting<?> mine) {
        lock.lock();
        try {
            queue.add(mine);
            while (!mine.done && (taken || queue.peekFirst() != mine)) {
                mine.woken.awaitUninterruptibly();
            }
            if (mine.done) {
                return List.of();
            }
            taken = true;
            return nextGroup();
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting<?>> nextGroup() {
        List<Waiting<?>> group = new ArrayList<>();
        long octets = 0;
        while (group.size() < MAX_GROUP && !queue.isEmpty()) {
            octets += queue.peekFirst().change.weight();
            if (!group.isEmpty() && octets > MAX_GROUP_OCTETS) {
                break;
            }
            group.add(queue.removeFirst());
        }
        return group;
    }

    private void pass(List<Waiting<?>> group) {
        lock.lock();
        try {
            taken = false;
            for (Waiting<?> one : group) {
                one.done = true;
                one.woken.signal();
            }
            Waiting<?> next = queue.peekFirst();
            if (next != null) {
                next.woken.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// A failure that is not the store's as a whole may come from one member of the group: then each is tried
    /// alone, so that it does not fail the others again and again.
    private void work(List<Waiting<?>> group) {
        try {
            commit(group);
        } catch (RuntimeException e) {
            known = null; // whether it was done or not is for the next reader to find out
            around.bells.ring(new Watch.Event.InMailbox(mailbox)); // it may have been
            boolean mayBeOneOfThem =
                    !(e instanceof StorageException ours) || ours.kind() == StorageException.Kind.DAMAGED;
            if (group.size() > 1 && mayBeOneOfThem) {
                group.forEach(one -> work(List.of(one)));
            } else {
                group.forEach(one -> one.failure = e);
            }
        }
    }

    private void commit(List<Waiting<?>> group) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<Head> head = head();
            if (head.isEmpty()
                    || (head.get().removed() && !group.getFirst().change.evenRemoved())) {
                group.forEach(Waiting::gone);
                return;
            }
            Turn turn = new Turn(mailbox, around, around.clock.instant(), head.get());
            if (applied(group, turn) && (turn.isEmpty() || committed(turn))) {
                return;
            }
            known = null;
            pause(attempt);
        }
        throw new StorageException(
                StorageException.Kind.UNAVAILABLE, "mailbox " + mailbox + " is changed by others all the time");
    }

    /// A change reads one row after the other. When another node takes a row away meanwhile it looks like damage,
    /// but it is a conflict.
    private boolean applied(List<Waiting<?>> group, Turn turn) {
        try {
            group.forEach(one -> one.apply(turn));
            return true;
        } catch (StorageException e) {
            boolean conflict = e.kind() == StorageException.Kind.DAMAGED
                    && !turn.messages().head().equals(Optional.of(turn.before()));
            if (!conflict) {
                throw e;
            }
            return false;
        }
    }

    private boolean committed(Turn turn) {
        if (pruned.isBefore(turn.now().minus(BETWEEN_PRUNINGS))) {
            pruned = turn.now();
            around.deliveryIds.prune(mailbox, turn);
        }
        if (turn.beginsToKeep()) {
            around.retention.note(turn.now(), new Expiries.Subject.InMailbox(mailbox));
        }
        Head next = turn.finish();
        return switch (around.store.commit(turn.batch())) {
            case Outcome.Conflict _ -> false;
            case Outcome.Committed _ -> {
                known = next;
                around.quotas.changed(mailbox, next);
                around.contents.committed(mailbox, turn.before(), next, turn.rows(), turn.vanished());
                around.bells.ring(new Watch.Event.InMailbox(mailbox));
                yield true;
            }
        };
    }

    private Optional<Head> head() {
        if (known == null) {
            known = new MessageRows(around.store, mailbox).head().orElse(null);
        }
        return Optional.ofNullable(known);
    }

    private static void pause(int attempt) {
        if (attempt <= ATTEMPTS_WITHOUT_PAUSE) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the caller's business; the commit goes on
        }
    }
}
