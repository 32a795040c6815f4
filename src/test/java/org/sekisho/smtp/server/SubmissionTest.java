package org.sekisho.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.Service;
import org.sekisho.queue.Recipient;

/// RFC 6409, RFC 4954, RFC 8314.
final class SubmissionTest {
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

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private SmtpClient secured() throws IOException {
        var client = house.connect(Service.SUBMISSION).hello().startTls();
        client.raw("EHLO client.test\r\n");
        assertTrue(client.reply().endsWith("250 AUTH PLAIN LOGIN\r\n"));
        return client;
    }

    @Test
    void withoutTlsThereIsNoAuthAndWithoutAuthNoMail() throws IOException {
        var client = house.connect(Service.SUBMISSION).expect("220");
        client.raw("EHLO client.test\r\n");
        assertTrue(!client.reply().contains("AUTH"));
        client.send("AUTH PLAIN " + base64("\0alice@example.test\0secret"), "538 5.7.11")
                .send("MAIL FROM:<alice@example.test>", "530 5.7.0")
                .startTls()
                .send("EHLO client.test", "250-")
                .send("MAIL FROM:<alice@example.test>", "530 5.7.0");
    }

    @Test
    void port25OffersNoAuth() throws IOException {
        var client = house.connect(Service.SMTP).hello().startTls();
        client.raw("EHLO client.test\r\n");
        assertTrue(!client.reply().contains("AUTH"));
        client.send("AUTH PLAIN " + base64("\0alice@example.test\0secret"), "502 5.5.1");
    }

    @Test
    void whoHasLoggedInMaySend() throws IOException {
        var client = house.connect(Service.SUBMISSION).login();
        client.send("AUTH PLAIN", "503 5.5.1")
                .send("MAIL FROM:<bob@example.test>", "550 5.7.1")
                .envelope("victim@example.net", "bob@example.test")
                .data("From: Alice <alice@example.test>\r\n\r\nhello\r\n", "250 ");
        var submission = house.queue.all().getFirst().submission();
        assertTrue(submission.envelope().bounceable());
        assertTrue(submission.recipients().getFirst().route() instanceof Recipient.Route.Remote);
        assertEquals(
                "00000000000000aa", submission.origin().account().orElseThrow().value());
        String text = house.queue.all().getFirst().text();
        assertTrue(text.contains(" with ESMTPSA (TLSv1.3:"), text);
        assertTrue(text.contains("\r\nDate: Sun, 1 Mar 2026 09:00:00 +0900\r\nMessage-ID: <"), text);
    }

    @Test
    void implicitTls() throws IOException {
        var client = house.connect(Service.SUBMISSIONS).tls().hello();
        client.send("STARTTLS", "503 ")
                .send("AUTH LOGIN", "334 ")
                .send(base64("alice@example.test"), "334 ")
                .send(base64("secret"), "235 2.7.0")
                .envelope("victim@example.net")
                .data("Date: x\r\nmessage-id : y\r\nFrom: alice@example.test\r\n\r\n", "250 ");
        String text = house.queue.all().getFirst().text();
        assertTrue(text.endsWith("+0900\r\nDate: x\r\nmessage-id : y\r\nFrom: alice@example.test\r\n\r\n"), text);
    }

    @Test
    void anExchangeMayFailInManyWays() throws IOException {
        secured()
                .send("AUTH PLAIN ====", "501 5.5.2")
                .send("AUTH GSSAPI", "504 5.5.4")
                .send("AUTH PLAIN", "334 \r\n")
                .send("*", "501 5.7.0")
                .send("AUTH PLAIN", "334 ")
                .send("not base64!", "501 5.5.2")
                .send("AUTH PLAIN =", "501 5.5.2")
                .send("AUTH PLAIN " + base64("\0broken\0x"), "454 4.7.0")
                .send("AUTH PLAIN " + base64("\0slow\0x"), "454 4.7.0")
                .send("MAIL FROM:<alice@example.test>", "530 ")
                .send("AUTH PLAIN", "334 ")
                .send(base64("\0alice@example.test\0secret"), "235 ");
    }

    @Test
    void threeWrongPasswordsAreEnough() throws IOException {
        String wrong = "AUTH PLAIN " + base64("\0alice@example.test\0wrong");
        secured()
                .send(wrong, "535 5.7.8")
                .send(wrong, "535 5.7.8")
                .send(wrong, "535 5.7.8")
                .expect("421 ")
                .expectEnd();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: bob@example.test\r\n\r\n",
                "From: alice@example.test, bob@example.test\r\n\r\n",
                "From: alice@example.test\r\nFrom: bob@example.test\r\n\r\n",
                "from : bob@example.test\r\n\r\n",
                "From:\r\n\tbob@example.test\r\n\r\n",
                "From: \"alice@example.test\" <bob@example.test>\r\n\r\n",
                "From: alice@example.test (<bob@example.test>\r\n\r\n",
                "From: <alice@example.test> bob@example.test\r\n\r\n",
                "From: group: bob@example.test;\r\n\r\n",
                "From: \r\n\r\n",
                "From: <>\r\n\r\n"
            })
    void onlyItsOwnNameMayStandInFrom(String header) throws IOException {
        house.connect(Service.SUBMISSION).login().envelope("bob@example.test").data(header + "x\r\n", "550 5.");
        assertEquals(List.of(), house.queue.all());
    }

    @Test
    void aMissingFromIsCompleted() throws IOException {
        var client = house.connect(Service.SUBMISSION).login();
        client.envelope("bob@example.test").data("Subject: x\r\n\r\n", "250 ");
        assertTrue(house.queue.all().getFirst().text().contains("\r\nFrom: alice@example.test\r\nDate: "));
        client.send("MAIL FROM:<>", "250 ")
                .send("RCPT TO:<bob@example.test>", "250 ")
                .data("Subject: x\r\n\r\n", "550 ");
    }
}
