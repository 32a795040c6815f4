package org.sekisho.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sekisho.accounts.AccountId;
import org.sekisho.events.Log;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.store.StorageException;

/// The one thread that changes indexes. Mailboxes to be read wait in a line; each has its turn for a slice, so that a
/// small one is not kept waiting by a large one, and there is memory for one only. From time to time it looks whether
/// there is new mail for accounts that searched lately, so that the next search finds it read.
final class Indexer implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_REPORTS = Duration.ofMillis(250);

    private final Mailboxes mailboxes;
    private final OpenIndexes indexes;
    private final CatchingUp catchingUp;
    private final Log log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Deque<Task> line = new ArrayDeque<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("search").unstarted(this::run);
    private boolean closed;

    Indexer(Mailboxes mailboxes, OpenIndexes indexes, CatchingUp catchingUp, Log log) {
        this.mailboxes = mailboxes;
        this.indexes = indexes;
        this.catchingUp = catchingUp;
        this.log = log;
    }

    void start() {
        thread.start();
    }

    /// Something to do. Others wait for it.
    abstract static sealed class Task {
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicLong finished = new AtomicLong();
        private volatile long left;

        /// By the indexer's thread only.
        void come(long further, long rest) {
            finished.addAndGet(further);
            left = rest;
        }

        /// Waits until it is done, and tells how it comes along.
        void await(Progress progress) {
            try {
                while (!done.await(BETWEEN_REPORTS.toMillis(), TimeUnit.MILLISECONDS)) {
                    progress.at(finished.get(), finished.get() + left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageException(StorageException.Kind.UNAVAILABLE, "interrupted in a search", e);
            }
        }
    }

    /// Reads what is new in a mailbox.
    static final class Read extends Task {
        private final AccountId account;
        private final MailboxId mailbox;

        private Read(AccountId account, MailboxId mailbox) {
            this.account = account;
            this.mailbox = mailbox;
        }
    }

    /// Removes an account's index.
    static final class Remove extends Task {
        private final AccountId account;

        private Remove(AccountId account) {
            this.account = account;
        }
    }

    /// Looks for new mail and tidies up.
    static final class Look extends Task {}

    /// Has a mailbox read, or waits for it with those who asked before.
    Task read(AccountId account, MailboxId mailbox) {
        lock.lock();
        try {
            Optional<Task> waiting = line.stream()
                    .filter(task -> task instanceof Read read && read.mailbox.equals(mailbox))
                    .findFirst();
            return waiting.orElseGet(() -> add(new Read(account, mailbox)));
        } finally {
            lock.unlock();
        }
    }

    Task remove(AccountId account) {
        lock.lock();
        try {
            return add(new Remove(account));
        } finally {
            lock.unlock();
        }
    }

    /// Looks for new mail of those who searched lately, which happens every few seconds anyway.
    Task looking() {
        lock.lock();
        try {
            return add(new Look());
        } finally {
            lock.unlock();
        }
    }

    private Task add(Task task) {
        if (closed) {
            task.done.countDown();
        } else {
            line.addLast(task);
            added.signal();
        }
        return task;
    }

    private void run() {
        try {
            long look = System.nanoTime();
            while (!isClosed()) {
                next().ifPresent(this::work);
                if (System.nanoTime() - look > BETWEEN_LOOKS.toNanos()) {
                    look();
                    look = System.nanoTime();
                }
            }
        } finally {
            finishAll(); // whatever ended it: nobody waits in vain, searches read the messages
        }
    }

    /// The first in line, which stays there; waits a little for one.
    private Optional<Task> next() {
        lock.lock();
        try {
            long left = BETWEEN_LOOKS.toNanos();
            while (line.isEmpty() && !closed && left > 0) {
                left = added.awaitNanos(left);
            }
            return Optional.ofNullable(line.peekFirst());
        } catch (InterruptedException _) {
            return Optional.empty(); // nobody does
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void work(Task task) {
        boolean complete = true;
        try {
            complete = switch (task) {
                case Read read -> step(read);
                case Remove remove -> {
                    indexes.delete(remove.account);
                    yield true;
                }
                case Look _ -> {
                    look();
                    yield true;
                }
            };
        } catch (StorageException e) {
            log.warn("search.store", "reason", e); // who waits sees that the index is behind
        } catch (RuntimeException e) {
            log.error("search.bug", e);
        }
        lock.lock();
        try {
            line.remove(task);
            if (complete) {
                task.done.countDown();
            } else {
                line.addLast(task);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean step(Read read) {
        Optional<AccountIndex> index = indexes.get(read.account, true);
        if (index.isEmpty()) {
            return true;
        }
        try {
            long left = catchingUp.step(read.account, index.get(), read.mailbox).messages();
            read.come(CatchingUp.SLICE, left);
            return left == 0;
        } catch (IOException | RuntimeException e) {
            if (e instanceof StorageException storage) {
                throw storage;
            }
            indexes.giveUp(read.account, e);
            return true;
        }
    }

    private void look() {
        indexes.tidy();
        for (AccountId account : indexes.accounts()) {
            try {
                indexes.get(account, false).ifPresent(index -> stale(index).forEach(mailbox -> read(account, mailbox)));
            } catch (StorageException e) {
                log.debug("search.store", "reason", e); // there will be another look
            }
        }
    }

    private List<MailboxId> stale(AccountIndex index) {
        List<MailboxId> stale = new ArrayList<>();
        for (MailboxId mailbox : index.mailboxes()) {
            Optional<Long> now = mailboxes.head(mailbox).map(Head::highestModSeq);
            Optional<Long> known = index.mark(mailbox).map(AccountIndex.Mark::modSeq);
            if (!now.equals(known)) {
                stale.add(mailbox);
            }
        }
        return stale;
    }

    private void finishAll() {
        lock.lock();
        try {
            closed = true;
            line.forEach(task -> task.done.countDown());
            line.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            added.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        indexes.closeAll();
    }
}
