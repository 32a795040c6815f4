package org.sekisho.mailbox;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sekisho.accounts.AccountId;

/// Waits for changes that are made through its [Mailboxes]: to any number of mailboxes, to the mailbox lists of
/// accounts, and to accounts. It remembers what has happened since it was last asked, so nothing is missed between a
/// look and the next [#await]: add a mailbox first, then look at it. What another node does is not noticed:
/// look from time to time anyway.
///
/// One thread waits; all methods may be called from any thread, and [#close] ends the waiting.
public final class Watch implements AutoCloseable {
    /// Something has changed there; what, a look tells.
    public sealed interface Event {
        /// Messages came, went or have other flags; or the mailbox was removed.
        record InMailbox(MailboxId mailbox) implements Event {}

        /// A mailbox was created, removed or renamed, or a name subscribed to or unsubscribed from.
        record InList(AccountId account) implements Event {}

        /// It may log in no more, or have another password, or anything else.
        record OfAccount(AccountId account) implements Event {}
    }

    private final Bells bells;
    private final Set<Event> watched = new HashSet<>(4); // guarded by this, as all below
    private @Nullable Set<Event> happened;
    private @Nullable Thread waiting;
    private boolean closed;

    Watch(Bells bells) {
        this.bells = bells;
    }

    /// From now on. Adding it twice is adding it once.
    public Watch add(MailboxId mailbox) {
        return add(new Event.InMailbox(mailbox));
    }

    /// From now on. Adding it twice is adding it once.
    public Watch addList(AccountId account) {
        return add(new Event.InList(account));
    }

    /// From now on. Adding it twice is adding it once.
    public Watch addAccount(AccountId account) {
        return add(new Event.OfAccount(account));
    }

    public void remove(MailboxId mailbox) {
        remove(new Event.InMailbox(mailbox));
    }

    public void removeList(AccountId account) {
        remove(new Event.InList(account));
    }

    private synchronized Watch add(Event event) {
        if (!closed && watched.add(event)) {
            bells.add(event, this);
        }
        return this;
    }

    private synchronized void remove(Event event) {
        if (watched.remove(event)) {
            bells.remove(event, this);
        }
        if (happened != null) {
            happened.remove(event);
        }
    }

    /// Waits until something has happened since the last call, at most `timeout`.
    /// @return what, each once; empty after `timeout`, and as soon as the watch is closed
    public List<Event> await(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            long left = end - System.nanoTime();
            List<Event> found = take(left > 0);
            if (!found.isEmpty() || left <= 0 || isClosed()) {
                return found;
            }
            LockSupport.parkNanos(this, left); // returns at once after an unpark between take and here
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /// What has happened since the last call, without waiting.
    public List<Event> poll() {
        return take(false);
    }

    /// In one step with the look whether there is something, so that whoever adds the first event sees the
    /// thread.
    private synchronized List<Event> take(boolean willWait) {
        List<Event> found = happened == null ? List.of() : List.copyOf(happened);
        happened = null;
        waiting = willWait && found.isEmpty() ? Thread.currentThread() : null;
        return found;
    }

    /// Never waits: the lock is held for some instructions only.
    synchronized void happened(Event event) {
        if (!watched.contains(event)) {
            return; // removed while the bell was ringing
        }
        if (happened == null) {
            happened = new LinkedHashSet<>(2);
        }
        happened.add(event);
        wake();
    }

    private void wake() {
        if (waiting != null) {
            LockSupport.unpark(waiting);
            waiting = null;
        }
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /// Idempotent.
    @Override
    public synchronized void close() {
        closed = true;
        watched.forEach(event -> bells.remove(event, this));
        watched.clear();
        wake();
    }
}
