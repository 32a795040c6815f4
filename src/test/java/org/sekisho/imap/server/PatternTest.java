package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.accounts.DirectoryException;

final class PatternTest {
    @ParameterizedTest
    @CsvSource({
        "*, a/b, true",
        "%, a, true",
        "%, a/b, false",
        "%/%, a/b, true",
        "a*, a, true",
        "a/*, a, false",
        "*b, a/b, true",
        "inbox, INBOX, true",
        "inBox/%, INBOX/x, true",
        "inboxes, INBOXES, false",
        "INBOX*, INBOX/x, true",
        "a%c/*, abc/d/e, true",
        "a, A, false"
    })
    void matches(String pattern, String name, boolean matches) {
        assertEquals(matches, new Pattern(pattern).matches(name));
    }

    @Test
    void noPatternTakesLong() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertFalse(new Pattern("*a".repeat(499) + "b").matches("a".repeat(255))));
        assertFalse(new Pattern("*".repeat(1001)).matches("a"));
    }

    @Test
    void manyPatternsTakeNoLongerThanOne() throws IOException, DirectoryException {
        String wild = "*a".repeat(490);
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.say("LIST \"\" (" + wild + ")", "OK");
            client.say("LIST \"\" (" + (wild + " ").repeat(200) + "INBOX)", "NO [LIMIT]");
            List<String> listed = client.say("LIST \"\" (" + "no-such-mailbox ".repeat(999) + "INBOX)", "OK");
            assertEquals(2, listed.size(), listed::toString);
        }
    }
}
