package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.SyntaxError;

final class MailboxNameTest {
    @Test
    void inboxIsTheSameInAnyCase() {
        assertEquals(MailboxName.INBOX, new MailboxName("inBox"));
        assertEquals("INBOX/Work", new MailboxName("inbox/Work").value());
        assertEquals("inboxes", new MailboxName("inboxes").value());
    }

    @Test
    void composedAndDecomposedLettersAreTheSame() {
        assertEquals(new MailboxName("caf\u00e9"), new MailboxName("cafe\u0301"));
    }

    @Test
    void knowsItsLevels() {
        MailboxName name = new MailboxName("仕事/2026/取引先");
        assertEquals(List.of("仕事", "2026", "取引先"), name.levels());
        assertTrue(name.isBelow(new MailboxName("仕事")));
        assertEquals(new MailboxName("仕事/2026"), name.parent().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", "a*", "a%", "a\r\nb", "a\u0000", "a\u0085", "\ud800"})
    void refusesWhatNobodyCouldListOrType(String name) {
        assertThrows(SyntaxError.class, () -> new MailboxName(name));
    }

    @Test
    void refusesAnOverLongName() {
        assertThrows(SyntaxError.class, () -> new MailboxName("あ".repeat(86)));
        assertEquals(85, new MailboxName("あ".repeat(85)).value().length());
    }
}
