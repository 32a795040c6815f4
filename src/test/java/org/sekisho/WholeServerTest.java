package org.sekisho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.config.Protocol;
import org.sekisho.testing.OutsideSink;
import org.sekisho.testing.TestServer;
import org.sekisho.testing.WireClient;

/// Mail through all parts together, over real sockets.
final class WholeServerTest {
    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder).start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void mailFromOutsideIsReadByPop3() throws Exception {
        try (var client = server.connect(Protocol.SMTP)) {
            client.expect("220 mx.example.test ").say("EHLO client.test", "250-mx.example.test");
            String reply = client.send("f@elsewhere.test", "Subject: hello\r\n\r\n..two dots\r\n", TestServer.ALICE);
            assertTrue(reply.startsWith("250 2.0.0 "), reply);
        }
        server.drain();
        List<String> mail = server.inboxOfAlice().read();
        assertEquals(1, mail.size());
        assertTrue(mail.getFirst().startsWith("Return-Path: <f@elsewhere.test>\r\n"), mail.getFirst());
        assertTrue(mail.getFirst().endsWith("Subject: hello\r\n\r\n.two dots\r\n"), mail.getFirst());
    }

    @Test
    void aUserSendsToOutsideAndIsToldWhatFailed() throws Exception {
        server.outside().answer("RCPT", "");
        try (var client = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
            client.send(TestServer.ALICE, "From: alice@example.test\r\n\r\nout\r\n", "v@outside.test");
            server.drain();
            server.outside().answer("RCPT", "550 5.1.1 nobody");
            client.send(TestServer.ALICE, "From: alice@example.test\r\n\r\nback\r\n", "w@outside.test");
        }
        server.drain();
        List<OutsideSink.Taken> taken = server.outside().taken();
        assertEquals(1, taken.size());
        assertTrue(taken.getFirst().from().startsWith("MAIL FROM:<alice@example.test>"), taken.toString());
        assertEquals(List.of("RCPT TO:<v@outside.test>"), taken.getFirst().to());
        String bounce = server.inboxOfAlice().read().getFirst();
        assertTrue(bounce.contains("w@outside.test"), bounce);
        assertTrue(bounce.contains("Status: 5.1.1"), bounce);
    }

    @Test
    void everyListenerIsCountedByItself() throws Exception {
        try (var four = server.connect(Protocol.SMTP);
                var six = new WireClient(server.endpoint(Protocol.SMTP, "::1"))) {
            four.expect("220 ");
            six.expect("220 ");
            String metrics = metrics();
            for (String host : List.of("127.0.0.1", "::1")) {
                var endpoint = server.endpoint(Protocol.SMTP, host);
                String series = "sekisho_open_connections{address=\""
                        + endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort()
                        + "\",service=\"smtp\"} 1.0";
                assertTrue(metrics.contains(series), metrics);
            }
        }
    }

    private String metrics() throws Exception {
        var at = server.endpoint(Protocol.METRICS);
        var url = URI.create("http://127.0.0.1:" + at.getPort() + "/metrics").toURL();
        try (var text = url.openStream()) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
