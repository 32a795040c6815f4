package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.BlobId;
import org.sekisho.store.StorageException;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.SetClock;
import org.sekisho.testing.ShakyStore;

/// Many threads on two nodes deliver, retry, flag and expunge in one mailbox, over a store that does all the
/// contract allows; then everything is counted again.
final class MailboxesPropertyTest {
    private static final AccountId ALICE = new AccountId("00000000000000a1");
    private static final String TEXT = "Subject: hello\r\n\r\nbody\r\n";
    private static final int THREADS = 30;
    private static final int ROUNDS = 40;
    private static final UidSet ALL = UidSet.range(1, Mailboxes.MAX_UID);

    private final MemoryStore memory = new MemoryStore();
    private final Map<String, Long> delivered = new ConcurrentHashMap<>();
    private final Set<Long> expunged = ConcurrentHashMap.newKeySet();

    @RepeatedTest(6)
    void everyDeliveryOnceWhateverHappens(RepetitionInfo repetition) throws Exception {
        long seed = System.nanoTime();
        int trouble = 10 * (repetition.getCurrentRepetition() - 1);
        String context = "seed " + seed + ", trouble " + trouble;
        BlobId body = Bodies.stored(memory, TEXT);
        SetClock clock = new SetClock(Instant.parse("2026-03-01T12:00:00Z"));
        List<Mailboxes> nodes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ShakyStore store = new ShakyStore(memory, new Random(seed + i), trouble);
            nodes.add(new Mailboxes(store, clock, new Random(seed * 31 + i), Quota.UNLIMITED, () -> ""));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                running.add(threads.submit(() -> work(nodes, thread, new Random(seed + 100 + thread), body)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        Mailboxes fresh = new Mailboxes(memory, clock, new Random(seed), Quota.UNLIMITED, () -> "");
        check(fresh, context);
    }

    private void work(List<Mailboxes> nodes, int thread, Random random, BlobId body) {
        for (int round = 0; round < ROUNDS; round++) {
            Mailboxes node = nodes.get(random.nextInt(nodes.size()));
            // every second pair of threads delivers the same ids: a retry beside the first try
            String id = "Q" + thread / 2 + "/" + round;
            try {
                step(node, random, Bodies.delivery(id, body, TEXT));
            } catch (StorageException _) {
                round -= random.nextBoolean() ? 1 : 0; // some try again, others give up
            }
        }
    }

    private void step(Mailboxes node, Random random, Delivery delivery) {
        switch (node.deliver(ALICE, delivery)) {
            case Appended.Stored(var uid) -> learn(delivery.deliveryId(), uid);
            case Appended.AlreadyThere(var uid) -> learn(delivery.deliveryId(), uid);
            case Appended.OverQuota(var why) -> throw new AssertionError(why);
            case Appended.TooManyKeywords() -> throw new AssertionError("keywords");
            case Appended.Gone() -> throw new AssertionError("gone");
        }
        MailboxId inbox = node.inbox(ALICE).orElseThrow();
        long uid = 1L + random.nextInt(Math.max(1, delivered.size()));
        if (random.nextInt(3) == 0) {
            Flags flags = random.nextBoolean() ? Flags.of(SystemFlag.SEEN) : Flags.of(SystemFlag.DELETED);
            Flags.Mode mode = random.nextBoolean() ? Flags.Mode.ADD : Flags.Mode.REMOVE;
            node.setFlags(inbox, new FlagChange(UidSet.range(uid, uid + 3), mode, flags, OptionalLong.empty()));
        }
        if (random.nextInt(8) == 0) {
            UidSet gone = node.expunge(inbox, UidSet.of(uid), false);
            gone.forEach(one -> assertTrue(expunged.add(one), "expunged twice: " + one));
        }
    }

    private void learn(String id, long uid) {
        Long before = delivered.putIfAbsent(id, uid);
        assertTrue(before == null || before == uid, () -> id + " is " + before + " and " + uid);
    }

    private void check(Mailboxes mailboxes, String context) {
        MailboxId inbox = mailboxes.inbox(ALICE).orElseThrow();
        Head head = mailboxes.head(inbox).orElseThrow();
        List<Message> messages = mailboxes.messages(inbox, ALL, 0, 100_000);
        assertEquals(delivered.size(), new HashSet<>(delivered.values()).size(), context + ": a UID for each delivery");
        Set<Long> there = new HashSet<>();
        messages.forEach(message -> there.add(message.uid()));
        Changes.Since changes = (Changes.Since) mailboxes.changesSince(inbox, 1);
        delivered
                .values()
                .forEach(uid -> assertTrue(
                        there.contains(uid) != changes.vanished().contains(uid),
                        context + ": UID " + uid + " is lost"));
        expunged.forEach(uid -> assertTrue(changes.vanished().contains(uid), context + ": UID " + uid + " came back"));
        assertEquals(there, new HashSet<>(asList(changes.changed())), context);
        assertEquals(head.highestModSeq(), changes.highestModSeq(), context);
        assertEquals(head.uidNext() - 1, there.size() + changes.vanished().size(), context + ": UIDs without a gap");
        assertEquals(head.messages(), messages.size(), context);
        assertEquals(head.octets(), messages.stream().mapToLong(Message::octets).sum(), context);
        assertEquals(head.unseen(), count(messages, SystemFlag.SEEN, false), context);
        assertEquals(head.deleted(), count(messages, SystemFlag.DELETED, true), context);
        messages.forEach(message -> assertTrue(message.modSeq() <= head.highestModSeq(), context));
    }

    private static List<Long> asList(UidSet uids) {
        List<Long> list = new ArrayList<>();
        uids.forEach(list::add);
        return list;
    }

    private static long count(List<Message> messages, SystemFlag flag, boolean present) {
        return messages.stream()
                .filter(message -> message.flags().has(flag) == present)
                .count();
    }
}
