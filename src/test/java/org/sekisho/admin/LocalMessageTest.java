package org.sekisho.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalMessageTest {
    private static LocalMessage message(String text) {
        return new LocalMessage(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String rest(LocalMessage message) throws IOException {
        return new String(message.stream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void everyLineEndBecomesCrlf() throws IOException {
        assertEquals("a\r\nb\r\nc\r\n\r\nd\r\n\r\n", rest(message("a\nb\r\nc\r\rd\r\n\n")));
        assertEquals("a", rest(message("a")));
        assertEquals("", rest(message("")));
    }

    @Test
    void recipientsComeFromTheHeaderAndBccIsTakenOut() throws IOException, AdminException {
        var message = message("""
                Subject: x
                To: a@example.test,
                 b@example.test
                BCC: c@example.test,
                \td@example.test
                Cc: \u00fc@example.test

                To: body@example.test
                """);
        assertEquals(
                List.of("a@example.test", "b@example.test", "c@example.test", "d@example.test", "\u00fc@example.test"),
                message.takeRecipients());
        String kept = """
                Subject: x
                To: a@example.test,
                 b@example.test
                Cc: \u00fc@example.test

                To: body@example.test
                """;
        assertEquals(kept.replace("\n", "\r\n"), rest(message));
    }

    /// RFC 5322 §3.6.6.
    @Test
    void aMessageSentAgainGoesToThoseOfItsResentFields() throws IOException, AdminException {
        var message = message("Resent-To: a@example.test\nResent-Bcc: b@example.test\nTo: c@example.test\n\nx\n");
        assertEquals(List.of("a@example.test", "b@example.test"), message.takeRecipients());
        assertEquals("Resent-To: a@example.test\r\nTo: c@example.test\r\n\r\nx\r\n", rest(message));
    }

    @Test
    void aHeaderWithoutABodyOrWithoutAnEndIsReadAsFarAsItGoes() throws IOException, AdminException {
        assertEquals(List.of("a@example.test"), message("To: a@example.test").takeRecipients());
        var odd = message("To: a@example.test\nno field\nBcc: b@example.test\n");
        assertEquals(List.of("a@example.test"), odd.takeRecipients());
        assertEquals("To: a@example.test\r\nno field\r\nBcc: b@example.test\r\n", rest(odd));
        assertEquals(List.of(), message("").takeRecipients());
    }

    @Test
    void aHeaderHasABound() {
        assertThrows(
                AdminException.class,
                () -> message("To: a@example.test\n".repeat(20_000)).takeRecipients());
        assertThrows(AdminException.class, () -> message("x".repeat(300_000)).takeRecipients());
    }
}
