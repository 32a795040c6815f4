package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.Watch.Event;
import org.sekisho.store.BlobId;
import org.sekisho.testing.Dice;
import org.sekisho.testing.MemoryStore;

@SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: the others come sooner on few cores
final class WatchTest {
    private static final AccountId ALICE = new AccountId("00000000000000a1");
    private static final AccountId BOB = new AccountId("00000000000000b0");
    private static final String TEXT = "Subject: hello\r\n\r\nbody\r\n";
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MemoryStore store = new MemoryStore();
    private final Mailboxes mailboxes =
            new Mailboxes(store, InstantSource.system(), new Random(1), Quota.UNLIMITED, () -> "");
    private final BlobId body = Bodies.stored(store, TEXT);
    private final AtomicLong deliveries = new AtomicLong();

    private MailboxId created(String name) {
        var changed = mailboxes.list().create(ALICE, new MailboxName(name), Set.of());
        return ((MailboxList.Changed.Done) changed).mailbox().id();
    }

    private long deliver(MailboxId mailbox) {
        String id = "Q" + deliveries.incrementAndGet();
        return ((Appended.Stored) mailboxes.deliver(mailbox, Bodies.delivery(id, body, TEXT))).uid();
    }

    /// Waits for the bell, then asks.
    private static List<Event> heard(Watch watch, Duration limit) throws InterruptedException {
        Semaphore rung = new Semaphore(0);
        watch.listen(rung::release);
        if (!rung.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            return List.of();
        }
        return watch.poll();
    }

    @Test
    void tellsWhatHappenedAndEachOnce() throws InterruptedException {
        MailboxId one = created("one");
        MailboxId two = created("two");
        MailboxId other = created("other");
        try (Watch watch = mailboxes.watch().add(one).add(one).add(two).addList(ALICE)) {
            assertEquals(List.of(), heard(watch, Duration.ZERO));
            assertEquals(List.of(), heard(watch, Duration.ofMillis(1)));
            deliver(two);
            deliver(one);
            deliver(two);
            deliver(other);
            assertEquals(Set.of(new Event.InMailbox(one), new Event.InMailbox(two)), new HashSet<>(heard(watch, LONG)));
            assertEquals(List.of(), watch.poll());
            watch.remove(two);
            deliver(two);
            mailboxes.setFlags(
                    one, new FlagChange(UidSet.of(1), Flags.Mode.ADD, Flags.of(SystemFlag.SEEN), OptionalLong.empty()));
            assertEquals(List.of(new Event.InMailbox(one)), heard(watch, LONG));
            mailboxes.expunge(one, UidSet.of(1), false);
            assertEquals(List.of(new Event.InMailbox(one)), watch.poll());
        }
    }

    @Test
    void tellsOfTheListOfMailboxes() {
        Event changed = new Event.InList(ALICE);
        try (Watch watch = mailboxes.watch().addList(ALICE)) {
            created("one");
            assertEquals(List.of(changed), watch.poll());
            mailboxes.rename(ALICE, new MailboxName("one"), new MailboxName("two"));
            assertEquals(List.of(changed), watch.poll());
            mailboxes.list().subscribe(ALICE, new MailboxName("two"));
            assertEquals(List.of(changed), watch.poll());
            mailboxes.list().unsubscribe(ALICE, new MailboxName("two"));
            assertEquals(List.of(changed), watch.poll());
            mailboxes.list().create(BOB, new MailboxName("bob"), Set.of());
            assertEquals(List.of(), watch.poll());
            mailboxes.remove(ALICE, new MailboxName("two"));
            assertEquals(List.of(changed), watch.poll());
            watch.removeList(ALICE);
            created("three");
            assertEquals(List.of(), watch.poll());
        }
    }

    @Test
    @Timeout(30)
    void closingRings() throws Exception {
        Watch watch = mailboxes.watch().add(created("one"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Event>> waiting = threads.submit(() -> heard(watch, LONG));
            watch.close();
            watch.close();
            assertEquals(List.of(), waiting.get());
            assertTrue(watch.isClosed());
            assertEquals(List.of(), heard(watch.add(created("two")), LONG));
        }
    }

    /// A watch that looks, and then waits for what comes after its look, sees every message, however the steps of
    /// the two fall together. With a lost wake-up the test hangs.
    @Test
    @Timeout(120)
    void noWakeUpIsLost() {
        Dice.check(30, dice -> {
            MailboxId mailbox = created(dice.text("abcdefghij", 12));
            int messages = 150;
            int watches = dice.of(List.of(1, 3, 20));
            boolean pauses = dice.oneIn(2);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < watches; i++) {
                    running.add(threads.submit(() -> {
                        try (Watch watch = mailboxes.watch().add(mailbox)) {
                            while (mailboxes.contents(mailbox).orElseThrow().size() < messages) {
                                assertFalse(heard(watch, Duration.ofHours(1)).isEmpty());
                            }
                        }
                        return null;
                    }));
                    running.add(threads.submit(
                            () -> { // comes and goes
                                while (mailboxes.contents(mailbox).orElseThrow().size() < messages) {
                                    mailboxes.watch().add(mailbox).close();
                                    Thread.yield();
                                }
                            }));
                }
                for (int i = 0; i < messages; i++) {
                    deliver(mailbox);
                    if (pauses) {
                        Thread.yield();
                    }
                }
                for (Future<?> each : running) {
                    each.get();
                }
            }
        });
    }

    /// The writer only rings; a thread of its own goes round.
    @Test
    @Timeout(120)
    void aThousandWatchesHoldNoWriterUp() throws Exception {
        MailboxId mailbox = created("busy");
        int watches = 1_000;
        CountDownLatch ready = new CountDownLatch(watches);
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < watches; i++) {
                running.add(threads.submit(() -> {
                    try (Watch watch = mailboxes.watch().add(mailbox)) {
                        ready.countDown();
                        while (mailboxes.head(mailbox).orElseThrow().messages() < 200) {
                            heard(watch, LONG);
                        }
                    }
                    return null;
                }));
            }
            ready.await();
            for (int i = 0; i < 200; i++) {
                deliver(mailbox);
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    @Test
    void whatNobodyWatchesIsForgotten() {
        Bells bells = new Bells();
        Watch watch = new Watch(bells);
        watch.add(new MailboxId("00000000000000aa")).addList(ALICE);
        assertEquals(2, bells.size());
        watch.close();
        assertEquals(0, bells.size());
    }
}
