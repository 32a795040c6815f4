package org.sekisho.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.mailbox.FlagChange;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.SystemFlag;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.StorageException;
import org.sekisho.testing.Await;

class FullTextTest {
    private static final int MANY = FullText.AT_ONCE + 36;

    @TempDir
    private Path folder;

    private SearchHouse house;
    private MailboxId inbox;

    @BeforeEach
    void open() {
        house = new SearchHouse(folder.resolve("search"));
        inbox = house.inbox();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static String message(String subject, String body) {
        return "Subject: " + subject + "\r\nFrom: Hanako <hanako@example.test>\r\n\r\n" + body;
    }

    private void deliver(int messages) {
        for (int i = 1; i <= messages; i++) {
            house.deliver(message("number " + i, "word" + i + " 請求書" + i + "番"));
        }
    }

    private UidSet body(String needle) {
        return house.find(inbox, new TextKey.Body(needle));
    }

    private Path index() {
        return folder.resolve("search").resolve(SearchHouse.ALICE.value());
    }

    @Test
    void aFewMessagesAreReadAndNoIndexIsMade() {
        deliver(FullText.AT_ONCE);
        assertEquals(UidSet.of(7), body("ord7 "));
        assertEquals(FullText.AT_ONCE, house.texts.opened());
        assertFalse(Files.exists(folder.resolve("search")));
        assertInstanceOf(FullText.Status.None.class, house.fullText.status(SearchHouse.ALICE));
    }

    @Test
    void everyMessageIsReadOnceAndThenTheIndexAnswers() {
        deliver(MANY);
        assertEquals(UidSet.of(77), body("ORD77"));
        assertEquals(MANY, house.texts.opened());
        for (String needle : List.of("word77", "書77", "請求書77番", "7 請", "d77 請", "77番")) {
            assertTrue(body(needle).contains(77), needle);
        }
        assertEquals(UidSet.of(78), house.find(inbox, new TextKey.Header("SUBJECT", "ber 78")));
        assertEquals(UidSet.of(79), house.find(inbox, new TextKey.Text("subject: number 79")));
        assertEquals(
                MANY, house.find(inbox, new TextKey.Header("from", "@example.")).size());
        assertEquals(UidSet.EMPTY, house.find(inbox, new TextKey.Header("to", "@example.")));
        assertEquals(MANY, house.find(inbox, new TextKey.Header("From", "")).size());
        assertEquals(UidSet.EMPTY, house.find(inbox, new TextKey.Header("X-None", "")));
        assertEquals(0, house.texts.opened());
    }

    @Test
    void whatTheIndexIsNotSureOfIsLookedInto() {
        deliver(MANY);
        house.deliver(message("a", "word1 word2"));
        house.deliver(message("a", "word2, word1"));
        body("x");
        house.texts.opened();
        assertEquals(UidSet.of(MANY + 1), body("word1 w"));
        assertEquals(0, house.texts.opened());
        assertEquals(UidSet.of(1, MANY + 1), body("word1 "));
        assertEquals(3, house.texts.opened());
        assertEquals(
                UidSet.of(5),
                house.find(inbox, new TextKey.Header("X-Number", "")).plus(UidSet.of(5)));
        assertEquals(0, house.texts.opened());
    }

    @Test
    void onlyWhatIsAskedForIsLookedInto() {
        deliver(10);
        assertEquals(
                UidSet.of(3), house.fullText.find(inbox, new TextKey.Body("word"), UidSet.of(3, 300), Progress.NONE));
        assertEquals(1, house.texts.opened());
        assertEquals(UidSet.EMPTY, house.fullText.find(inbox, new TextKey.Body("word"), UidSet.EMPTY, Progress.NONE));
    }

    @Test
    void newMailIsFoundAtOnceAndExpungedMailIsNot() {
        deliver(MANY);
        body("x");
        house.texts.opened();
        house.deliver(message("late", "word77 again"));
        assertEquals(UidSet.of(77, MANY + 1), body("word77"));
        house.mailboxes.expunge(inbox, UidSet.of(77), false);
        house.fullText.rebuild(SearchHouse.ALICE, Progress.NONE);
        assertEquals(UidSet.of(MANY + 1), body("word77"));
    }

    @Test
    void expungedMailLeavesTheIndexThoughTheLogIsCut() throws Exception {
        deliver(MANY);
        body("x");
        house.mailboxes.expunge(inbox, UidSet.range(1, 50), false);
        for (int i = 0; i < 12_100; i++) {
            house.mailboxes.setFlags(
                    inbox,
                    new FlagChange(
                            UidSet.of(60),
                            i % 2 == 0 ? Flags.Mode.ADD : Flags.Mode.REMOVE,
                            Flags.of(SystemFlag.SEEN),
                            OptionalLong.empty()));
        }
        house.deliver(message("late", "late"));
        body("late");
        Await.until("the index has caught up", () -> messages() == MANY - 50 + 1);
    }

    private long messages() {
        return house.fullText.status(SearchHouse.ALICE) instanceof FullText.Status.There there ? there.messages() : -1;
    }

    @Test
    void anIndexIsThereAfterAStart() {
        deliver(MANY);
        body("x");
        house.close();
        house.texts.opened();
        house.fullText = house.open();
        assertEquals(UidSet.of(77), body("word77"));
        assertEquals(0, house.texts.opened());
    }

    @Test
    void aDamagedIndexIsMadeAnew() throws IOException {
        deliver(MANY);
        body("x");
        house.close();
        try (Stream<Path> files = Files.list(index())) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        house.fullText = house.open();
        house.texts.opened();
        assertEquals(UidSet.of(77), body("word77"));
        assertEquals(MANY, house.texts.opened()); // read as they are
        house.clock.advance(Duration.ofMinutes(2));
        assertEquals(UidSet.of(77), body("word77"));
        house.texts.opened();
        assertEquals(UidSet.of(78), body("word78"));
        assertEquals(0, house.texts.opened());
    }

    @Test
    void anIndexThatAnotherProcessHasIsNotTouched() {
        deliver(MANY);
        body("x");
        house.texts.opened();
        try (FullText other = house.open()) {
            UidSet all = UidSet.range(1, Mailboxes.MAX_UID);
            assertEquals(UidSet.of(77), other.find(inbox, new TextKey.Body("word77"), all, Progress.NONE));
            assertEquals(MANY, house.texts.opened());
            assertInstanceOf(FullText.Status.Unusable.class, other.status(SearchHouse.ALICE));
        }
        assertEquals(UidSet.of(77), body("word77"));
        assertEquals(0, house.texts.opened());
    }

    @Test
    void mailboxesThatAreGoneLeaveTheIndex() throws Exception {
        MailboxId other = house.mailbox("Other");
        for (int i = 0; i < MANY; i++) {
            house.deliver(other, message("other", "elsewhere"));
        }
        deliver(MANY);
        assertEquals(MANY, house.find(other, new TextKey.Body("elsewhere")).size());
        assertEquals(UidSet.EMPTY, body("elsewhere"));
        house.mailboxes.remove(SearchHouse.ALICE, new MailboxName("Other"));
        house.mailboxes.finishRemovals();
        assertEquals(UidSet.EMPTY, house.find(other, new TextKey.Body("elsewhere")));
        house.fullText.look();
        Await.until("the other mailbox is out of it", () -> messages() == MANY);
    }

    @Test
    void accountsThatAreGoneLeaveNothing() {
        deliver(MANY);
        body("x");
        assertTrue(Files.exists(index()));
        house.fullText.retain(Set.of(SearchHouse.ALICE)::contains);
        assertTrue(Files.exists(index()));
        house.fullText.retain(_ -> false);
        assertFalse(Files.exists(index()));
        body("x");
        house.fullText.forget(SearchHouse.ALICE);
        assertFalse(Files.exists(index()));
    }

    @Test
    void aSearchCanBeGivenUpAndTheNextOneGoesOn() {
        deliver(FullText.AT_ONCE);
        Progress impatient = (_, _) -> {
            throw new IllegalStateException("enough");
        };
        UidSet all = UidSet.range(1, Mailboxes.MAX_UID);
        assertThrows(
                IllegalStateException.class,
                () -> house.fullText.find(inbox, new TextKey.Body("word"), all, impatient));
        List<String> told = new ArrayList<>();
        house.fullText.find(inbox, new TextKey.Body("word"), all, (done, total) -> told.add(done + "/" + total));
        assertEquals(Optional.of("64/64"), Optional.of(told.getLast()));
    }

    @Test
    void aStoreThatCannotWorkIsNotAnAnswer() {
        deliver(MANY);
        body("x");
        house.store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
        assertThrows(StorageException.class, () -> body("word77"));
        house.store.fail(Optional.empty());
        assertEquals(UidSet.of(77), body("word77"));
    }

    @Test
    void anIndexNobodyUsesIsClosed() throws Exception {
        deliver(MANY);
        body("x");
        house.clock.advance(OpenIndexes.IDLE.plusSeconds(1));
        house.fullText.look();
        try (FullText other = house.open()) {
            UidSet all = UidSet.range(1, Mailboxes.MAX_UID);
            house.texts.opened();
            assertEquals(UidSet.of(77), other.find(inbox, new TextKey.Body("word77"), all, Progress.NONE));
            assertEquals(0, house.texts.opened());
        }
    }
}
