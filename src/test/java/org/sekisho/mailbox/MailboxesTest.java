package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Row;
import org.sekisho.store.StorageException;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.SetClock;

final class MailboxesTest {
    private static final AccountId ALICE = new AccountId("00000000000000a1");
    private static final String TEXT = "Subject: hello\r\n\r\nbody\r\n";

    private final SetClock clock = new SetClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MemoryStore store = new MemoryStore(clock);
    private final AtomicReference<String> oldestLive = new AtomicReference<>("");
    private final Mailboxes mailboxes = open(Quota.UNLIMITED);

    private Mailboxes open(Quota quota) {
        return new Mailboxes(store, clock, new Random(1), quota, oldestLive::get);
    }

    private Delivery delivery(String id) {
        return Bodies.delivery(id, Bodies.stored(store, TEXT), TEXT);
    }

    private MailboxId inbox() {
        return mailboxes.inbox(ALICE).orElseThrow();
    }

    private List<Message> all(MailboxId mailbox) {
        return mailboxes.messages(mailbox, UidSet.range(1, Mailboxes.MAX_UID), 0, 10_000);
    }

    @Test
    void deliveredMessageIsThereWithItsOwnHead() throws IOException {
        assertEquals(new Appended.Stored(1), mailboxes.deliver(ALICE, delivery("Q1/alice")));
        Message message = all(inbox()).getFirst();
        assertEquals(Bodies.HEAD + TEXT, Bodies.read(mailboxes, inbox(), message));
        assertEquals(Bodies.HEAD.length() + TEXT.length(), message.octets());
        assertEquals(Bodies.DATE, message.internalDate());
        assertEquals(clock.instant(), message.saveDate());
        Head head = mailboxes.head(inbox()).orElseThrow();
        assertEquals(clock.instant().getEpochSecond(), head.uidValidity());
        assertEquals(
                List.of(2L, 2L, 1L, 1L), List.of(head.uidNext(), head.highestModSeq(), head.messages(), head.unseen()));
    }

    @Test
    void retryOfADeliveryAddsNothing() {
        mailboxes.deliver(ALICE, delivery("Q1/alice"));
        assertEquals(new Appended.AlreadyThere(1), mailboxes.deliver(ALICE, delivery("Q1/alice")));
        assertEquals(new Appended.AlreadyThere(1), open(Quota.UNLIMITED).deliver(ALICE, delivery("Q1/alice")));
        assertEquals(1, all(inbox()).size());
    }

    @Test
    void bodyOutlivesTheQueueEntryAndGoesWithTheMessage() throws IOException {
        Delivery delivery = delivery("Q1/alice");
        mailboxes.deliver(ALICE, delivery);
        Bodies.leaveQueue(store, delivery.body());
        assertEquals(
                Bodies.HEAD + TEXT, Bodies.read(mailboxes, inbox(), all(inbox()).getFirst()));
        mailboxes.expunge(inbox(), UidSet.of(1), false);
        assertEquals(1, store.blobCount()); // kept for the grace: somebody may be reading it
        clock.advance(Duration.ofHours(2));
        store.blobs().sweep(Duration.ofHours(1));
        assertEquals(0, store.blobCount());
    }

    @Test
    void overQuotaAddsNothingAndSpaceComesBack() {
        Mailboxes small = open(new Quota(10_000, 2));
        small.deliver(ALICE, delivery("Q1"));
        small.deliver(ALICE, delivery("Q2"));
        assertInstanceOf(Appended.OverQuota.class, small.deliver(ALICE, delivery("Q3")));
        assertInstanceOf(Appended.AlreadyThere.class, small.deliver(ALICE, delivery("Q2")));
        small.expunge(inbox(), UidSet.of(1), false);
        assertEquals(new Appended.Stored(3), small.deliver(ALICE, delivery("Q3")));
        small.setQuota(ALICE, Optional.of(new Quota(Long.MAX_VALUE, 3)));
        assertEquals(new Appended.Stored(4), small.deliver(ALICE, delivery("Q4")));
        assertInstanceOf(Appended.OverQuota.class, small.deliver(ALICE, delivery("Q5")));
        assertEquals(3, small.use(ALICE).messages());
    }

    @Test
    void deliveriesStopAtTheSoftLimitAndUsersAtTheQuota() {
        Mailboxes small = new Mailboxes(
                store,
                clock,
                new Random(1),
                new Mailboxes.Terms(new Quota.Rule(new Quota(Long.MAX_VALUE, 4), 50), Duration.ZERO),
                oldestLive::get);
        small.deliver(ALICE, delivery("Q1"));
        assertEquals(Quota.Room.ENOUGH, small.room(ALICE, 0));
        small.deliver(ALICE, delivery("Q2"));
        assertInstanceOf(Appended.OverQuota.class, small.deliver(ALICE, delivery("Q3")));
        assertEquals(Quota.Room.LATER, small.room(ALICE, 0));
        List<Message> two = all(inbox());
        assertEquals(new Appended.Stored(3), small.copy(inbox(), two, inbox()));
        assertInstanceOf(Appended.OverQuota.class, small.copy(inbox(), two, inbox()));
        assertEquals(Quota.Room.NONE, small.room(ALICE, 0));
    }

    @Test
    void theSoftLimitIsAShareOfWhateverQuota() {
        Quota.Rule rule = new Quota.Rule(Quota.UNLIMITED, 95);
        assertEquals(new Quota(95, 9), rule.soft(new Quota(100, 10)));
        assertEquals(new Quota(0, 0), rule.soft(new Quota(1, 0)));
        assertEquals(Quota.UNLIMITED, rule.soft(Quota.UNLIMITED));
        assertEquals(new Quota(Long.MAX_VALUE, 95), rule.soft(new Quota(Long.MAX_VALUE, 100)));
        long most = Long.MAX_VALUE - 1;
        assertEquals(
                most,
                new Quota.Rule(Quota.UNLIMITED, 100).soft(new Quota(most, 1)).octets());
        assertThrows(IllegalArgumentException.class, () -> new Quota.Rule(Quota.UNLIMITED, 0));
        assertThrows(IllegalArgumentException.class, () -> new Quota.Rule(Quota.UNLIMITED, 101));
    }

    @Test
    void quotaCountsAllMailboxesOfTheAccount() {
        Mailboxes small = open(new Quota(Long.MAX_VALUE, 2));
        MailboxId archive = created("Archive");
        small.deliver(archive, delivery("Q1"));
        small.deliver(ALICE, delivery("Q2"));
        assertInstanceOf(Appended.OverQuota.class, small.deliver(ALICE, delivery("Q3")));
        assertInstanceOf(Appended.OverQuota.class, small.deliver(archive, delivery("Q4")));
    }

    @Test
    void appendIsAllOrNothingAndCompletesDrafts() throws IOException {
        MailboxId drafts = created("Drafts");
        try (BlobDraft one = store.blobs().draft();
                BlobDraft two = store.blobs().draft()) {
            one.write(TEXT.getBytes(StandardCharsets.US_ASCII));
            two.write(TEXT.getBytes(StandardCharsets.US_ASCII));
            Flags flags = Flags.of(SystemFlag.DRAFT, SystemFlag.SEEN);
            assertEquals(
                    new Appended.Stored(1),
                    mailboxes.append(
                            drafts, List.of(new Draft(one, flags, Bodies.DATE), new Draft(two, flags, Bodies.DATE))));
        }
        assertEquals(0, mailboxes.head(drafts).orElseThrow().unseen());
        assertEquals(TEXT, Bodies.read(mailboxes, drafts, all(drafts).getLast()));
    }

    @Test
    void closedDraftFailsAloneNotTheMailbox() {
        MailboxId drafts = created("Drafts");
        BlobDraft closed = store.blobs().draft();
        closed.close();
        assertThrows(
                IllegalStateException.class,
                () -> mailboxes.append(drafts, List.of(new Draft(closed, Flags.NONE, Bodies.DATE))));
        assertEquals(new Appended.Stored(1), mailboxes.deliver(drafts, delivery("Q1")));
    }

    @Test
    void copySharesTheBodyAndKeepsTheEmailId() throws IOException {
        mailboxes.deliver(ALICE, delivery("Q1"));
        MailboxId archive = created("Archive");
        Message original = all(inbox()).getFirst();
        assertEquals(new Appended.Stored(1), mailboxes.copy(inbox(), all(inbox()), archive));
        mailboxes.expunge(inbox(), UidSet.of(1), false);
        Message copy = all(archive).getFirst();
        assertEquals(original.emailId(), copy.emailId());
        assertEquals(original.body(), copy.body());
        assertEquals(Bodies.HEAD + TEXT, Bodies.read(mailboxes, archive, copy));
    }

    @Test
    void flagsChangeUnlessSomebodyWasFaster() {
        mailboxes.deliver(ALICE, delivery("Q1"));
        mailboxes.deliver(ALICE, delivery("Q2"));
        long known = mailboxes.head(inbox()).orElseThrow().highestModSeq();
        store(UidSet.of(1), Flags.Mode.ADD, Flags.of(SystemFlag.SEEN), OptionalLong.empty());
        // RFC 7162 §3.1.3: message 1 was changed since
        FlagChange.Result result = store(
                UidSet.of(1, 2),
                Flags.Mode.ADD,
                new Flags(Set.of(SystemFlag.DELETED), List.of("$Junk")),
                OptionalLong.of(known));
        assertEquals("1", result.modified().toString());
        assertEquals(2, result.changed().getFirst().uid());
        Head head = mailboxes.head(inbox()).orElseThrow();
        assertEquals(List.of(1L, 1L), List.of(head.unseen(), head.deleted()));
        store(
                UidSet.of(2),
                Flags.Mode.REMOVE,
                new Flags(Set.of(SystemFlag.DELETED), List.of("$junk")),
                OptionalLong.empty());
        assertEquals(Flags.NONE, mailboxes.message(inbox(), 2).orElseThrow().flags());
    }

    private FlagChange.Result store(UidSet uids, Flags.Mode mode, Flags flags, OptionalLong unchangedSince) {
        return mailboxes
                .setFlags(inbox(), new FlagChange(uids, mode, flags, unchangedSince))
                .orElseThrow();
    }

    @Test
    void changesTellWhatIsNewChangedAndGone() {
        mailboxes.deliver(ALICE, delivery("Q1"));
        mailboxes.deliver(ALICE, delivery("Q2"));
        long known = mailboxes.head(inbox()).orElseThrow().highestModSeq();
        assertEquals(new Changes.Since(known, UidSet.EMPTY, UidSet.EMPTY), mailboxes.changesSince(inbox(), known));
        mailboxes.deliver(ALICE, delivery("Q3"));
        store(UidSet.of(1), Flags.Mode.ADD, Flags.of(SystemFlag.DELETED), OptionalLong.empty());
        mailboxes.expunge(inbox(), UidSet.range(1, Mailboxes.MAX_UID), true);
        assertEquals(new Changes.Since(known + 3, UidSet.of(3), UidSet.of(1)), mailboxes.changesSince(inbox(), known));
    }

    @Test
    void logIsCutAndSaysSo() {
        mailboxes.deliver(ALICE, delivery("Q1"));
        Flags.Mode mode = Flags.Mode.REPLACE;
        for (int i = 0; i < Turn.LOG_KEPT + Turn.LOG_SLACK + 1; i++) {
            Flags flags = i % 2 == 0 ? Flags.of(SystemFlag.SEEN) : Flags.NONE;
            store(UidSet.of(1), mode, flags, OptionalLong.empty());
        }
        Head head = mailboxes.head(inbox()).orElseThrow();
        assertTrue(head.logFrom() > 1);
        assertInstanceOf(Changes.TooOld.class, mailboxes.changesSince(inbox(), head.logFrom() - 1));
        assertEquals(
                "1",
                ((Changes.Since) mailboxes.changesSince(inbox(), head.logFrom()))
                        .changed()
                        .toString());
    }

    @Test
    void uidsAreNotUsedAgain() {
        mailboxes.deliver(ALICE, delivery("Q1"));
        mailboxes.expunge(inbox(), UidSet.of(1), false);
        assertEquals(new Appended.Stored(2), open(Quota.UNLIMITED).deliver(ALICE, delivery("Q2")));
    }

    @Test
    void mailboxMadeAgainHasALargerUidValidity() {
        MailboxList.Listed first = listed("Work");
        mailboxes.deliver(first.id(), delivery("Q1"));
        mailboxes.remove(ALICE, new MailboxName("Work"));
        MailboxList.Listed second = listed("Work");
        assertTrue(second.uidValidity() > first.uidValidity());
        mailboxes.finishRemovals();
        assertInstanceOf(Appended.Gone.class, mailboxes.deliver(first.id(), delivery("Q2")));
        assertTrue(mailboxes.head(first.id()).isEmpty());
        assertTrue(mailboxes.head(second.id()).isPresent());
    }

    @Test
    void renameTakesWhatLiesBelowAlong() {
        created("a");
        created("a/b/c");
        created("ab");
        mailboxes.rename(ALICE, new MailboxName("a"), new MailboxName("x/y"));
        assertEquals(List.of("ab", "x/y", "x/y/b/c"), names());
        assertInstanceOf(
                MailboxList.Changed.AlreadyExists.class,
                mailboxes.rename(ALICE, new MailboxName("ab"), new MailboxName("x/y")));
    }

    @Test
    void renamedInboxBeginsAnew() {
        mailboxes.deliver(ALICE, delivery("Q1"));
        MailboxId before = inbox();
        mailboxes.rename(ALICE, MailboxName.INBOX, new MailboxName("old"));
        assertEquals(new Appended.Stored(1), mailboxes.deliver(ALICE, delivery("Q2")));
        assertEquals(
                before,
                mailboxes
                        .list()
                        .find(ALICE, new MailboxName("old"))
                        .orElseThrow()
                        .id());
        assertEquals(1, all(before).size());
    }

    @Test
    void removedAccountLeavesNothingAndTakesNothing() {
        List<BlobId> bodies = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Delivery delivery = delivery("Q" + i);
            bodies.add(delivery.body());
            mailboxes.deliver(ALICE, delivery);
        }
        bodies.forEach(body -> Bodies.leaveQueue(store, body));
        MailboxId inbox = inbox();
        mailboxes.removeAccount(ALICE);
        assertInstanceOf(Appended.Gone.class, mailboxes.deliver(ALICE, delivery("R1")));
        assertEquals(30, all(inbox).size());
        // another process goes on where this one stopped
        open(Quota.UNLIMITED).finishRemovals();
        assertEquals(0, all(inbox).size());
        clock.advance(Duration.ofHours(2));
        store.blobs().sweep(Duration.ofHours(1));
        assertEquals(1, store.blobCount()); // that of R1, which the queue holds
        assertInstanceOf(Appended.Gone.class, open(Quota.UNLIMITED).deliver(ALICE, delivery("R2")));
    }

    @Test
    void deliveryIdsOfThePastAreForgotten() {
        mailboxes.deliver(ALICE, delivery("Q1/alice"));
        mailboxes.deliver(ALICE, delivery("Q2/alice"));
        oldestLive.set("Q2");
        mailboxes.deliver(ALICE, delivery("Q3/alice")); // not yet: asked less than an hour ago
        assertTrue(store.get(Rows.mailbox(inbox()), Row.of("dlv", "Q1/alice")).isPresent());
        clock.advance(Duration.ofHours(2));
        mailboxes.deliver(ALICE, delivery("Q4/alice"));
        assertFalse(store.get(Rows.mailbox(inbox()), Row.of("dlv", "Q1/alice")).isPresent());
        assertTrue(store.get(Rows.mailbox(inbox()), Row.of("dlv", "Q2/alice")).isPresent());
        assertInstanceOf(Appended.AlreadyThere.class, mailboxes.deliver(ALICE, delivery("Q2/alice")));
    }

    @Test
    void storeThatCannotWorkIsAnExceptionNotANo() {
        mailboxes.deliver(ALICE, delivery("Q1"));
        Delivery next = delivery("Q2");
        store.fail(Optional.of(StorageException.Kind.FULL));
        StorageException e = assertThrows(StorageException.class, () -> mailboxes.deliver(ALICE, next));
        assertEquals(StorageException.Kind.FULL, e.kind());
        store.fail(Optional.empty());
        assertEquals(new Appended.Stored(2), mailboxes.deliver(ALICE, next));
    }

    private MailboxId created(String name) {
        return listed(name).id();
    }

    private MailboxList.Listed listed(String name) {
        return ((MailboxList.Changed.Done) mailboxes.list().create(ALICE, new MailboxName(name), Set.of())).mailbox();
    }

    private List<String> names() {
        return mailboxes.list().all(ALICE).stream()
                .map(one -> one.name().value())
                .toList();
    }
}
