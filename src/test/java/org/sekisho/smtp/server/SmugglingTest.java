package org.sekisho.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.Service;

/// Two servers that see different ends of one message deliver what nobody checked (I6): the published forms, and
/// every other combination around a dot.
final class SmugglingTest {
    private static final String SECOND =
            "MAIL FROM:<ceo@example.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n";

    @TempDir
    Path folder;

    private SmtpHouse house;

    @BeforeEach
    void open() throws IOException, GeneralSecurityException {
        house = new SmtpHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\n",
                "\r\n.\r",
                "\r\n.\r\r\n",
                "\r\r\n.\r\r\n",
                "\r\n\0.\r\n",
                "\n.\r\r\n",
                "\r.\n",
                "\r\n.\r\0\n",
                "\n\n.\r\n",
                "\r\n.\n\r\n",
                "\n\r.\r\n",
                "\r\n..\r",
                "\0\n.\r\n"
            })
    void noOtherEndThanCrLfDotCrLf(String end) throws IOException {
        boolean bare = !end.equals("\r\n\0.\r\n"); // that one is text, and harmless
        for (boolean pieces : new boolean[] {false, true}) {
            var client = house.connect(Service.SMTP)
                    .hello()
                    .envelope("bob@example.test")
                    .send("DATA", "354 ");
            String sent = "Subject: first\r\n\r\nhello" + end + SECOND + ".\r\n";
            if (pieces) {
                for (int i = 0; i < sent.length(); i++) {
                    client.raw(sent.substring(i, i + 1));
                }
            } else {
                client.raw(sent);
            }
            client.expect(bare ? "550 5.6.0" : "250 ").send("QUIT", "221 ").expectEnd();
        }
        assertEquals(bare ? 0 : 2, house.queue.all().size());
        assertTrue(house.queue.all().stream()
                .allMatch(kept ->
                        kept.submission().envelope().reversePath().toString().equals("<alice@example.test>")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb\r\n", "a\rb\r\n", "a\r\n.\n", "\n", "\r", "a\r", "a\r\r\n"})
    void bdatToo(String message) throws IOException {
        var client = house.connect(Service.SMTP).hello().envelope("bob@example.test");
        client.raw("BDAT " + message.length() + " LAST\r\n" + message);
        client.expect("550 5.6.0");
        client.envelope("bob@example.test");
        for (int i = 0; i < message.length(); i++) {
            client.raw("BDAT 1\r\n" + message.charAt(i));
            if (!client.reply().startsWith("250 ")) {
                client.send("RSET", "250 ").expectNothingMore();
                return;
            }
        }
        client.send("BDAT 0 LAST", "550 5.6.0");
        assertEquals(List.of(), house.queue.all());
    }

    @Test
    void aCrLfCutByChunksIsOne() throws IOException {
        var client = house.connect(Service.SMTP).hello().envelope("bob@example.test");
        client.raw("BDAT 2\r\na\rBDAT 3\r\n\n.\rBDAT 1 LAST\r\n\n");
        client.expect("250 ").expect("250 ").expect("250 2.0.0 queued");
        assertTrue(house.queue.all().getFirst().text().endsWith("\r\n\r\na\r\n.\r\n"));
    }

    @Test
    void commandsHaveNoOtherEndEither() throws IOException {
        house.connect(Service.SMTP)
                .hello()
                .send("MAIL FROM:<a@b.test>\nRCPT TO:<bob@example.test>", "501 ")
                .send("NOOP\rRSET", "501 ")
                .send("NOOP\0", "501 ");
    }

    @Test
    void textAfterStartTlsIsThrownAwayWithTheSession() throws IOException {
        var client = house.connect(Service.SUBMISSION).hello();
        client.raw("STARTTLS\r\nEHLO evil.test\r\nMAIL FROM:<a@b.test>\r\n");
        client.expect("554 5.5.0").expectEnd();
    }

    @Test
    void nothingLearntBeforeTlsSurvivesIt() throws IOException {
        house.connect(Service.SMTP)
                .hello()
                .envelope("bob@example.test")
                .startTls()
                .send("RCPT TO:<bob@example.test>", "503 ")
                .send("MAIL FROM:<a@b.test>", "503 5.5.1 introduce")
                .send("EHLO client.test", "250-")
                .send("STARTTLS", "503 5.5.1")
                .envelope("bob@example.test")
                .data("\r\n", "250 ");
        String text = house.queue.all().getFirst().text();
        assertTrue(text.contains(" with ESMTPS (TLSv1.3:TLS_"), text);
    }
}
