package org.sekisho.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.Service;

/// Every peer has a deadline and every buffer a bound (I7).
final class SmtpLimitsTest {
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

    private SmtpClient limited(SmtpSettings.Limits limits) throws IOException {
        return house.connect(SmtpHouse.settings(Service.SMTP).with(limits)).hello();
    }

    @Test
    void recipients() throws IOException {
        limited(new SmtpSettings.Limits(1000, 2, 500, 100, 100, 100, 100))
                .envelope("bob@example.test", "carol@example.test")
                .send("RCPT TO:<dave@example.test>", "452 4.5.3")
                .data("\r\n", "250 ");
        assertEquals(2, house.queue.all().getFirst().submission().recipients().size());
    }

    @Test
    void size() throws IOException {
        limited(new SmtpSettings.Limits(1000, 2, 500, 100, 100, 100, 100))
                .send("MAIL FROM:<a@b.test> SIZE=1001", "552 5.3.4")
                .envelope("bob@example.test")
                .data("\r\n" + "x".repeat(997) + "\r\n", "552 5.3.4")
                .envelope("bob@example.test")
                .data("\r\n" + "x".repeat(996) + "\r\n", "250 ");
        assertEquals(1, house.queue.all().size());
    }

    @Test
    void headerSize() throws IOException {
        limited(new SmtpSettings.Limits(1000, 2, 500, 100, 100, 100, 100))
                .envelope("bob@example.test")
                .data("A: " + "x".repeat(600) + "\r\n\r\nbody\r\n", "552 5.3.4");
    }

    @Test
    void hops() throws IOException {
        var client = limited(SmtpSettings.Limits.DEFAULT);
        client.envelope("bob@example.test").data("received: x\r\n".repeat(100) + "\r\n", "554 5.4.6");
        client.envelope("bob@example.test").data("Received: x\r\n".repeat(99) + "\r\n", "250 ");
    }

    @Test
    void aLargeMessageStreams() throws IOException {
        var client = limited(SmtpSettings.Limits.DEFAULT);
        String body = ("y".repeat(70) + "\r\n").repeat(20_000);
        client.envelope("bob@example.test").data("A: 1\r\n\r\n" + body, "250 ");
        assertTrue(house.queue.all().getFirst().text().endsWith("\r\nA: 1\r\n\r\n" + body));
    }

    @Test
    void errors() throws IOException {
        limited(new SmtpSettings.Limits(1000, 2, 500, 100, 1, 3, 100))
                .send("X", "500 ")
                .send("X", "500 ")
                .send("X", "500 ")
                .expect("421 4.7.0")
                .expectEnd();
    }

    @Test
    void commandsThatBringNothing() throws IOException {
        var client = limited(new SmtpSettings.Limits(1000, 2, 500, 100, 100, 100, 5));
        for (int i = 0; i < 4; i++) {
            client.send("NOOP", "250 ");
        }
        client.expect("421 4.7.0").expectEnd(); // EHLO was the first of five
    }

    @Test
    void emptyChunksBringNothing() throws IOException {
        var client = limited(new SmtpSettings.Limits(1000, 2, 500, 100, 100, 100, 10))
                .envelope("bob@example.test");
        for (int i = 0; i < 7; i++) {
            client.send("BDAT 0", "250 ");
        }
        client.send("BDAT 0", "250 ").expect("421 4.7.0").expectEnd();
    }

    @Test
    void theLengthOfALine() throws IOException {
        limited(SmtpSettings.Limits.DEFAULT)
                .send("MAIL FROM:<a@b.test> " + "x".repeat(2100), "500 5.5.2")
                .send("NOOP " + "x".repeat(100_000), "500 5.5.2")
                .send("NOOP", "250 ");
    }

    @Test
    void time() throws IOException {
        var none = Duration.ZERO;
        var minute = Duration.ofMinutes(1);
        var command = new SmtpSettings.Times(Duration.ofMillis(80), minute, minute, minute, none, none);
        house.connect(SmtpHouse.settings(Service.SMTP).with(command))
                .hello()
                .expect("421 4.4.2")
                .expectEnd();
        var block = new SmtpSettings.Times(minute, Duration.ofMillis(80), minute, minute, none, none);
        var client = house.connect(SmtpHouse.settings(Service.SMTP).with(block))
                .hello()
                .envelope("bob@example.test");
        client.send("DATA", "354 ");
        client.raw("half a mess");
        client.expect("421 4.4.2").expectEnd();
        var message = new SmtpSettings.Times(minute, minute, Duration.ofMillis(80), minute, none, none);
        client = house.connect(SmtpHouse.settings(Service.SMTP).with(message))
                .hello()
                .envelope("bob@example.test");
        client.send("DATA", "354 ").expectEnd();
        assertEquals(List.of(), house.queue.all());
        assertEquals(0, house.store.blobCount());
    }

    @Test
    void aPeerThatNeverReadsIsLetGo() throws Exception {
        var none = Duration.ZERO;
        var minute = Duration.ofMinutes(1);
        var quick = new SmtpSettings.Times(Duration.ofMillis(200), minute, minute, minute, none, none);
        var limits = new SmtpSettings.Limits(1000, 2, 500, 100, 1_000_000, 1_000_000, 1_000_000);
        var client = house.connect(SmtpHouse.settings(Service.SMTP).with(quick).with(limits))
                .hello();
        String noops = "NOOP\r\n".repeat(10_000);
        org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> {
            for (int i = 0; i < 10_000; i++) {
                client.raw(noops);
            }
        });
        while (house.deadlines.size() > 0) {
            Thread.sleep(5);
        }
    }
}
