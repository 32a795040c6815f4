package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.VerifyReport.Finding;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobId;
import org.sekisho.store.Row;
import org.sekisho.store.StorageException;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.SetClock;

/// Damage of each kind, made by hand, is found and named, and nothing else is.
@SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: the others come sooner on few cores
final class MailboxVerifyTest {
    private static final AccountId ALICE = new AccountId("00000000000000a1");
    private static final String TEXT = "Subject: hello\r\n\r\nbody\r\n";
    private static final MailboxName WORK = new MailboxName("Work");

    private final SetClock clock = new SetClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MemoryStore store = new MemoryStore(clock);
    private final Mailboxes mailboxes = open();
    private final MailboxId work = created(WORK);
    private int deliveries;

    private Mailboxes open() {
        var terms = new Mailboxes.Terms(Quota.UNLIMITED, Duration.ofDays(7));
        return new Mailboxes(store, clock, new Random(1), terms, () -> "");
    }

    private MailboxId created(MailboxName name) {
        var changed = mailboxes.list().create(ALICE, name, Set.of());
        return ((MailboxList.Changed.Done) changed).mailbox().id();
    }

    private void deliver(MailboxId mailbox) {
        BlobId body = Bodies.stored(store, TEXT);
        mailboxes.deliver(mailbox, Bodies.delivery("Q" + deliveries++, body, TEXT));
        Bodies.leaveQueue(store, body);
    }

    @BeforeEach
    void fill() {
        for (int i = 0; i < 5; i++) {
            deliver(work);
        }
        mailboxes.setFlags(
                work,
                new FlagChange(
                        UidSet.of(1, 2),
                        Flags.Mode.ADD,
                        Flags.of(SystemFlag.DELETED, SystemFlag.SEEN),
                        OptionalLong.empty()));
        mailboxes.expunge(work, UidSet.of(1), false);
        deliver(created(new MailboxName("old")));
        mailboxes.remove(ALICE, new MailboxName("old"));
    }

    private VerifyReport verify() {
        VerifyReport thorough = open().verify(ALICE, new MailboxVerify.Options(true, false));
        assertEquals(thorough, open().verify(ALICE, new MailboxVerify.Options(false, false)));
        return thorough;
    }

    private Message message(long uid) {
        return mailboxes.message(work, uid).orElseThrow();
    }

    private void change(Batch batch) {
        store.commit(batch);
    }

    private Batch batch() {
        return Batch.in(Rows.mailbox(work));
    }

    @Test
    void nothingIsWrongAtFirst() {
        VerifyReport report = verify();
        assertTrue(report.isClean(), report.toString());
        assertEquals(2, report.mailboxes());
        assertEquals(6, report.messages());
    }

    @Test
    void aRowThatCannotBeRead() {
        change(batch().put(Rows.message(3), new byte[] {99}));
        Finding found = only(verify());
        assertTrue(found.toString().contains("message 3 of mailbox " + work), found.toString());
        assertInstanceOf(Finding.Unreadable.class, found);
    }

    @Test
    void aBodyThatIsGone() {
        Message message = message(3);
        store.discard(message.body(), 1);
        assertEquals(new Finding.NoBody(work, 3), only(verify()));
    }

    @Test
    void aHeadThatIsGoneOrOther() {
        change(batch().delete(Rows.top(3)));
        assertEquals(new Finding.NoBody(work, 3), only(verify()));
        change(batch().put(Rows.top(3), new byte[1]));
        long said = message(3).octets();
        assertEquals(new Finding.OtherOctets(work, 3, said, TEXT.length() + 1L), only(verify()));
    }

    @Test
    void aReferenceThatIsMissing() {
        change(batch().releaseWithGrace(message(3).body(), Rows.owner(work, 3)));
        assertEquals(new Finding.NoReference(work, 3), only(verify()));
    }

    @Test
    void anExpungedMessageWithoutReference() {
        Message expunged = mailboxes.expunged(work, 1).getFirst().message();
        change(batch().releaseWithGrace(expunged.body(), Rows.owner(work, expunged.uid())));
        assertEquals(new Finding.NoReference(work, 1), only(verify()));
    }

    @Test
    void aUidThatWasNotGivenOut() {
        Message message = message(5);
        Head head = mailboxes.head(work).orElseThrow();
        change(batch().put(Rows.HEAD, head.withUidNext(5).stored()));
        assertEquals(new Finding.NotGivenOut(work, message.uid()), only(verify()));
    }

    @Test
    void countsAreRepairedWhenAsked() {
        Head head = mailboxes.head(work).orElseThrow();
        Head.Counts wrong = new Head.Counts(7, 1, 4, 3, new Head.Kept(0, 0));
        change(batch().put(Rows.HEAD, head.withCounts(wrong).stored()));
        Finding.Counts found = new Finding.Counts(work, wrong, head.counts(), false);
        assertEquals(found, only(verify()));
        Mailboxes fresh = open();
        assertEquals(
                new Finding.Counts(work, wrong, head.counts(), true),
                only(fresh.verify(ALICE, new MailboxVerify.Options(false, true))));
        assertTrue(verify().isClean());
        assertEquals(head.counts(), fresh.head(work).orElseThrow().counts());
    }

    @Test
    void aGapInTheLog() {
        change(batch().delete(Rows.log(4)));
        assertEquals(new Finding.LogGap(work, 3), only(verify()));
        change(batch().delete(Rows.log(mailboxes.head(work).orElseThrow().highestModSeq())));
        assertEquals(new Finding.LogGap(work, 3), only(verify()));
    }

    @Test
    void aNameWithoutAMailbox() {
        Head head = mailboxes.head(work).orElseThrow();
        change(batch().put(Rows.HEAD, head.withUidValidity(7).stored()));
        assertEquals(new Finding.NotAsListed(work, WORK), only(verify()));
        change(batch().put(Rows.HEAD, head.withRemoved(true).stored()));
        assertEquals(new Finding.NoMailbox(work, WORK), only(verify()));
        change(batch().delete(Rows.HEAD));
        assertEquals(new Finding.NoMailbox(work, WORK), only(verify()));
    }

    @Test
    void onlySoManyFindingsAreKept() {
        for (int uid = 10; uid < 10 + VerifyReport.MAX_FINDINGS + 5; uid++) {
            change(batch().put(Rows.message(uid), new byte[] {99}));
        }
        VerifyReport report = verify();
        assertEquals(VerifyReport.MAX_FINDINGS, report.findings().size());
        assertEquals(5, report.more());
    }

    @Test
    void aStoreThatCannotBeAskedIsNoFinding() {
        store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
        assertThrows(StorageException.class, this::verify);
    }

    @Test
    @Timeout(60)
    void mailboxesInUseAreClean() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Mailboxes node = i % 2 == 0 ? mailboxes : open();
                Random random = new Random(i);
                running.add(threads.submit(() -> use(node, random)));
            }
            do {
                VerifyReport report = mailboxes.verify(ALICE, new MailboxVerify.Options(true, true));
                assertTrue(report.isClean(), report.toString());
            } while (!running.stream().allMatch(Future::isDone));
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private void use(Mailboxes node, Random random) {
        for (int i = 0; i < 60; i++) {
            BlobId body = Bodies.stored(store, TEXT);
            node.deliver(work, Bodies.delivery("R" + body, body, TEXT));
            Bodies.leaveQueue(store, body);
            UidSet some = UidSet.range(1, 1 + random.nextInt(50));
            node.expunge(work, some, random.nextBoolean());
            node.restore(work, some);
            Thread.yield();
        }
    }

    /// Its mail is there, and nobody would ever see it.
    @Test
    void aMailboxThatNoListNames() {
        assertEquals(List.of(), mailboxes.unlisted());
        MailboxId born = new MailboxId("0123456789abcdef"); // a crash came between the head and the list
        store.commit(Batch.in(Rows.mailbox(born))
                .put(Rows.HEAD, Head.created(ALICE, 7).stored()));
        assertEquals(List.of(), mailboxes.unlisted());
        store.commit(Batch.in(Rows.account(ALICE)).delete(Row.of(Rows.BOX, WORK.value())));
        assertTrue(verify().isClean());
        assertEquals(List.of(new Unlisted(work, ALICE, 5)), mailboxes.unlisted());
        store.commit(batch().put(Rows.HEAD, new byte[] {99}));
        assertEquals(List.of(), mailboxes.unlisted());
    }

    @Test
    void aRemovedMailboxIsNamedToItsEnd() {
        mailboxes.remove(ALICE, WORK);
        assertEquals(List.of(), mailboxes.unlisted());
        clock.advance(Duration.ofDays(8));
        mailboxes.finishRemovals();
        assertEquals(List.of(), mailboxes.unlisted());
    }

    private static Finding only(VerifyReport report) {
        assertEquals(1, report.findings().size(), report.toString());
        return report.findings().getFirst();
    }
}
