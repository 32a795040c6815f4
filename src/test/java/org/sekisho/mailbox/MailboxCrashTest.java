package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.sekisho.mailbox.MailboxCrashLoad.Deed;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.ChildJvm;
import org.sekisho.testing.CrashRounds;
import org.sekisho.testing.RecordedEvents;

/// A process that is killed while it delivers, copies, moves, expunges, restores and flags: nothing
/// acknowledged is lost, nothing is there twice, no UID is used again, and all counts are right.
class MailboxCrashTest {
    private static final UidSet ALL = UidSet.range(1, Mailboxes.MAX_UID);

    @TempDir
    private Path temporary;

    private final RecordedEvents events = new RecordedEvents();
    private long next = 1;

    @Test
    @Timeout(300)
    void killedAtRandomMoments() throws Exception {
        kill(CrashRounds.rounds(4));
    }

    @Test
    @Tag("long")
    @Timeout(3600)
    void killedFiftyTimes() throws Exception {
        kill(CrashRounds.rounds(50));
    }

    private void kill(int rounds) throws Exception {
        Path folder = temporary.resolve("store");
        new CrashRounds()
                .run(
                        rounds,
                        _ -> ChildJvm.start(
                                MailboxCrashLoad.class,
                                List.of(Store.class, RocksDB.class, Caffeine.class),
                                folder.toString(),
                                Long.toString(next)),
                        (_, acknowledged) -> audit(folder, acknowledged));
        assertTrue(next > rounds, "it never stored anything");
    }

    private void audit(Path folder, List<String> acknowledged) throws IOException {
        try (Store store = RocksDbStore.open(folder, Options.defaults(), events, events)) {
            new Audit(MailboxCrashLoad.open(store), acknowledged).check();
        }
    }

    /// What is there, by the number that is the message's date.
    private final class Audit {
        private final Mailboxes mailboxes;
        private final MailboxId a;
        private final MailboxId b;
        private final Map<Long, List<Message>> inA = new HashMap<>();
        private final Map<Long, List<Message>> inB = new HashMap<>();
        private final Map<Long, List<Message>> expunged = new HashMap<>();
        private final Map<Long, Long> delivered = new HashMap<>();
        private final Map<Long, Long> done = new HashMap<>();
        private final Set<Long> begun = new HashSet<>();

        Audit(Mailboxes mailboxes, List<String> acknowledged) {
            this.mailboxes = mailboxes;
            this.a = mailbox(MailboxCrashLoad.A);
            this.b = mailbox(MailboxCrashLoad.B);
            mailboxes.messages(a, ALL, 0, Integer.MAX_VALUE).forEach(each -> add(inA, each));
            mailboxes.messages(b, ALL, 0, Integer.MAX_VALUE).forEach(each -> add(inB, each));
            mailboxes.expunged(a, Integer.MAX_VALUE).forEach(each -> add(expunged, each.message()));
            acknowledged.forEach(this::learn);
        }

        private MailboxId mailbox(MailboxName name) {
            return mailboxes
                    .list()
                    .find(MailboxCrashLoad.ACCOUNT, name)
                    .orElseThrow()
                    .id();
        }

        private static void add(Map<Long, List<Message>> where, Message message) {
            where.computeIfAbsent(message.internalDate().getEpochSecond(), _ -> new ArrayList<>())
                    .add(message);
        }

        private void learn(String line) {
            List<String> words = List.of(line.split(" ", -1));
            long number = Long.parseLong(words.get(1));
            switch (words.getFirst()) {
                case "delivered" -> delivered.put(number, Long.valueOf(words.get(2)));
                case "begin" -> begun.add(number);
                default -> done.put(number, Long.valueOf(words.get(2)));
            }
        }

        void check() throws IOException {
            Set<Long> numbers = new HashSet<>(delivered.keySet());
            numbers.addAll(inA.keySet());
            numbers.addAll(inB.keySet());
            for (long number : numbers) {
                check(number);
                next = Math.max(next, number + 1_000);
            }
            assertEquals(delivered.size(), new HashSet<>(delivered.values()).size(), "UIDs given twice");
            checkCounts(a, inA);
            checkCounts(b, inB);
            VerifyReport report = mailboxes.verify(MailboxCrashLoad.ACCOUNT, new MailboxVerify.Options(true, false));
            assertTrue(report.isClean(), report.toString());
        }

        private void checkCounts(MailboxId mailbox, Map<Long, List<Message>> there) {
            Head head = mailboxes.head(mailbox).orElseThrow();
            Contents contents = mailboxes.contents(mailbox).orElseThrow();
            List<Message> messages =
                    there.values().stream().flatMap(List::stream).toList();
            assertEquals(messages.size(), head.messages());
            assertEquals(messages.size(), contents.size());
            assertEquals(head.unseen(), contents.countUnseen());
            long last =
                    delivered.values().stream().mapToLong(Long::longValue).max().orElse(0);
            assertTrue(mailbox.equals(b) || head.uidNext() > last);
            messages.forEach(message -> assertTrue(message.uid() < head.uidNext()));
        }

        private void check(long number) throws IOException {
            List<Message> here = inA.getOrDefault(number, List.of());
            List<Message> there = inB.getOrDefault(number, List.of());
            List<Message> gone = expunged.getOrDefault(number, List.of());
            String context = "message " + number + " " + Deed.of(number) + " delivered " + delivered.get(number)
                    + (begun.contains(number) ? " begun" : "") + " done " + done.get(number) + ": a " + here + " b "
                    + there
                    + " expunged " + gone;
            assertTrue(here.size() <= 1 && there.size() <= 1 && gone.size() <= 1, context);
            int copies = here.size() + there.size() + gone.size();
            if (!delivered.containsKey(number)) {
                return; // may be there or not
            }
            switch (done.containsKey(number) ? Deed.of(number) : Deed.NOTHING) {
                case NOTHING -> assertTrue(copies >= 1, context);
                case FLAG -> assertTrue(here.getFirst().flags().has(SystemFlag.FLAGGED), context);
                case COPY, APPEND -> assertTrue(copies == 2 && isUid(there, done.getOrDefault(number, 0L)), context);
                case MOVE -> assertTrue(copies == 1 && isUid(there, done.getOrDefault(number, 0L)), context);
                case EXPUNGE -> assertTrue(copies == 1 && gone.size() == 1, context);
                case RESTORE -> assertTrue(copies == 1 && isUid(here, done.getOrDefault(number, 0L)), context);
            }
            if (!begun.contains(number)) {
                assertTrue(isUid(here, delivered.get(number)), context);
            }
            if (number % 10 == 0 && !here.isEmpty()) {
                assertEquals(
                        Bodies.HEAD + MailboxCrashLoad.text(number),
                        Bodies.read(mailboxes, a, here.getFirst()),
                        context);
            }
        }

        private static boolean isUid(List<Message> messages, Long uid) {
            return messages.size() == 1 && messages.getFirst().uid() == uid;
        }
    }
}
