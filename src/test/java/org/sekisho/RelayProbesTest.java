package org.sekisho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sekisho.address.Mailbox;
import org.sekisho.audit.relay.Probe;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.relay.TlsUse;
import org.sekisho.config.Protocol;
import org.sekisho.testing.Await;
import org.sekisho.testing.TestServer;
import org.sekisho.testing.WireClient;

/// The main promise, from outside: whatever a stranger says, nothing leaves (invariant I1). It does not matter
/// what a session answers; what counts is that the world outside is asked nothing, once the queue is empty.
final class RelayProbesTest {
    private static final String OUTSIDE = "outside.test";
    private static final String TEXT = "From: probe@outside.test\r\nSubject: probe\r\n\r\nIs this a relay?\r\n";
    private static final String SMUGGLED = String.join(
            "\r\n",
            "MAIL FROM:<alice@example.test>",
            "RCPT TO:<victim@outside.test>",
            "DATA",
            "Subject: smuggled",
            "",
            "x",
            ".",
            "");

    @TempDir
    Path folder;

    private TestServer server;

    record Door(Protocol service, String host, boolean tls) {}

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder)
                .with("[limits]\nerror_delay = \"0s\"\n")
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /// Those of commands alone.
    private static List<Probe> probes() {
        return Probe.published().stream()
                .filter(probe -> probe.dialogue().stream().noneMatch(RelayProbesTest::isSpecial))
                .toList();
    }

    private static boolean isSpecial(String step) {
        return step.startsWith("SMUGGLE") || step.equals("INJECT") || step.equals("STARTTLS");
    }

    private static Target target(InetSocketAddress address) {
        return new Target(
                "mx.example.test",
                address,
                TlsUse.OFF,
                "mx.example.test",
                Mailbox.of(TestServer.ALICE),
                OUTSIDE,
                Target.NOBODYS);
    }

    static Stream<Door> doors() {
        return Stream.of("127.0.0.1", "::1")
                .flatMap(host -> Stream.of(Protocol.SMTP, Protocol.SUBMISSION)
                        .flatMap(service -> Stream.of(new Door(service, host, false), new Door(service, host, true))));
    }

    @ParameterizedTest
    @MethodSource("doors")
    void noPublishedProbeGetsOut(Door door) throws Exception {
        List<Probe> probes = probes();
        assertTrue(probes.size() >= 220, () -> "only " + probes.size());
        Target target = target(server.endpoint(door.service(), door.host()));
        for (Probe probe : probes) {
            try (var client = open(door)) {
                for (String step : target.commands(probe)) {
                    client.ask(step);
                }
                sendAnyhow(client);
            }
        }
        nothingLeft();
        mailStillPasses();
    }

    private static void probe(WireClient client) throws IOException {
        client.ask("MAIL FROM:<alice@example.test>");
        client.ask("RCPT TO:<victim@outside.test>");
        sendAnyhow(client);
    }

    /// What a tester does: goes on with the next command, whatever the answer was.
    private static void sendAnyhow(WireClient client) throws IOException {
        if (client.ask("DATA").startsWith("354")) {
            client.raw(TEXT + ".\r\n").reply();
        }
        client.ask("QUIT");
    }

    private WireClient open(Door door) throws IOException {
        var client = new WireClient(server.endpoint(door.service(), door.host()));
        return door.tls() ? client.helloTls() : client.expect("220 ").say("EHLO probe.test", "250-");
    }

    private void nothingLeft() throws Exception {
        server.drain();
        assertEquals(List.of(), server.outside().asked());
        assertEquals(List.of(), server.outside().taken());
    }

    /// A gate that is shut for everybody would pass every test above.
    private void mailStillPasses() throws Exception {
        int before = server.outside().taken().size();
        String subject = "Subject: legitimate " + System.nanoTime();
        try (var client = open(new Door(Protocol.SMTP, "::1", false))) {
            assertTrue(client.send("f@elsewhere.test", subject + "\r\n\r\nin\r\n", TestServer.ALICE)
                    .startsWith("250 "));
        }
        try (var client = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
            String text = "From: alice@example.test\r\n" + subject + "\r\n\r\nout\r\n";
            assertTrue(
                    client.send(TestServer.ALICE, text, "friend@outside.test").startsWith("250 "));
        }
        server.drain();
        assertTrue(server.inboxOfAlice().empty().stream().anyMatch(mail -> mail.contains(subject)));
        assertEquals(before + 1, server.outside().taken().size());
        assertTrue(server.outside().taken().getLast().text().contains(subject));
    }

    @Test
    void noOtherEndOfTheDataLetsASecondMessageThrough() throws Exception {
        List<String> ends = List.of(
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
                "\0\n.\r\n");
        for (String end : ends) {
            try (var client = open(new Door(Protocol.SMTP, "127.0.0.1", false))) {
                client.say("MAIL FROM:<f@elsewhere.test>", "250 ").say("RCPT TO:<alice@example.test>", "250 ");
                client.say("DATA", "354 ").raw("Subject: first\r\n\r\nhello" + end + SMUGGLED);
                client.reply();
                client.ask("QUIT");
            }
            try (var client = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
                client.say("MAIL FROM:<alice@example.test>", "250 ").say("RCPT TO:<bob@example.test>", "250 ");
                client.say("DATA", "354 ").raw("From: alice@example.test\r\n\r\nhello" + end + SMUGGLED);
                client.reply();
                client.ask("QUIT");
            }
        }
        nothingLeft();
        for (String mail : both()) {
            assertTrue(mail.indexOf("Return-Path:", 1) < 0, mail);
        }
        mailStillPasses();
    }

    private List<String> both() throws IOException {
        List<String> mail = new ArrayList<>(server.inboxOfAlice().empty());
        mail.addAll(server.inboxOfBob().empty());
        return mail;
    }

    /// What a BDAT chunk of a wrong length leaves behind must not become commands with a message.
    @Test
    void noChunkLetsASecondMessageThrough() throws Exception {
        for (String chunk : chunks().toList()) {
            for (Protocol service : List.of(Protocol.SMTP, Protocol.SUBMISSION)) {
                try (var client = new WireClient(server.endpoint(service)).helloTls()) {
                    if (service == Protocol.SUBMISSION) {
                        client.login(TestServer.BOB, TestServer.BOBS_PASSWORD);
                    }
                    client.say("MAIL FROM:<bob@example.test>", "250 ").say("RCPT TO:<alice@example.test>", "250 ");
                    client.raw(chunk + SMUGGLED).hangUp();
                }
            }
        }
        nothingLeft();
        mailStillPasses();
    }

    private static Stream<String> chunks() {
        int length = SMUGGLED.getBytes(StandardCharsets.US_ASCII).length;
        return Stream.of(
                "BDAT " + length + " LAST\r\n",
                "BDAT -1 LAST\r\n",
                "BDAT 0x10\r\n",
                "BDAT 99999999999999999999 LAST\r\n",
                "BDAT 18446744073709551616 LAST\r\n",
                "BDAT 4294967296\r\n",
                "BDAT\r\n",
                "BDAT 5 FIRST\r\n",
                "BDAT 5 LAST\nhello",
                "BDAT 1 LAST\r\n\n",
                "BDAT 1 LAST\r\n\r",
                "BDAT 4 LAST\r\na\nb\n",
                "BDAT 5 LAST\r\n\r\n.\r\n",
                "BDAT 3\r\n\r\n.BDAT 2\r\n\r\n");
    }

    @Test
    void aLoginEndsWithItsSession() throws Exception {
        try (var client = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
            client.say("RSET", "250 ").say("QUIT", "221 ");
        }
        try (var client = open(new Door(Protocol.SUBMISSION, "127.0.0.1", true))) {
            probe(client);
        }
        try (var client = open(new Door(Protocol.SUBMISSION, "127.0.0.1", true))) {
            assertTrue(client.ask("AUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdAB3cm9uZw==")
                    .startsWith("535 "));
            client.ask("RSET");
            probe(client);
        }
        try (var client = open(new Door(Protocol.SUBMISSION, "127.0.0.1", true))) {
            client.say("AUTH LOGIN", "334 ").ask("*");
            probe(client);
        }
        nothingLeft();
        mailStillPasses();
    }

    @Test
    void anotherRecipientOpensNothing() throws Exception {
        for (Protocol service : List.of(Protocol.SMTP, Protocol.LMTP)) {
            try (var client = server.connect(service)) {
                client.expect("220 ").say(service == Protocol.LMTP ? "LHLO probe.test" : "EHLO probe.test", "250-");
                client.say("MAIL FROM:<alice@example.test>", "250 ").say("RCPT TO:<alice@example.test>", "250 ");
                assertTrue(client.ask("RCPT TO:<victim@outside.test>").startsWith("550 5.7.1 "));
                client.say("RCPT TO:<bob@example.test>", "250 ");
                client.say("DATA", "354 ").raw(TEXT + ".\r\n").expect("250 ");
            }
        }
        nothingLeft();
        assertEquals(4, both().size());
        mailStillPasses();
    }

    @Test
    void vrfyAndExpnTellNothing() throws Exception {
        try (var client = open(new Door(Protocol.SMTP, "127.0.0.1", false))) {
            String known = client.ask("VRFY alice@example.test");
            assertEquals(known, client.ask("VRFY nobody@example.test"));
            assertEquals(known, client.ask("VRFY victim@outside.test"));
            assertTrue(known.startsWith("252 "), known);
            assertFalse(known.contains("alice"), known);
            assertTrue(client.ask("EXPN alice@example.test").startsWith("50"));
        }
    }

    @Test
    void whatCameBeforeTlsIsForgotten() throws Exception {
        try (var client = server.connect(Protocol.SUBMISSION)) {
            client.expect("220 ").say("EHLO client.test", "250-");
            client.raw("STARTTLS\r\nEHLO x.test\r\n" + SMUGGLED).hangUp();
        }
        try (var client = server.connect(Protocol.SMTP)) {
            client.expect("220 ").say("EHLO client.test", "250-");
            client.ask("XCLIENT ADDR=192.0.2.1 LOGIN=alice@example.test");
            client.ask("XFORWARD ADDR=192.0.2.1");
            client.say("MAIL FROM:<alice@example.test>", "250 ").say("STARTTLS", "220 ");
            client.startTls();
            client.ask("RCPT TO:<victim@outside.test>");
            client.ask("DATA");
            client.ask("EHLO client.test");
            probe(client);
        }
        try (var client = server.connect(Protocol.SMTP)) {
            client.raw("PROXY TCP4 192.0.2.1 192.0.2.2 1 25\r\n");
            client.reply();
            client.ask("EHLO x.test");
            probe(client);
        }
        nothingLeft();
        mailStillPasses();
    }

    /// A stolen password: what was queued with it does not leave once the account is suspended.
    @Test
    void queuedMailOfASuspendedAccountNeverLeaves() throws Exception {
        server.outside().answer("RCPT", "451 4.3.0 later");
        try (var client = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
            for (int i = 0; i < 5; i++) {
                client.send(
                        TestServer.ALICE, "From: alice@example.test\r\n\r\nspam\r\n", "victim" + i + "@outside.test");
            }
            Await.until(
                    "a first attempt for each",
                    () -> server.wiring().queue().statistics().deferred() == 5);
            server.wiring().accounts().suspendAccount(Mailbox.of(TestServer.ALICE));
            int asked = server.outside().asked().size();
            server.outside().answer("RCPT", "");
            assertTrue(client.ask("MAIL FROM:<alice@example.test>").startsWith("5")
                    || client.ask("RCPT TO:<victim@outside.test>").startsWith("5"));
            server.drain();
            assertEquals(List.of(), server.outside().taken());
            assertTrue(server.outside().asked().size() <= asked + 5, "only attempts that had begun may end");
        }
        server.wiring().accounts().resumeAccount(Mailbox.of(TestServer.ALICE));
        assertEquals(5, server.inboxOfAlice().empty().size(), "the owner is told of every one");
        mailStillPasses();
    }
}
