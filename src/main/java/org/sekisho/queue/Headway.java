package org.sekisho.queue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How far the intake may be ahead of the first attempts, in octets of large messages. Those that are sent on at
/// once are still in memory then, and never reach the store's final files; so a sender who is faster than
/// delivery waits a little for each large message. Never for long: a destination that takes none must not stop
/// the intake. Safe from any thread.
final class Headway {
    static final long LARGE = 32 * 1024; // octets; smaller messages never wait
    static final long ROOM = 4 * 1024 * 1024; // octets
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition less = lock.newCondition();
    private final Set<Long> untried = new HashSet<>(); // ids of the large ones
    private long octets;

    /// @param patience how long one message waits at most
    Headway(Duration patience) {
        this.patience = patience;
    }

    /// Waits for room, and not for longer than a moment.
    void await(long size) {
        if (size < LARGE) {
            return;
        }
        lock.lock();
        try {
            long left = patience.toNanos();
            while (octets > 0 && octets + size > ROOM && left > 0) {
                left = less.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// A message was accepted.
    void add(long id, long size) {
        if (size < LARGE) {
            return;
        }
        lock.lock();
        try {
            if (untried.add(id)) {
                octets += size;
            }
        } finally {
            lock.unlock();
        }
    }

    /// A message's first attempt is over, or will not be soon. Nothing happens when it is not one of these.
    /// @param size of the message: small ones are known without a look
    void remove(long id, long size) {
        if (size < LARGE) {
            return;
        }
        lock.lock();
        try {
            if (untried.remove(id)) {
                octets -= size;
                less.signal();
            }
        } finally {
            lock.unlock();
        }
    }
}
