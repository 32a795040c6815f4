package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.BlobId;
import org.sekisho.store.Partition;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.ShakyStore;
import org.sekisho.testing.StoreBefore;

/// What sessions are told is what the store has, whoever changes it.
@SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: the others come sooner on few cores
final class ContentsCacheTest {
    private static final AccountId ALICE = new AccountId("00000000000000a1");
    private static final String TEXT = "Subject: hello\r\n\r\nbody\r\n";
    private static final UidSet ALL = UidSet.range(1, Mailboxes.MAX_UID);
    private static final List<Flags> FLAGS = List.of(
            Flags.of(SystemFlag.SEEN),
            Flags.of(SystemFlag.DELETED),
            new Flags(Set.of(SystemFlag.SEEN), List.of("$Junk", "work")));

    private final MemoryStore memory = new MemoryStore();
    private final Counting store = new Counting(memory);
    private final Mailboxes mailboxes = open(store, 1);
    private final BlobId body = Bodies.stored(memory, TEXT);
    private final AtomicLong ids = new AtomicLong();

    private static final class Counting implements StoreBefore {
        final AtomicLong scanned = new AtomicLong(); // rows
        private final Store store;

        Counting(Store store) {
            this.store = store;
        }

        @Override
        public Store store() {
            return store;
        }

        @Override
        public List<RowValue> scan(Partition partition, Scan scan) {
            List<RowValue> rows = store.scan(partition, scan);
            scanned.addAndGet(rows.size());
            return rows;
        }
    }

    private static Mailboxes open(Store store, long seed) {
        return new Mailboxes(store, InstantSource.system(), new Random(seed), Quota.UNLIMITED, () -> "");
    }

    private MailboxId created() {
        var changed = mailboxes.list().create(ALICE, new MailboxName("box" + ids.incrementAndGet()), Set.of());
        return ((MailboxList.Changed.Done) changed).mailbox().id();
    }

    private void deliver(Mailboxes node, MailboxId mailbox, int count) {
        for (int i = 0; i < count; i++) {
            node.deliver(mailbox, Bodies.delivery("Q" + ids.incrementAndGet(), body, TEXT));
        }
    }

    private static void flag(Mailboxes node, MailboxId mailbox, UidSet uids, Flags flags, Flags.Mode mode) {
        node.setFlags(mailbox, new FlagChange(uids, mode, flags, OptionalLong.empty()));
    }

    private void check(Mailboxes node, MailboxId mailbox, String context) {
        Contents contents = node.contents(mailbox).orElseThrow();
        Head head = new MessageRows(memory, mailbox).head().orElseThrow();
        List<Message> rows = new MessageRows(memory, mailbox).messages(ALL, 0, 1_000_000);
        assertEquals(head.highestModSeq(), contents.highestModSeq(), context);
        assertEquals(head.uidNext(), contents.uidNext(), context);
        assertEquals(head.uidValidity(), contents.uidValidity(), context);
        assertEquals(head.messages(), contents.size(), context);
        assertEquals(head.unseen(), contents.countUnseen(), context);
        assertEquals(head.deleted(), contents.countDeleted(), context);
        Contents.Cursor cursor = contents.cursor();
        for (Message row : rows) {
            assertTrue(cursor.next(), context);
            assertEquals(row.uid(), cursor.uid(), context);
            assertEquals(row.flags(), cursor.flags(), context);
            assertEquals(row.modSeq(), cursor.modSeq(), context);
            assertEquals(row.octets(), cursor.octets(), context);
        }
    }

    @Test
    void whatThisNodeCommitsIsNotReadAgain() {
        MailboxId mailbox = created();
        deliver(mailboxes, mailbox, 3_000);
        Contents before = mailboxes.contents(mailbox).orElseThrow();
        assertSame(before, mailboxes.contents(mailbox).orElseThrow());
        long scanned = store.scanned.get();
        deliver(mailboxes, mailbox, 5);
        assertEquals(3_005, mailboxes.contents(mailbox).orElseThrow().size());
        assertEquals(scanned, store.scanned.get());
        check(mailboxes, mailbox, "");
    }

    @Test
    void whatAnotherNodeCommitsCostsWhatIsNew() {
        MailboxId mailbox = created();
        deliver(mailboxes, mailbox, 3_000);
        mailboxes.contents(mailbox);
        Mailboxes other = open(memory, 2);
        deliver(other, mailbox, 2);
        flag(other, mailbox, UidSet.of(1, 2_000), FLAGS.getLast(), Flags.Mode.ADD);
        other.expunge(mailbox, UidSet.of(7), false);
        long scanned = store.scanned.get();
        check(mailboxes, mailbox, "");
        assertTrue(store.scanned.get() - scanned < 20, "rows: " + (store.scanned.get() - scanned));
        deliver(mailboxes, mailbox, 1); // after a change that this node's lane did not make
        check(mailboxes, mailbox, "");
    }

    @Test
    void whenTheLogIsCutAllIsReadAnew() {
        MailboxId mailbox = created();
        deliver(mailboxes, mailbox, 3);
        mailboxes.contents(mailbox);
        Mailboxes other = open(memory, 2);
        for (int i = 0; i < Turn.LOG_KEPT + Turn.LOG_SLACK + 10; i++) {
            flag(other, mailbox, UidSet.of(1), i % 2 == 0 ? FLAGS.getFirst() : Flags.NONE, Flags.Mode.REPLACE);
        }
        other.expunge(mailbox, UidSet.of(2), false);
        check(mailboxes, mailbox, "");
    }

    @Test
    void aRemovedMailboxIsGoneAtOnceForAll() {
        MailboxName name = new MailboxName("box");
        var changed = mailboxes.list().create(ALICE, name, Set.of());
        MailboxId mailbox = ((MailboxList.Changed.Done) changed).mailbox().id();
        Mailboxes other = open(memory, 2);
        assertEquals(0, other.contents(mailbox).orElseThrow().size());
        mailboxes.remove(ALICE, name);
        assertTrue(mailboxes.contents(mailbox).isEmpty());
        assertTrue(other.contents(mailbox).isEmpty());
        assertTrue(mailboxes.contents(new MailboxId("00000000000000ff")).isEmpty());
    }

    @Test
    void flagsThatAreEqualAreTheSame() {
        MailboxId mailbox = created();
        deliver(mailboxes, mailbox, 4);
        flag(mailboxes, mailbox, UidSet.of(1), FLAGS.getLast(), Flags.Mode.REPLACE);
        Contents read = open(memory, 2).contents(mailbox).orElseThrow();
        mailboxes.contents(mailbox);
        flag(
                mailboxes,
                mailbox,
                UidSet.of(2),
                new Flags(Set.of(SystemFlag.SEEN), List.of("$Junk", "work")),
                Flags.Mode.ADD);
        Contents told = mailboxes.contents(mailbox).orElseThrow();
        assertSame(told.flagsAt(1), told.flagsAt(2));
        assertSame(read.flagsAt(3), told.flagsAt(4));
    }

    /// Writers and readers on two nodes, over a store that fails in between: no reader is ever told less than was
    /// committed before it asked, and in the end all have what the store has.
    @RepeatedTest(6)
    @Timeout(120)
    void whateverHappens() throws Exception {
        long seed = Long.getLong("sekisho.seed", System.nanoTime());
        String context = "seed " + seed;
        MailboxId mailbox = created();
        deliver(mailboxes, mailbox, new Random(seed).nextInt(1_500));
        int trouble = (int) (seed & 15);
        List<Mailboxes> nodes = List.of(
                open(new ShakyStore(memory, new Random(seed), trouble), 3),
                open(new ShakyStore(memory, new Random(seed + 1), trouble), 4));
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writing = new ArrayList<>();
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Random random = new Random(seed + 100 + i);
                Mailboxes node = nodes.get(i % 2);
                writing.add(threads.submit(() -> write(node, mailbox, random)));
                reading.add(threads.submit(() -> read(node, mailbox, done, context)));
            }
            for (Future<?> each : writing) {
                each.get();
            }
            done.set(true);
            for (Future<?> each : reading) {
                each.get();
            }
        }
        for (Mailboxes node : nodes) {
            retried(() -> check(node, mailbox, context));
        }
        check(mailboxes, mailbox, context);
    }

    private void write(Mailboxes node, MailboxId mailbox, Random random) {
        for (int i = 0; i < 60; i++) {
            long uid = random.nextLong(1, 2_001);
            UidSet some = UidSet.range(uid, uid + random.nextInt(40));
            try {
                switch (random.nextInt(4)) {
                    case 0 -> node.expunge(mailbox, some, false);
                    case 1, 2 -> flag(node, mailbox, some, FLAGS.get(random.nextInt(3)), Flags.Mode.REPLACE);
                    default -> deliver(node, mailbox, 1);
                }
            } catch (StorageException _) {
                // may be done or not: the readers find out
            }
        }
    }

    private void read(Mailboxes node, MailboxId mailbox, AtomicBoolean done, String context) {
        Contents view = Contents.of(new Contents.Home() {}, Head.created(ALICE, 1));
        while (!done.get()) {
            Head head = new MessageRows(memory, mailbox).head().orElseThrow();
            try {
                Contents now = node.contents(mailbox).orElseThrow();
                assertTrue(now.highestModSeq() >= head.highestModSeq(), context);
                assertTrue(now.highestModSeq() >= view.highestModSeq(), context);
                long before = 0;
                for (Contents.Cursor cursor = now.cursor(); cursor.next(); before = cursor.uid()) {
                    assertTrue(cursor.uid() > before, context);
                }
                view = now;
            } catch (StorageException _) {
                // asked again
            }
            Thread.yield();
        }
    }

    private static void retried(Runnable check) {
        for (int i = 0; i < 50; i++) {
            try {
                check.run();
                return;
            } catch (StorageException _) {
                // the store is shaky
            }
        }
        check.run();
    }
}
