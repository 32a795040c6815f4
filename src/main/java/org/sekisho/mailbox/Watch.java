package org.sekisho.mailbox;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.accounts.AccountId;

/// Hears of changes that are made through its [Mailboxes]: to any number of mailboxes, to the mailbox lists of
/// accounts, and to accounts. It remembers what has happened since it was last asked, so nothing is missed between a
/// look and the next [#listen]: add a mailbox first, then look at it. What another node does is not noticed:
/// look from time to time anyway.
///
/// All methods may be called from any thread.
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
    private @Nullable Runnable bell;
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
        if (happened != null && happened.remove(event) && happened.isEmpty()) {
            happened = null;
        }
    }

    /// Calls `newBell` once, as soon as something has happened since the last [#poll]: at once when it has
    /// already, and when the watch is closed. It is called by whoever makes the change, so it must not wait; it
    /// takes the place of a bell that was given before.
    public void listen(Runnable newBell) {
        synchronized (this) {
            boolean waits = happened == null && !closed;
            this.bell = waits ? newBell : null;
            if (waits) {
                return;
            }
        }
        newBell.run();
    }

    /// What has happened since the last call, each once.
    public synchronized List<Event> poll() {
        List<Event> found = happened == null ? List.of() : List.copyOf(happened);
        happened = null;
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
        ring();
    }

    private void ring() {
        Runnable listener = bell;
        if (listener != null) {
            bell = null;
            listener.run();
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
        ring();
    }
}
