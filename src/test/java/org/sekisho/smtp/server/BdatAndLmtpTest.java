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
import org.sekisho.accounts.Service;

/// RFC 3030 and RFC 2033.
final class BdatAndLmtpTest {
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

    @Test
    void chunksMakeAMessage() throws IOException {
        var client = house.connect(Service.SMTP).hello();
        client.raw("MAIL FROM:<a@b.test>\r\nRCPT TO:<bob@example.test>\r\nBDAT 6\r\nA: 1\r\n");
        client.expect("250 2.1.0").expect("250 2.1.5").expect("250 2.0.0 6 octets");
        client.raw("BDAT 9 LAST\r\n\r\n.\r\nlastMAIL FROM:<c@d.test>\r\n");
        client.expect("250 2.0.0 queued").expect("250 2.1.0");
        assertTrue(house.queue.all().getFirst().text().endsWith("A: 1\r\n\r\n.\r\nlast\r\n"));
    }

    @Test
    void theLastChunkMayBeEmpty() throws IOException {
        var client = house.connect(Service.SMTP).hello().envelope("bob@example.test");
        client.raw("BDAT 2\r\n\r\nBDAT 0 LAST\r\n");
        client.expect("250 ").expect("250 2.0.0 queued");
        client.envelope("bob@example.test").send("BDAT 0 LAST", "250 2.0.0 queued");
    }

    @Test
    void aChunkAtTheWrongTimeIsSwallowed() throws IOException {
        var client = house.connect(Service.SMTP).hello();
        client.raw("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
        client.expect("503 5.5.1").expect("250 2.0.0 OK");
        client.send("MAIL FROM:<a@b.test>", "250 ").send("RCPT TO:<nobody@example.test>", "550 ");
        client.raw("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
        client.expect("554 5.5.1").expect("250 2.0.0 OK");
    }

    @Test
    void otherCommandsHaveNoPlaceBetweenChunks() throws IOException {
        var client = house.connect(Service.SMTP).hello().envelope("bob@example.test");
        client.raw("BDAT 2\r\n\r\n");
        client.expect("250 ")
                .send("DATA", "503 5.5.1")
                .send("RCPT TO:<bob@example.test>", "503 5.5.1")
                .send("MAIL FROM:<a@b.test>", "503 5.5.1")
                .send("RSET", "250 ")
                .send("BDAT 0 LAST", "503 ");
        client.raw("BDAT x\r\nMAIL FROM:<>\r\n"); // nobody knows where that chunk ends
        client.expect("501 ").expectEnd();
        assertEquals(List.of(), house.queue.all());
    }

    @Test
    void afterARefusedChunkTheRestIsSwallowed() throws IOException {
        var limits = new SmtpSettings.Limits(1000, 10, 500, 100, 100, 100, 100);
        var client = house.connect(SmtpHouse.settings(Service.SMTP).with(limits))
                .hello()
                .envelope("bob@example.test");
        String kilo = "x".repeat(998) + "\r\n";
        client.raw("BDAT 1000\r\n" + kilo + "BDAT 1000\r\n" + kilo + "BDAT 6 LAST\r\nQUIT\r\nMAIL FROM:<a@b.test>\r\n");
        // the first is a header field that is too long already
        client.expect("552 5.3.4").expect("503 5.5.1").expect("503 5.5.1").expect("250 2.1.0");
        assertEquals(List.of(), house.queue.all());
    }

    @Test
    void lmtpAnswersForEveryRecipient() throws IOException {
        var client = house.connect(Service.LMTP).expect("220 mx.example.test LMTP");
        client.send("EHLO x", "502 ")
                .send("HELO x", "502 ")
                .send("LHLO client.test", "250-mx.example.test")
                .envelope("bob@example.test", "carol@example.test")
                .send("RCPT TO:<nobody@example.test>", "550 ")
                .send("RCPT TO:<bob@example.test>", "250 ")
                .data("\r\nhello\r\n", "250 2.0.0 queued as Q1")
                .expect("250 2.0.0 queued as Q1")
                .expect("250 2.0.0 queued as Q1")
                .envelope("bob@example.test", "carol@example.test")
                .data("\r\na\nb\r\n", "550 ")
                .expect("550 ")
                .envelope("bob@example.test", "carol@example.test");
        client.raw("BDAT 0 LAST\r\n");
        client.expect("250 2.0.0 queued as Q2").expect("250 2.0.0 queued as Q2").expectNothingMore();
        client.send("MAIL FROM:<>", "250 ")
                .send("RCPT TO:<nobody@example.test>", "550 ")
                .send("DATA", "503 ");
        assertTrue(house.queue.all().getFirst().text().contains(" with LMTP\r\n"));
    }
}
