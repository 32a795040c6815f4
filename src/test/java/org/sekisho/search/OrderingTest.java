package org.sekisho.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.UidSet;
import org.sekisho.search.Ordering.Threading;
import org.sekisho.store.StorageException;

class OrderingTest {
    private static final SortOrder BY_SUBJECT = order(SortOrder.Criterion.SUBJECT, false);

    @TempDir
    private Path folder;

    private SearchHouse house;
    private Ordering ordering;
    private MailboxId inbox;

    @BeforeEach
    void open() {
        house = new SearchHouse(folder.resolve("search"));
        ordering = new Ordering(house.mailboxes);
        inbox = house.inbox();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static SortOrder order(SortOrder.Criterion criterion, boolean reverse) {
        return new SortOrder(List.of(new SortOrder.Key(criterion, reverse)));
    }

    private void deliver(String subject, String more) {
        house.deliver("Subject: " + subject + "\r\n" + more + "\r\n\r\nbody\r\n");
    }

    private long[] sorted(SortOrder order, long... uids) {
        return ordering.sort(inbox, order, uids, Progress.NONE);
    }

    private String threads(Threading threading, long... uids) {
        return ordering.thread(inbox, threading, uids, Progress.NONE).toString();
    }

    @Test
    void messagesAreSortedByWhatTheySay() {
        deliver("Re: Zebra", "From: \"Yamada\" <b@example.test>\r\nDate: Mon, 2 Mar 2026 10:00:00 +0900");
        deliver("=?UTF-8?B?44GC?=", "From: a@example.test\r\nDate: Mon, 2 Mar 2026 02:00:00 +0000");
        deliver("apple", "From: Abe <c@example.test>");
        assertArrayEquals(new long[] {3, 1, 2}, sorted(BY_SUBJECT, 1, 2, 3));
        assertArrayEquals(new long[] {2, 1, 3}, sorted(order(SortOrder.Criterion.FROM, false), 1, 2, 3));
        assertArrayEquals(new long[] {2, 3, 1}, sorted(order(SortOrder.Criterion.DISPLAYFROM, false), 1, 2, 3));
        assertArrayEquals(new long[] {3, 1, 2}, sorted(order(SortOrder.Criterion.DATE, false), 1, 2, 3));
        assertArrayEquals(new long[] {2, 1}, sorted(order(SortOrder.Criterion.DATE, true), 1, 2));
        assertArrayEquals(new long[] {}, sorted(BY_SUBJECT));
    }

    @Test
    void newMailIsAddedAndExpungedMailIsLeftOut() {
        deliver("b", "Message-ID: <1@example.test>");
        deliver("c", "Message-ID: <2@example.test>\r\nIn-Reply-To: <1@example.test>");
        assertArrayEquals(new long[] {1, 2}, sorted(BY_SUBJECT, 1, 2));
        assertEquals("(1 2)", threads(Threading.REFERENCES, 1, 2));
        assertEquals("(1)(2)", threads(Threading.ORDEREDSUBJECT, 1, 2));
        deliver("a", "References: <1@example.test>");
        house.mailboxes.expunge(inbox, UidSet.of(2), false);
        assertArrayEquals(new long[] {3, 1}, sorted(BY_SUBJECT, 1, 3));
        assertEquals("(1 3)", threads(Threading.REFERENCES, 1, 3));
        assertEquals("(3)", threads(Threading.REFERENCES, 3));
        assertArrayEquals(
                new long[] {1},
                new Ordering(house.mailboxes).sort(inbox, BY_SUBJECT, new long[] {1, 2}, Progress.NONE));
    }

    @Test
    void aMailboxThatIsGoneHasNothingInIt() {
        MailboxId other = house.mailbox("Other");
        house.deliver(other, "Subject: x\r\n\r\n");
        house.mailboxes.remove(SearchHouse.ALICE, new MailboxName("Other"));
        house.mailboxes.finishRemovals();
        assertArrayEquals(new long[0], ordering.sort(other, BY_SUBJECT, new long[] {1}, Progress.NONE));
    }

    @Test
    void aStoreThatCannotWorkIsNotAnAnswerAndProgressIsTold() {
        for (int i = 0; i < 1_200; i++) {
            deliver("number " + (2_000 - i), "To: x");
        }
        List<String> told = new ArrayList<>();
        long[] all = LongStream.rangeClosed(1, 1_200).toArray();
        long[] sorted = ordering.sort(inbox, BY_SUBJECT, all, (done, total) -> told.add(done + "/" + total));
        assertEquals(1_001, sorted[0]); // number 1000
        assertEquals(List.of("1000/1200", "1200/1200"), told);
        house.store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
        assertThrows(StorageException.class, () -> sorted(BY_SUBJECT, 1, 2));
    }

    @Test
    void aTableOfTheDeadIsMadeAnew() {
        for (int i = 0; i < 1_100; i++) {
            deliver("s" + i, "To: x");
        }
        sorted(BY_SUBJECT, 1_100);
        house.mailboxes.expunge(inbox, UidSet.range(1, 1_090), false);
        assertArrayEquals(new long[] {1_099, 1_100}, sorted(BY_SUBJECT, 1_099, 1_100));
    }
}
