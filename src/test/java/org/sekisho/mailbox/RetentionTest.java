package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobId;
import org.sekisho.store.Outcome;
import org.sekisho.store.Partition;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;
import org.sekisho.testing.Dice;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.SetClock;
import org.sekisho.testing.StoreBefore;

/// What was expunged or removed waits, can be given back, and goes when its time has come.
final class RetentionTest {
    private static final AccountId ALICE = new AccountId("00000000000000a1");
    private static final String TEXT = "Subject: hello\r\n\r\nbody\r\n";
    private static final Duration WEEK = Duration.ofDays(7);
    private static final UidSet ALL = UidSet.range(1, Mailboxes.MAX_UID);
    private static final MailboxName WORK = new MailboxName("Work");

    private final SetClock clock = new SetClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MemoryStore store = new MemoryStore(clock);
    private final Mailboxes mailboxes = open(store, Quota.UNLIMITED, WEEK);
    private final List<BlobId> bodies = new ArrayList<>();
    private int deliveries;

    private Mailboxes open(Store on, Quota quota, Duration keep) {
        return new Mailboxes(on, clock, new Random(deliveries++), new Mailboxes.Terms(quota, keep), () -> "");
    }

    private MailboxId created(MailboxName name) {
        var changed = mailboxes.list().create(ALICE, name, Set.of());
        return ((MailboxList.Changed.Done) changed).mailbox().id();
    }

    private void deliver(MailboxId mailbox, int count) {
        for (int i = 0; i < count; i++) {
            BlobId body = Bodies.stored(store, TEXT);
            bodies.add(body);
            mailboxes.deliver(mailbox, Bodies.delivery("Q" + deliveries++, body, TEXT));
            Bodies.leaveQueue(store, body);
        }
    }

    private List<Message> all(MailboxId mailbox) {
        return mailboxes.messages(mailbox, ALL, 0, 10_000);
    }

    private List<Long> expunged(MailboxId mailbox) {
        return mailboxes.expunged(mailbox, 10_000).stream()
                .map(each -> each.message().uid())
                .toList();
    }

    private int bodiesLeft() {
        clock.advance(Duration.ofHours(2));
        store.blobs().sweep(Duration.ofHours(1));
        return store.blobCount();
    }

    private long notes() {
        return store.scan(Rows.EXPIRIES, Scan.all("due", 1_000)).size();
    }

    @Test
    void expungedMessagesComeBackAsNewOnes() throws IOException {
        MailboxId work = created(WORK);
        deliver(work, 3);
        Flags flags = Flags.of(SystemFlag.DELETED, SystemFlag.FLAGGED);
        mailboxes.setFlags(work, new FlagChange(UidSet.of(1, 2), Flags.Mode.REPLACE, flags, OptionalLong.empty()));
        List<Message> before = all(work);
        assertEquals(UidSet.of(1, 2), mailboxes.expunge(work, ALL, true));
        assertEquals(List.of(2L, 1L), expunged(work));
        assertEquals(clock.instant(), mailboxes.expunged(work, 1).getFirst().at());
        assertEquals(1, mailboxes.use(ALICE).messages());
        assertEquals(3, bodiesLeft());
        assertEquals(new Appended.Stored(4), mailboxes.restore(work, UidSet.of(1, 2, 77)));
        List<Message> after = all(work);
        assertEquals(List.of(3L, 4L, 5L), after.stream().map(Message::uid).toList());
        Message back = after.get(1);
        assertEquals(before.getFirst().emailId(), back.emailId());
        assertEquals(before.getFirst().internalDate(), back.internalDate());
        assertEquals(Flags.of(SystemFlag.FLAGGED), back.flags());
        assertEquals(Bodies.HEAD + TEXT, Bodies.read(mailboxes, work, back));
        assertEquals(List.of(), expunged(work));
        assertEquals(new Appended.Gone(), mailboxes.restore(work, UidSet.of(1)));
        assertEquals(3, mailboxes.head(work).orElseThrow().messages());
        assertEquals(Head.Kept.NOTHING, mailboxes.head(work).orElseThrow().kept());
        assertEquals(3, bodiesLeft());
        assertThrows(
                IllegalArgumentException.class, () -> mailboxes.restore(work, UidSet.range(1, Mailboxes.PAGE + 1L)));
    }

    @Test
    void theyGoWhenTheirTimeHasCome() {
        MailboxId work = created(WORK);
        deliver(work, Mailboxes.PAGE + 5);
        UidSet most = UidSet.range(1, Mailboxes.PAGE + 2L);
        mailboxes.expunge(work, most, false);
        clock.advance(Duration.ofDays(3));
        mailboxes.expunge(work, ALL, false);
        assertEquals(Mailboxes.PAGE + 5, expunged(work).size());
        clock.advance(Duration.ofDays(4).minusSeconds(1));
        mailboxes.finishRemovals();
        assertEquals(Mailboxes.PAGE + 5, expunged(work).size());
        clock.advance(Duration.ofSeconds(1));
        mailboxes.finishRemovals();
        assertEquals(3, expunged(work).size());
        assertEquals(1, notes());
        clock.advance(Duration.ofDays(3));
        mailboxes.finishRemovals();
        assertEquals(List.of(), expunged(work));
        assertEquals(Head.Kept.NOTHING, mailboxes.head(work).orElseThrow().kept());
        assertEquals(0, notes());
        assertEquals(0, bodiesLeft());
    }

    @Test
    void whatIsNotToBeKeptGoesAtOnce() {
        MailboxId work = created(WORK);
        deliver(work, 2);
        mailboxes.expunge(work, UidSet.of(1), false);
        Mailboxes other = open(store, Quota.UNLIMITED, Duration.ZERO);
        other.expunge(work, ALL, false);
        assertEquals(List.of(1L), expunged(work));
        assertEquals(1, bodiesLeft());
        clock.advance(WEEK); // the note was written with the setting of then
        other.finishRemovals();
        assertEquals(0, bodiesLeft());
    }

    /// All mailboxes together: else each new one would be a place to fill the disk.
    @Test
    void noMoreIsKeptInManyMailboxesThanTheQuotaAllows() {
        MailboxId work = created(WORK);
        MailboxId play = created(new MailboxName("Play"));
        deliver(work, 2);
        deliver(play, 2);
        long octets = all(work).getFirst().octets();
        Mailboxes small = open(store, new Quota(3 * octets, 100), WEEK);
        small.expunge(work, ALL, false);
        small.expunge(play, ALL, false);
        assertEquals(List.of(2L, 1L), expunged(work));
        assertEquals(List.of(1L), expunged(play));
        clock.advance(WEEK);
        small.finishRemovals();
        assertEquals(List.of(), expunged(work));
        deliver(play, 1);
        small.expunge(play, ALL, false);
        assertEquals(List.of(3L), expunged(play));
    }

    @Test
    void removedMailboxesWaitWhileTheQuotaHasRoomForThem() {
        long octets = octetsOfOne();
        Mailboxes small = open(store, new Quota(3 * octets, 100), WEEK);
        for (int i = 0; i < 3; i++) {
            MailboxName name = new MailboxName("Box" + i);
            deliver(created(name), 2);
            small.remove(ALICE, name);
        }
        small.finishRemovals();
        assertEquals(
                List.of(Optional.of(new MailboxName("Box0"))),
                small.list().removed(ALICE).stream().map(Removed::name).toList());
        MailboxId work = created(WORK);
        deliver(work, 2);
        small.expunge(work, ALL, false);
        assertEquals(List.of(1L), expunged(work));
    }

    private long octetsOfOne() {
        MailboxId some = created(new MailboxName("Some"));
        deliver(some, 1);
        return all(some).getFirst().octets();
    }

    /// Empty ones count for nothing but their rows.
    @Test
    void fewRemovedMailboxesWait() {
        for (int i = 0; i < Quotas.MAX_REMOVED + 2; i++) {
            MailboxName name = new MailboxName("Box" + i);
            created(name);
            mailboxes.remove(ALICE, name);
        }
        mailboxes.finishRemovals();
        assertEquals(Quotas.MAX_REMOVED, mailboxes.list().removed(ALICE).size());
    }

    @Test
    void noMoreIsKeptThanTheQuotaAllows() {
        MailboxId work = created(WORK);
        deliver(work, 5);
        long octets = all(work).getFirst().octets();
        Mailboxes small = open(store, new Quota(2 * octets + 1, 100), WEEK);
        small.expunge(work, ALL, false);
        assertEquals(List.of(2L, 1L), expunged(work));
        assertEquals(
                new Head.Kept(2, 2 * octets), mailboxes.head(work).orElseThrow().kept());
        assertEquals(2, bodiesLeft());
        assertInstanceOf(
                Appended.OverQuota.class,
                open(store, new Quota(octets, 100), WEEK).restore(work, UidSet.of(1, 2)));
    }

    @Test
    void movedMessagesAreElsewhereAndNotListed() {
        MailboxId work = created(WORK);
        MailboxId archive = created(new MailboxName("Archive"));
        deliver(work, 3);
        List<Message> two = all(work).subList(0, 2);
        assertEquals(new Mailboxes.Moved(new Appended.Stored(1), UidSet.of(1, 2)), mailboxes.move(work, two, archive));
        assertEquals(List.of(), expunged(work));
        assertEquals(List.of(3L), all(work).stream().map(Message::uid).toList());
        assertEquals(
                two.stream().map(Message::emailId).toList(),
                all(archive).stream().map(Message::emailId).toList());
        assertEquals(3, bodiesLeft());
        mailboxes.remove(ALICE, new MailboxName("Archive"));
        assertEquals(new Mailboxes.Moved(new Appended.Gone(), UidSet.EMPTY), mailboxes.move(work, all(work), archive));
        assertEquals(1, all(work).size());
    }

    @Test
    void removedMailboxComesBackAsItWas() {
        MailboxList.Listed listed =
                ((MailboxList.Changed.Done) mailboxes.list().create(ALICE, WORK, Set.of(SpecialUse.ARCHIVE))).mailbox();
        deliver(listed.id(), 3);
        mailboxes.expunge(listed.id(), UidSet.of(2), false);
        mailboxes.remove(ALICE, WORK);
        assertTrue(mailboxes.contents(listed.id()).isEmpty());
        assertTrue(mailboxes.head(listed.id()).isEmpty());
        assertEquals(0, mailboxes.use(ALICE).messages());
        Removed removed = mailboxes.list().removed(ALICE).getFirst();
        assertEquals(Optional.of(WORK), removed.name());
        assertEquals(clock.instant(), removed.at());
        clock.advance(WEEK.minusSeconds(1));
        mailboxes.finishRemovals();
        assertEquals(new MailboxList.Changed.Done(listed), mailboxes.restoreMailbox(ALICE, listed.id(), WORK));
        assertEquals(2, mailboxes.contents(listed.id()).orElseThrow().size());
        assertEquals(
                listed.uidValidity(), mailboxes.head(listed.id()).orElseThrow().uidValidity());
        assertEquals(2, mailboxes.use(ALICE).messages());
        assertEquals(List.of(), mailboxes.list().removed(ALICE));
        deliver(listed.id(), 1);
        assertEquals(List.of(2L), expunged(listed.id()));
        assertInstanceOf(MailboxList.Changed.NoSuchMailbox.class, mailboxes.restoreMailbox(ALICE, listed.id(), WORK));
        assertEquals(3, mailboxes.contents(listed.id()).orElseThrow().size());
        clock.advance(Duration.ofSeconds(1)); // its expunged message is not forgotten
        mailboxes.finishRemovals();
        assertEquals(List.of(), expunged(listed.id()));
        assertEquals(0, notes());
    }

    @Test
    void underAnotherNameOrAfterAnotherItHasANewUidValidity() {
        MailboxId work = created(WORK);
        deliver(work, 1);
        mailboxes.remove(ALICE, WORK);
        MailboxId second = created(WORK);
        assertInstanceOf(MailboxList.Changed.AlreadyExists.class, mailboxes.restoreMailbox(ALICE, work, WORK));
        assertTrue(mailboxes.head(work).isEmpty());
        long taken = mailboxes.head(second).orElseThrow().uidValidity();
        mailboxes.remove(ALICE, WORK);
        var back = assertInstanceOf(MailboxList.Changed.Done.class, mailboxes.restoreMailbox(ALICE, work, WORK));
        assertTrue(back.mailbox().uidValidity() > taken);
        assertEquals(
                back.mailbox().uidValidity(),
                mailboxes.contents(work).orElseThrow().uidValidity());
        assertInstanceOf(
                MailboxList.Changed.Done.class, mailboxes.restoreMailbox(ALICE, second, new MailboxName("Work (2)")));
    }

    @Test
    void removedMailboxGoesWithAllItHasWhenItsTimeHasCome() {
        MailboxId work = created(WORK);
        deliver(work, 3);
        mailboxes.expunge(work, UidSet.of(2), false);
        mailboxes.remove(ALICE, WORK);
        clock.advance(Duration.ofDays(1));
        MailboxId later = created(new MailboxName("later"));
        deliver(later, 1);
        mailboxes.remove(ALICE, new MailboxName("later"));
        clock.advance(WEEK.minusDays(1));
        mailboxes.finishRemovals();
        assertEquals(
                List.of(later),
                mailboxes.list().removed(ALICE).stream().map(Removed::id).toList());
        assertEquals(1, bodiesLeft());
        assertInstanceOf(MailboxList.Changed.NoSuchMailbox.class, mailboxes.restoreMailbox(ALICE, work, WORK));
        clock.advance(Duration.ofDays(1));
        mailboxes.finishRemovals();
        assertEquals(0, bodiesLeft());
        assertEquals(0, notes());
    }

    @Test
    void removedAccountGoesAtOnce() {
        MailboxId work = created(WORK);
        MailboxId old = created(new MailboxName("old"));
        deliver(work, 3);
        deliver(old, 1);
        mailboxes.expunge(work, UidSet.of(2), false);
        mailboxes.remove(ALICE, new MailboxName("old"));
        mailboxes.removeAccount(ALICE);
        mailboxes.finishRemovals();
        assertEquals(0, bodiesLeft());
        clock.advance(WEEK);
        mailboxes.finishRemovals();
        assertEquals(0, notes());
    }

    @Test
    void noRoomForARemovedMailbox() {
        MailboxId work = created(WORK);
        deliver(work, 3);
        mailboxes.remove(ALICE, WORK);
        assertInstanceOf(
                MailboxList.Changed.NotAllowed.class,
                open(store, new Quota(Long.MAX_VALUE, 2), WEEK).restoreMailbox(ALICE, work, WORK));
        assertTrue(mailboxes.head(work).isEmpty());
    }

    /// The store dies after any number of writes; whoever comes next finishes, and nothing is left behind.
    @Test
    void nothingLeaksWhenTheStoreDiesInBetween() {
        Dice.check(40, dice -> {
            RetentionTest fresh = new RetentionTest();
            fresh.dieInBetween(dice);
        });
    }

    private void dieInBetween(Dice dice) {
        MailboxId work = created(WORK);
        deliver(work, 4);
        Dying dying = new Dying(store);
        Mailboxes victim = open(dying, Quota.UNLIMITED, WEEK);
        dying.left = dice.below(12);
        try {
            victim.expunge(work, UidSet.of(1, 2), false);
            victim.restore(work, UidSet.of(1));
            victim.remove(ALICE, WORK);
            victim.restoreMailbox(ALICE, work, WORK);
            clock.advance(WEEK);
            victim.finishRemovals();
            victim.expunge(work, ALL, false);
            clock.advance(WEEK);
            victim.finishRemovals();
        } catch (StorageException _) {
            // as planned
        }
        Mailboxes next = open(store, Quota.UNLIMITED, WEEK);
        if (next.list().find(ALICE, WORK).isPresent()) {
            assertTrue(next.head(work).isPresent());
            next.expunge(work, ALL, false);
        } else if (dice.oneIn(2)) {
            assertInstanceOf(MailboxList.Changed.Done.class, next.restoreMailbox(ALICE, work, WORK));
            next.expunge(work, ALL, false);
        }
        clock.advance(WEEK.multipliedBy(2));
        next.finishRemovals();
        next.finishRemovals();
        assertEquals(0, notes());
        assertEquals(0, bodiesLeft());
    }

    private static final class Dying implements StoreBefore {
        private final Store store;
        int left = Integer.MAX_VALUE;

        Dying(Store store) {
            this.store = store;
        }

        @Override
        public Store store() {
            return store;
        }

        @Override
        public Outcome commit(Batch batch) {
            count(batch.partition());
            return store.commit(batch);
        }

        @Override
        public Outcome apply(Batch batch) {
            count(batch.partition());
            return store.apply(batch);
        }

        private void count(Partition partition) {
            if (left-- <= 0) {
                throw new StorageException(StorageException.Kind.UNAVAILABLE, "died before a write to " + partition);
            }
        }
    }
}
