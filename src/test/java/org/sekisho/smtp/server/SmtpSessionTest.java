package org.sekisho.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.Service;
import org.sekisho.address.Network;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Recipient;
import org.sekisho.store.StorageException;

/// RFC 5321 and the extensions offered, on port 25.
final class SmtpSessionTest {
    private static final String MESSAGE = "From: a@example.net\r\nSubject: x\r\n\r\nhello\r\n..dots\r\n";

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

    private String text() {
        return house.queue.all().getLast().text();
    }

    @Test
    void offersItsExtensions() throws IOException {
        var client = house.connect(Service.SMTP);
        client.expect("220 mx.example.test ESMTP");
        client.raw("EHLO client.test\r\n");
        assertEquals("""
                250-mx.example.test
                250-PIPELINING
                250-SIZE 26214400
                250-8BITMIME
                250-SMTPUTF8
                250-ENHANCEDSTATUSCODES
                250-DSN
                250-CHUNKING
                250-LIMITS RCPTMAX=1000
                250 STARTTLS
                """.replace("\n", "\r\n"), client.reply());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void takesAMessage(String address) throws IOException {
        var client = new SmtpClient(
                house.listen(SmtpHouse.settings(Service.SMTP), address).endpoint());
        client.hello()
                .envelope("bob@example.test")
                .data(MESSAGE, "250 2.0.0 queued as Q1")
                .send("QUIT", "221 2.0.0");
        client.expectEnd();
        String literal = address.equals("::1") ? "[IPv6:::1]" : "[127.0.0.1]";
        assertEquals(
                "Received: from client.test (" + literal + ")\r\n\tby mx.example.test with ESMTP\r\n\tid s1.1"
                        + "\r\n\tfor <bob@example.test>;\r\n\tSun, 1 Mar 2026 09:00:00 +0900\r\n"
                        + MESSAGE.replace("..", "."),
                text());
        var submission = house.queue.all().getFirst().submission();
        assertEquals("<alice@example.test>", submission.envelope().reversePath().toString());
        assertFalse(submission.envelope().bounceable(), "I8");
        assertEquals("s1", submission.origin().session());
        assertTrue(house.events.lines().stream().anyMatch(l -> l.contains("smtp.accepted [queue, Q1, from, <alice")));
    }

    @Test
    void severalRecipientsAreNotToldOfEachOther() throws IOException {
        house.connect(Service.SMTP)
                .hello()
                .envelope("bob@example.test", "carol@example.test", "bob@example.test", "Postmaster")
                .data(MESSAGE, "250 ");
        assertFalse(text().contains("for <"));
        assertEquals(
                List.of("bob@example.test", "carol@example.test", "postmaster@mx.example.test"),
                house.queue.all().getFirst().submission().recipients().stream()
                        .map(recipient -> recipient.address().toString())
                        .toList());
    }

    @Test
    void theGateDecides() throws IOException {
        house.connect(Service.SMTP)
                .hello()
                .send("MAIL FROM:<>", "250 ")
                .send("RCPT TO:<nobody@example.test>", "550 5.1.1 no such user")
                .send("RCPT TO:<later@example.test>", "451 4.3.0")
                .send("RCPT TO:<victim@example.net>", "550 5.7.1 relaying denied")
                .send("RCPT TO:<@example.test:victim@example.net>", "501 5.5.2")
                .send("DATA", "554 5.5.1");
    }

    @Test
    void commandsHaveAnOrder() throws IOException {
        house.connect(Service.SMTP)
                .expect("220")
                .send("MAIL FROM:<a@b.test>", "503 5.5.1")
                .send("RCPT TO:<bob@example.test>", "503 5.5.1")
                .send("DATA", "503 5.5.1")
                .send("LHLO x", "502 5.5.1")
                .send("HELO x", "250 mx.example.test\r\n")
                .send("MAIL FROM:<a@b.test>", "250 2.1.0")
                .send("MAIL FROM:<a@b.test>", "503 5.5.1")
                .send("RSET", "250 2.0.0")
                .send("RCPT TO:<bob@example.test>", "503 5.5.1")
                .send("VRFY alice", "252 2.5.0")
                .send("EXPN list", "502 5.5.1")
                .send("ETRN example.test", "502 5.5.1")
                .send("HELP", "214 ")
                .send("NOOP anything", "250 ")
                .send("AUTH PLAIN AGEAYg==", "503 5.5.1")
                .send("XCLIENT ADDR=192.0.2.1", "502 5.5.1")
                .send("XFORWARD ADDR=192.0.2.1", "502 5.5.1")
                .send("WHAT", "500 5.5.1")
                .send("MAIL FROM:<a@b.test> FOO=1", "555 5.5.4")
                .send("MAIL FROM:a@b.test", "501 5.5.2")
                .send("EHLO", "501 5.5.2");
    }

    @Test
    void ehloBeginsAnew() throws IOException {
        house.connect(Service.SMTP)
                .hello()
                .envelope("bob@example.test")
                .send("EHLO client.test", "250-")
                .send("DATA", "503 ");
    }

    @Test
    void heloIsToldInReceived() throws IOException {
        house.connect(Service.SMTP)
                .expect("220")
                .send("HELO x(y)", "250 ")
                .envelope("bob@example.test")
                .data("hello\r\n", "250 ");
        assertTrue(text().contains("from x?y? ([127.0.0.1])\r\n\tby mx.example.test with SMTP\r\n"), text());
    }

    @Test
    void whatIsNoHeaderBecomesTheBody() throws IOException {
        var client = house.connect(Service.SMTP).hello();
        client.envelope("bob@example.test").data("hello\r\nFrom: x\r\n", "250 ");
        assertTrue(text().endsWith("+0900\r\n\r\nhello\r\nFrom: x\r\n"), text());
        client.envelope("bob@example.test").data("", "250 ");
        assertTrue(text().endsWith("+0900\r\n"), text());
        client.envelope("bob@example.test").data("\r\nbody\r\n", "250 ");
        assertTrue(text().endsWith("+0900\r\n\r\nbody\r\n"), text());
        client.envelope("bob@example.test").data("A: 1\r\n 2\r\nnot a field\r\nB: 2\r\n", "250 ");
        assertTrue(text().endsWith("A: 1\r\n 2\r\n\r\nnot a field\r\nB: 2\r\n"), text());
    }

    @Test
    void wishesAboutNotificationsAreKept() throws IOException {
        house.connect(Service.SMTP)
                .hello()
                .send("MAIL FROM:<a@example.net> RET=HDRS ENVID=ab+2Bc BODY=8BITMIME SIZE=100", "250 ")
                .send("RCPT TO:<bob@example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2Bx@example.test", "250 ")
                .send("RCPT TO:<carol@example.test> NOTIFY=NEVER", "250 ")
                .send("RCPT TO:<dave@example.test>", "250 ")
                .data(MESSAGE, "250 ");
        var submission = house.queue.all().getFirst().submission();
        assertEquals(
                new Dsn.ForMessage(Optional.of(Dsn.Ret.HDRS), Optional.of("ab+c")),
                submission.envelope().dsn());
        assertTrue(submission.envelope().eightBit());
        assertEquals(
                List.of(
                        new Dsn.ForRecipient(
                                Set.of(Dsn.Notify.SUCCESS, Dsn.Notify.DELAY), Optional.of("rfc822;b+x@example.test")),
                        new Dsn.ForRecipient(Set.of(), Optional.empty()),
                        Dsn.ForRecipient.DEFAULT),
                submission.recipients().stream().map(Recipient::dsn).toList());
    }

    @Test
    void internationalAddressesNeedTheirExtension() throws IOException {
        var client = house.connect(Service.SMTP).hello();
        String alice = "\u00c3\u00a4lice"; // älice in UTF-8, one character per octet
        client.send("MAIL FROM:<" + alice + "@example.net>", "553 5.6.7");
        client.send("MAIL FROM:<" + alice + "@example.net> SMTPUTF8", "250 ");
        client.send("RCPT TO:<" + alice + "@example.test>", "250 ");
        client.data(MESSAGE, "250 ");
        assertTrue(text().contains(" with UTF8SMTP\r\n"), text());
        assertTrue(house.queue.all().getFirst().submission().envelope().smtputf8());
        client.send("MAIL FROM:<a@example.net>", "250 ");
        client.send("RCPT TO:<" + alice + "@example.test>", "553 5.6.7");
        client.send("RCPT TO:<\u00c3@example.test>", "501 "); // not UTF-8
    }

    @Test
    void pipelinedCommandsAreAnsweredTogether() throws IOException {
        var client = house.connect(Service.SMTP).hello();
        client.raw("MAIL FROM:<a@b.test>\r\nRCPT TO:<nobody@example.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n");
        client.expect("250 2.1.0").expect("550 5.1.1").expect("250 2.1.5").expect("354 ");
        client.raw(MESSAGE + ".\r\nMAIL FROM:<c@d.test>\r\nQUIT\r\n");
        client.expect("250 2.0.0").expect("250 2.1.0").expect("221 ");
        assertEquals(1, house.queue.all().size());
    }

    @Test
    void whoDoesNotWaitIsNotServed() throws IOException {
        for (String group : List.of(
                "EHLO x\r\nMAIL FROM:<a@b.test>\r\n",
                "HELO x\r\nMAIL FROM:<a@b.test>\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\n",
                "Host: x\r\n")) {
            var client = house.connect(Service.SMTP).expect("220");
            client.raw(group);
            client.expect("554 5.5.0").expectEnd();
        }
        var data = house.connect(Service.SMTP).hello().envelope("bob@example.test");
        data.raw("DATA\r\nhello\r\n.\r\n");
        data.expect("554 5.5.0").expectEnd();
        var helo = house.connect(Service.SMTP).expect("220").send("HELO x", "250 ");
        helo.raw("MAIL FROM:<a@b.test>\r\nRCPT TO:<bob@example.test>\r\n");
        helo.expect("554 5.5.0").expectEnd();
        assertEquals(List.of(), house.queue.all());
    }

    @Test
    void whoTalksFirstIsNotServed() throws IOException {
        var times = SmtpHouse.QUICK;
        var patient = new SmtpSettings.Times(
                times.command(),
                times.block(),
                times.message(),
                times.withoutMessage(),
                Duration.ofSeconds(5),
                Duration.ZERO);
        var client = house.connect(SmtpHouse.settings(Service.SMTP).with(patient));
        client.raw("EHLO x\r\n");
        client.expect("554 5.5.0").expectEnd();
        assertEquals(1, house.events.counted("smtp_early_talkers"));
    }

    @Test
    void troubleWithTheStoreIsTemporary() throws IOException {
        var client = house.connect(Service.SMTP).hello();
        client.envelope("bob@example.test").send("DATA", "354 ");
        house.store.fail(Optional.of(StorageException.Kind.FULL));
        client.raw(MESSAGE + ".\r\n");
        client.expect("452 4.3.1");
        client.envelope("bob@example.test").send("DATA", "452 4.3.1").send("RSET", "250 ");
        client.envelope("bob@example.test");
        client.raw("BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n");
        client.expect("452 4.3.1").expect("503 5.5.1");
        house.store.fail(Optional.empty());
        client.envelope("bob@example.test").send("DATA", "354 ");
        house.store.fail(Optional.of(StorageException.Kind.DAMAGED));
        client.raw(MESSAGE + ("x".repeat(98) + "\r\n").repeat(7000) + ".\r\n");
        client.expect("451 4.3.0");
        house.store.fail(Optional.empty());
        client.envelope("bob@example.test").data(MESSAGE, "250 ");
        assertEquals(1, house.queue.all().size());
    }

    @Test
    void aBugEndsTheSessionWith421() throws Exception {
        house.connect(Service.SMTP)
                .hello()
                .send("MAIL FROM:<>", "250 ")
                .send("RCPT TO:<bug@example.test>", "421 4.3.0")
                .expectEnd();
        while (house.events.counted("session_bugs") == 0) {
            Thread.sleep(2); // it is counted once the connection is closed
        }
    }

    @Test
    void aStoppingServerSaysSo() throws IOException {
        var listener = house.listen(SmtpHouse.settings(Service.SMTP));
        var client = new SmtpClient(listener.endpoint()).hello();
        listener.stop(Duration.ofSeconds(5));
        client.expect("421 4.3.2").expectEnd();
    }

    @Test
    void aListedHostMaySpeakForAnother() throws IOException {
        var settings = SmtpHouse.settings(Service.SMTP).withXclientHosts(List.of(Network.of("127.0.0.0/8")));
        var client = house.connect(settings).hello();
        client.send("XCLIENT LOGIN=alice@example.test ADDR=192.0.2.9", "501 ")
                .send("XCLIENT ADDR=[UNAVAILABLE]", "501 ")
                .send("XCLIENT ADDR=192.0.2.9 NAME=x.test", "220 mx.example.test")
                .send("MAIL FROM:<a@b.test>", "503 5.5.1") // RFC 5321 begins anew
                .send("EHLO other.test", "250-")
                .send("XFORWARD ADDR=198.51.100.7", "250 ")
                .envelope("bob@example.test")
                .data(MESSAGE, "250 ");
        assertTrue(text().startsWith("Received: from other.test ([192.0.2.9])"), text());
        assertEquals(
                "192.0.2.9", house.queue.all().getFirst().submission().origin().client());
        client.send("XCLIENT ADDR=IPV6:2001:db8::9", "220 ");
    }
}
