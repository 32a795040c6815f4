package org.sekisho.mailbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sekisho.store.Store;

/// The [Contents] of the mailboxes in use, and of those that were used lately. Whoever asks compares with the
/// head row, and reads what the log says is new: so it does not matter who changes a mailbox, a lane of this
/// process or another node. What a lane of this process commits is handed in and need not be read. Safe from
/// any thread.
final class ContentsCache {
    private static final int KEPT_OCTETS = 24 << 20; // besides those that sessions hold
    private static final int WEIGHED_AGAIN = 8; // when it has grown by an eighth
    private static final int ATTEMPTS = 100;

    private final Store store;
    private final FlagsPool flags = new FlagsPool();
    /// Every state of a mailbox holds its place, so a mailbox that a session has open is never loaded twice.
    private final Cache<MailboxId, Place> places =
            Caffeine.newBuilder().weakValues().build();

    private final Cache<MailboxId, Place> kept = Caffeine.newBuilder()
            .maximumWeight(KEPT_OCTETS)
            .weigher((MailboxId _, Place place) -> place.weight)
            .build();

    ContentsCache(Store store) {
        this.store = store;
    }

    /// As they are now: at least as new as everything that was committed before the call.
    /// @return empty: the mailbox is gone
    Optional<Contents> get(MailboxId mailbox) {
        Place place = places.get(mailbox, Place::new);
        Optional<Contents> found = place.current();
        if (found.isEmpty()) {
            places.invalidate(mailbox);
            kept.invalidate(mailbox);
        } else {
            keep(place, found.get());
        }
        return found;
    }

    private void keep(Place place, Contents contents) {
        int weight = contents.weight();
        boolean same = Math.abs(weight - place.weight) <= place.weight / WEIGHED_AGAIN;
        if (!same || kept.getIfPresent(place.mailbox) == null) {
            place.weight = weight;
            kept.put(place.mailbox, place);
        }
    }

    /// What a lane has committed. Called by the thread that has the lane's turn.
    /// @param messages new and changed ones; of two with one UID the later counts
    void committed(MailboxId mailbox, Head before, Head after, List<Message> messages, UidSet vanished) {
        Place place = places.getIfPresent(mailbox);
        if (place != null) {
            place.committed(before, after, messages, vanished);
        }
    }

    private Message interned(Message message) {
        return message.with(flags.same(message.flags()), message.modSeq());
    }

    /// The newest known state of one mailbox.
    private final class Place implements Contents.Home {
        final MailboxId mailbox;
        volatile int weight;
        private final MessageRows rows;
        private final ReentrantLock reading = new ReentrantLock();
        private final AtomicReference<@Nullable Contents> latest = new AtomicReference<>();

        Place(MailboxId mailbox) {
            this.mailbox = mailbox;
            this.rows = new MessageRows(store, mailbox);
        }

        Optional<Contents> current() {
            Optional<Head> head = head();
            Contents known = latest.get();
            if (head.isEmpty() || isCurrent(known, head.get())) {
                return head.map(_ -> known);
            }
            reading.lock();
            try {
                return read();
            } finally {
                reading.unlock();
            }
        }

        private Optional<Head> head() {
            return rows.head().filter(head -> !head.removed());
        }

        /// A lane may have told more than the head that was read before.
        private static boolean isCurrent(@Nullable Contents known, Head head) {
            return known != null && known.highestModSeq() >= head.highestModSeq();
        }

        /// Rows are read one after the other while others change them: what is read may be newer than the
        /// head it is read for, and the log has that again. So the end is a head that is no newer than what
        /// was read.
        private Optional<Contents> read() {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Optional<Head> head = head();
                Contents known = latest.get();
                if (head.isEmpty()) {
                    latest.set(null);
                    return Optional.empty();
                }
                if (known != null && isCurrent(known, head.get())) {
                    return Optional.of(known);
                }
                Contents next = known == null ? all(head.get()) : caughtUp(known, head.get());
                latest.compareAndSet(known, next); // else a lane was faster: look again
            }
            return Optional.ofNullable(latest.get()); // changed all the time: new enough for whoever asked at first
        }

        private Contents all(Head head) {
            ChunkWriter writer = new ChunkWriter();
            rows.readAll(writer, flags);
            return Contents.of(this, head, writer.finish());
        }

        private Contents caughtUp(Contents known, Head head) {
            return switch (rows.changesBetween(known.highestModSeq(), head)) {
                case Changes.Since(var _, var changed, var vanished) -> {
                    List<Message> messages = new ArrayList<>();
                    List<Long> found = new ArrayList<>();
                    for (Message message : rows.messages(changed, 0, Integer.MAX_VALUE)) {
                        messages.add(interned(message));
                        found.add(message.uid());
                    }
                    UidSet there =
                            UidSet.of(found.stream().mapToLong(Long::longValue).toArray());
                    yield known.after(messages, vanished.plus(changed.minus(there)), head);
                }
                case Changes.TooOld _, Changes.Gone _ -> all(head);
            };
        }

        void committed(Head before, Head after, List<Message> messages, UidSet vanished) {
            Contents known = latest.get();
            if (known == null || known.highestModSeq() != before.highestModSeq()) {
                return; // whoever asks next reads the log
            }
            Map<Long, Message> byUid = new TreeMap<>();
            messages.forEach(message -> byUid.put(message.uid(), interned(message)));
            latest.compareAndSet(known, known.after(List.copyOf(byUid.values()), vanished, after));
        }
    }
}
