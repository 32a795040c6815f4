package org.sekisho.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.StorageException;

/// Puts messages in order: SORT and THREAD (RFC 5256, 5957). What they are sorted by comes from the mailboxes'
/// summaries and is kept in memory for the mailboxes in use, as long as there is room; messages that are new are added.
/// Safe from any thread; one mailbox is put in order for one thread at a time.
public final class Ordering {
    private static final long MOST_OCTETS = 32L << 20; // in memory for all mailboxes
    private static final long MOST_DEAD_ROWS = 1_000; // beside as many as there are messages
    private static final long BETWEEN_REPORTS = 250; // milliseconds

    /// How threads are made out.
    public enum Threading {
        ORDEREDSUBJECT,
        REFERENCES
    }

    private final Mailboxes mailboxes;
    private final Cache<MailboxId, Kept> cache = Caffeine.newBuilder()
            .maximumWeight(MOST_OCTETS)
            .weigher((MailboxId _, Kept kept) -> (int) Math.min(Integer.MAX_VALUE, kept.weight))
            .build();

    public Ordering(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    /// @param weight of the table when it was put into the cache
    private record Kept(long uidValidity, KeyTable table, ReentrantLock lock, long weight) {}

    private interface Step<R> {
        R run(KeyTable table, int[] rows);
    }

    /// @param uids of the messages, ascending; those that are gone are left out
    /// @return the UIDs in order
    public long[] sort(MailboxId mailbox, SortOrder order, long[] uids, Progress progress) {
        return with(mailbox, uids, progress, (table, rows) -> {
            int[] sorted = order.sort(table, rows);
            long[] sortedUids = new long[sorted.length];
            for (int i = 0; i < sorted.length; i++) {
                sortedUids[i] = table.uid(sorted[i]);
            }
            return sortedUids;
        });
    }

    /// @param uids of the messages, ascending; those that are gone are left out
    public ThreadForest thread(MailboxId mailbox, Threading threading, long[] uids, Progress progress) {
        return with(mailbox, uids, progress, (table, rows) -> switch (threading) {
            case ORDEREDSUBJECT -> SubjectThreads.of(table, rows);
            case REFERENCES -> ReferenceThreads.of(table, rows);
        });
    }

    private <R> R with(MailboxId mailbox, long[] uids, Progress progress, Step<R> step) {
        Optional<Head> head = mailboxes.head(mailbox);
        if (head.isEmpty() || uids.length == 0) {
            return step.run(new KeyTable(), new int[0]);
        }
        Kept kept = kept(mailbox, head.get());
        lock(kept, progress, head.get().messages());
        try {
            readUpTo(
                    uids[uids.length - 1],
                    mailbox,
                    kept.table,
                    progress,
                    head.get().messages());
            R result = step.run(kept.table, kept.table.rows(uids));
            if (kept.table.weight() != kept.weight) {
                cache.put(mailbox, new Kept(kept.uidValidity, kept.table, kept.lock, kept.table.weight()));
            }
            return result;
        } finally {
            kept.lock.unlock();
        }
    }

    private Kept kept(MailboxId mailbox, Head head) {
        Kept known = cache.asMap().compute(mailbox, (_, before) -> {
            boolean good = before != null
                    && before.uidValidity == head.uidValidity()
                    && before.table.size() <= 2 * head.messages() + MOST_DEAD_ROWS;
            return good ? before : new Kept(head.uidValidity(), new KeyTable(), new ReentrantLock(), 0);
        });
        return Objects.requireNonNull(known);
    }

    private static void lock(Kept kept, Progress progress, long messages) {
        try {
            while (!kept.lock.tryLock(BETWEEN_REPORTS, TimeUnit.MILLISECONDS)) {
                progress.at(Math.min(kept.table.size(), messages), messages);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageException.Kind.UNAVAILABLE, "interrupted while waiting to sort", e);
        }
    }

    private void readUpTo(long uid, MailboxId mailbox, KeyTable table, Progress progress, long messages) {
        List<Message> page;
        do {
            if (table.lastUid() >= uid) {
                return;
            }
            page = mailboxes.messages(mailbox, UidSet.range(table.lastUid() + 1, Mailboxes.MAX_UID), 0, Mailboxes.PAGE);
            add(mailbox, page, table);
            progress.at(table.size(), Math.max(messages, table.size()));
        } while (page.size() == Mailboxes.PAGE);
    }

    private void add(MailboxId mailbox, List<Message> page, KeyTable table) {
        try {
            addReadable(mailbox, page, table);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.DAMAGED) {
                throw e;
            }
            for (Message message : page) {
                if (message.uid() > table.lastUid()) {
                    addAlone(mailbox, message, table);
                }
            }
        }
    }

    private void addReadable(MailboxId mailbox, List<Message> page, KeyTable table) {
        Iterator<Message> messages = page.iterator();
        mailboxes.eachSummary(mailbox, page, summary -> {
            Message message = messages.next();
            while (message.uid() != summary.uid()) {
                message = messages.next(); // that one was left out: it is gone
            }
            table.add(MessageKeys.of(message, summary.keys()));
        });
    }

    /// A message that nobody can read has its place, too.
    private void addAlone(MailboxId mailbox, Message message, KeyTable table) {
        try {
            addReadable(mailbox, List.of(message), table);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.DAMAGED) {
                throw e;
            }
            table.add(MessageKeys.unreadable(message));
        }
    }
}
