package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Keywords;

/// Whoever may write can give every message new keywords, and everybody who opens the mailbox is told all of
/// them.
final class KeywordLimitTest {
    private static final String LIMIT = "NO [LIMIT] at most 1000 different keywords in one mailbox";

    /// The number of the message whose keywords leave room for more.
    private static final int LAST = (Keywords.MAX + Flags.MAX_KEYWORDS - 1) / Flags.MAX_KEYWORDS;

    private ImapRig rig;
    private ImapRig.Client alice;

    @BeforeEach
    void start() throws IOException, DirectoryException {
        rig = ImapRig.plain();
        alice = rig.loggedIn(ImapRig.ALICE);
        alice.say("CREATE box", "OK");
        alice.say("CREATE other", "OK");
        alice.append("INBOX", "x");
    }

    @AfterEach
    void stop() {
        alice.close();
        rig.close();
    }

    /// k0, k1 and so on.
    private void fill(int words) throws IOException {
        for (int from = 0; from < words; from += Flags.MAX_KEYWORDS) {
            append("box", words(from, Math.min(words, from + Flags.MAX_KEYWORDS)), "OK");
        }
    }

    private static String words(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "k" + number).collect(Collectors.joining(" "));
    }

    private void append(String mailbox, String words, String answer) throws IOException {
        alice.say("APPEND " + mailbox + " (" + words + ") {1+}\r\nx", answer);
    }

    private static String only(List<String> lines, String with) {
        List<String> found = lines.stream().filter(line -> line.contains(with)).toList();
        assertEquals(1, found.size(), lines::toString);
        return found.getFirst();
    }

    private static boolean mayMakeMore(List<String> lines) {
        return only(lines, "PERMANENTFLAGS").contains("\\*)");
    }

    @Test
    void theLastOneIsTheLast() throws IOException {
        fill(Keywords.MAX - 1);
        assertTrue(mayMakeMore(alice.say("SELECT box", "OK")));
        List<String> told = alice.say("STORE " + LAST + " +FLAGS (TheLast)", "OK");
        assertFalse(mayMakeMore(told));
        assertTrue(only(told, "* FLAGS").contains(" TheLast"));
        List<String> selected = alice.say("SELECT box", "OK");
        assertFalse(mayMakeMore(selected));
        assertEquals(Keywords.MAX + 5, only(selected, "* FLAGS").split(" ", -1).length - 2); // and the system flags
        alice.say("STORE " + LAST + " +FLAGS (OneMore)", LIMIT);
        alice.say("STORE 1:* FLAGS (OneMore)", LIMIT);
        alice.say("STORE " + LAST + " FLAGS.SILENT (\\Seen OneMore)", LIMIT);
        assertFalse(alice.say("FETCH 1:* FLAGS", "OK").stream().anyMatch(line -> line.contains("Seen")));
    }

    @Test
    void whatIsThereCanBeUsedAndTakenAway() throws IOException {
        fill(Keywords.MAX);
        alice.say("SELECT box", "OK");
        alice.say("STORE " + LAST + " +FLAGS (K5 \\Seen)", "OK");
        append("box", "K7 \\Flagged", "OK");
        alice.say("STORE 1 -FLAGS (k1)", "OK");
        assertTrue(mayMakeMore(alice.say("SELECT box", "OK")));
        alice.say("STORE 1 +FLAGS (Another)", "OK");
        append("box", "OneMore", LIMIT);
    }

    @Test
    void messagesThatWouldBringMoreStayOutside() throws IOException {
        fill(Keywords.MAX);
        append("box", "OneMore", LIMIT);
        append("other", "OneMore", "OK");
        append("other", "k1", "OK");
        alice.say("SELECT other", "OK");
        alice.say("COPY 1 box", LIMIT);
        alice.say("MOVE 1:2 box", LIMIT);
        alice.say("REPLACE 2 box (Another) {1+}\r\nx", LIMIT);
        assertTrue(only(alice.say("STATUS other (MESSAGES)", "OK"), "* STATUS").contains("MESSAGES 2"));
        assertTrue(only(alice.say("STATUS box (MESSAGES)", "OK"), "* STATUS").contains("MESSAGES " + LAST));
        alice.say("MOVE 2 box", "OK");
    }

    @Test
    void othersHearWhenThereIsRoomAgain() throws IOException {
        fill(Keywords.MAX);
        try (ImapRig.Client second = rig.loggedIn(ImapRig.ALICE)) {
            second.say("SELECT box", "OK");
            alice.say("SELECT box", "OK");
            alice.say("STORE 1 FLAGS (\\Deleted)", "OK");
            List<String> told = second.say("NOOP", "OK");
            assertTrue(mayMakeMore(told));
            assertFalse(only(told, "* FLAGS").contains(" k1 "));
            append("box", words(0, Flags.MAX_KEYWORDS).toUpperCase(Locale.ROOT), "OK");
            told = second.say("NOOP", "OK");
            assertFalse(mayMakeMore(told));
            assertTrue(only(told, "* FLAGS").contains(" K1 "));
        }
    }
}
