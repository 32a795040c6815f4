package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.BlobId;
import org.sekisho.testing.Dice;

/// States of a mailbox in memory, against a plain map.
final class ContentsTest {
    private static final AccountId ALICE = new AccountId("00000000000000a1");
    private static final BlobId BODY = new BlobId("0".repeat(32));
    private static final Contents.Home HOME = new Contents.Home() {};
    private static final List<Flags> FLAGS = List.of(
            Flags.NONE,
            Flags.of(SystemFlag.SEEN),
            Flags.of(SystemFlag.DELETED),
            Flags.of(SystemFlag.SEEN, SystemFlag.DELETED));

    private static Head head(long uidNext, long modSeq) {
        return Head.created(ALICE, 7).withUidNext(uidNext).at(modSeq, 1);
    }

    private static Message message(long uid, Flags flags, long modSeq, long seconds, long octets) {
        Instant date = Instant.ofEpochSecond(seconds);
        return new Message(uid, flags, modSeq, date, date.plusSeconds(5), octets, BODY, 0, uid, Optional.empty());
    }

    private static Contents many(int count) {
        List<Message> messages = new ArrayList<>();
        for (int uid = 1; uid <= count; uid++) {
            messages.add(message(uid, Flags.NONE, 2, 1_000 + uid, 100));
        }
        return Contents.of(HOME, head(1, 1)).after(messages, UidSet.EMPTY, head(count + 1, 2));
    }

    @Test
    void anEmptyMailbox() {
        Contents empty = Contents.of(HOME, head(1, 1));
        assertEquals(0, empty.size());
        assertEquals(0, empty.positionOf(1));
        assertEquals(1, empty.positionFrom(1));
        assertEquals(0, empty.firstUnseen());
        assertFalse(empty.cursor().next());
        assertThrows(IndexOutOfBoundsException.class, () -> empty.uidAt(1));
        assertThrows(IndexOutOfBoundsException.class, () -> empty.cursor(1, 1));
        assertTrue(empty.differences(empty).isEmpty());
    }

    @Test
    void numbersOfEverySizeAreKept() {
        List<Message> strange = List.of(
                message(1, Flags.NONE, 1, 0, 0),
                message(Mailboxes.MAX_UID - 1, Flags.NONE, Long.MAX_VALUE, Long.MIN_VALUE / 4_000_000_000L, 1L << 40),
                message(Mailboxes.MAX_UID, Flags.of(SystemFlag.SEEN), 3, Integer.MAX_VALUE * 3L, 1));
        Contents contents = Contents.of(HOME, head(1, 1)).after(strange, UidSet.EMPTY, head(2, 2));
        check(strange, contents);
        assertEquals(3, contents.positionOf(Mailboxes.MAX_UID));
        assertEquals(4, contents.positionFrom(Mailboxes.MAX_UID + 1));
    }

    @Test
    void oneChangeCostsOneChunk() {
        Contents before = many(100_000);
        int touched = 0;
        Contents after = before.after(
                List.of(message(50_000, FLAGS.get(1), 3, 51_000, 100), message(100_001, FLAGS.get(0), 3, 1, 1)),
                UidSet.of(70_000),
                head(100_002, 3));
        for (int i = 0; i < after.chunks(); i++) {
            Chunk chunk = after.chunk(i);
            boolean same = false;
            for (int j = 0; j < before.chunks(); j++) {
                same |= before.chunk(j) == chunk;
            }
            touched += same ? 0 : 1;
        }
        assertEquals(3, touched);
        assertTrue(before.weight() < 100_000 * 26, "octets: " + before.weight());
    }

    @Test
    void manySingleAppendsFillTheChunks() {
        Contents contents = Contents.of(HOME, head(1, 1));
        for (int uid = 1; uid <= 3_000; uid++) {
            contents = contents.after(
                    List.of(message(uid, Flags.NONE, uid + 1, uid, 1)), UidSet.EMPTY, head(uid + 1, uid + 1));
        }
        assertEquals(6, contents.chunks());
    }

    @Test
    void whatShrinksIsJoined() {
        Contents contents = many(10_000);
        for (int uid = 1; uid <= 10_000; uid++) {
            if (uid % 100 != 0) {
                contents = contents.after(List.of(), UidSet.of(uid), head(10_001, uid + 2));
            }
        }
        assertEquals(100, contents.size());
        assertTrue(contents.chunks() <= 3, "chunks: " + contents.chunks());
    }

    @Test
    void isLikeAMapWhateverHappens() {
        Dice.check(60, dice -> {
            Map<Long, Message> model = new TreeMap<>();
            Contents contents = Contents.of(HOME, head(1, 1));
            Contents view = contents;
            Map<Long, Message> viewed = new TreeMap<>();
            long uidNext = 1;
            for (long modSeq = 2; modSeq < 60; modSeq++) {
                Map<Long, Message> messages = new TreeMap<>();
                List<Long> there = new ArrayList<>(model.keySet());
                for (int i = dice.below(40); i > 0 && !there.isEmpty(); i--) {
                    long uid = dice.of(there);
                    messages.put(uid, message(uid, dice.of(FLAGS), modSeq, uid * 10, uid));
                }
                for (int i = dice.oneIn(4) ? dice.below(1_500) : dice.below(3); i > 0; i--) {
                    uidNext += dice.between(1, 3);
                    messages.put(uidNext, message(uidNext, dice.of(FLAGS), modSeq, uidNext * 10, uidNext));
                }
                List<UidSet.Range> gone = new ArrayList<>();
                for (int i = dice.below(3); i > 0 && !there.isEmpty(); i--) {
                    long uid = dice.of(there);
                    gone.add(new UidSet.Range(uid, uid + (dice.oneIn(4) ? dice.below(900) : dice.below(3))));
                }
                UidSet vanished = UidSet.of(gone);
                contents = contents.after(List.copyOf(messages.values()), vanished, head(uidNext + 1, modSeq));
                model.putAll(messages);
                model.keySet().removeIf(vanished::contains);
                check(List.copyOf(model.values()), contents);
                compare(viewed, model, view.differences(contents));
                if (dice.oneIn(3)) {
                    Map<Long, Message> union = new TreeMap<>(viewed);
                    union.putAll(model);
                    view = contents.keeping(view);
                    viewed = union;
                    check(List.copyOf(union.values()), view);
                } else if (dice.oneIn(2)) {
                    view = contents;
                    viewed = new TreeMap<>(model);
                }
                assertSame(contents, contents.keeping(contents));
            }
        });
    }

    private static void check(List<Message> model, Contents contents) {
        assertEquals(model.size(), contents.size());
        Contents.Cursor cursor = contents.cursor();
        int unseen = 0;
        int firstUnseen = 0;
        for (int i = 0; i < model.size(); i++) {
            Message message = model.get(i);
            assertTrue(cursor.next());
            assertEquals(i + 1, cursor.position());
            assertEquals(message.uid(), cursor.uid());
            assertEquals(message.flags(), cursor.flags());
            assertEquals(message.modSeq(), cursor.modSeq());
            assertEquals(message.internalDate().getEpochSecond(), cursor.internalDate());
            assertEquals(message.saveDate().getEpochSecond(), cursor.saveDate());
            assertEquals(message.octets(), cursor.octets());
            boolean seen = message.flags().has(SystemFlag.SEEN);
            unseen += seen ? 0 : 1;
            firstUnseen = firstUnseen == 0 && !seen ? i + 1 : firstUnseen;
        }
        assertFalse(cursor.next());
        assertEquals(unseen, contents.countUnseen());
        assertEquals(firstUnseen, contents.firstUnseen());
        for (int i = 0; i < model.size(); i += 97) {
            Message message = model.get(i);
            assertEquals(message.uid(), contents.uidAt(i + 1));
            assertEquals(i + 1, contents.positionOf(message.uid()));
            assertEquals(
                    i + 1, contents.positionFrom(i == 0 ? 0 : model.get(i - 1).uid() + 1));
            assertEquals(message.flags(), contents.flagsAt(i + 1));
            assertEquals(message.modSeq(), contents.modSeqAt(i + 1));
            assertEquals(message.octets(), contents.octetsAt(i + 1));
            Contents.Cursor middle = contents.cursor(i + 1, model.size());
            assertTrue(middle.next());
            assertEquals(message.uid(), middle.uid());
        }
    }

    private static void compare(Map<Long, Message> before, Map<Long, Message> now, Differences found) {
        List<Long> vanished =
                before.keySet().stream().filter(uid -> !now.containsKey(uid)).toList();
        List<Long> changed = now.values().stream()
                .filter(message -> {
                    Message earlier = before.get(message.uid());
                    return earlier != null && earlier.modSeq() != message.modSeq();
                })
                .map(Message::uid)
                .toList();
        List<Long> added =
                now.keySet().stream().filter(uid -> !before.containsKey(uid)).toList();
        assertEquals(vanished, uids(before, found.vanished()));
        assertEquals(UidSet.of(vanished.stream().mapToLong(Long::longValue).toArray()), found.vanishedUids());
        assertEquals(changed, uids(now, found.changed()));
        assertEquals(added, uids(now, found.added()));
    }

    private static List<Long> uids(Map<Long, Message> model, Positions positions) {
        List<Long> all = List.copyOf(model.keySet());
        List<Long> some = new ArrayList<>();
        positions.forEach(position -> some.add(all.get(position - 1)));
        return some;
    }
}
