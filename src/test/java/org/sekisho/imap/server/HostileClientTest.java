package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Service;
import org.sekisho.address.Network;
import org.sekisho.net.SelfSigned;
import org.sekisho.net.TlsIdentity;
import org.sekisho.testing.RecordedEvents;

/// Clients that want the server's memory or time, or want it to take octets of theirs for a command.
final class HostileClientTest {
    /// What is no message is also kept for each message: many of one octet are many octets.
    @Test
    void oneAppendHasNotAnyNumberOfMessages() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.say("APPEND INBOX" + " {1+}\r\nx".repeat(1_000), "OK");
            client.say("APPEND INBOX" + " {1+}\r\nx".repeat(10_000), "NO [LIMIT]");
            client.say("APPEND INBOX" + " {0+}\r\n".repeat(10_000), "NO [LIMIT]");
            assertEquals(1_000, rig.mailboxes.use(rig.alice).messages());
        }
    }

    /// The octets of a literal are no commands, though nobody knows of which command they are.
    @Test
    void theLiteralBehindAnOverlongLineIsNoCommand() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            String evil = "b CREATE evil\r\n";
            String literal = "{" + evil.length() + "+}\r\n" + evil;
            client.send("a SEARCH " + "x".repeat(CommandInput.MAX_COMMAND) + " " + literal + " ALL\r\n");
            assertTrue(client.line().startsWith("* BAD [TOOBIG]"));
            client.send("a SEARCH " + "x".repeat(CommandInput.MAX_COMMAND - 14) + " " + literal + " ALL\r\n");
            assertTrue(client.line().startsWith("* BAD [TOOBIG]"));
            client.send("a SEARCH TEXT {1+}\r\nx " + "x".repeat(CommandInput.MAX_COMMAND) + " " + literal + "\r\n");
            assertTrue(client.line().startsWith("* BAD [TOOBIG]"));
            client.send("a APPEND INBOX {1+}\r\nx " + "x".repeat(CommandInput.MAX_COMMAND) + " " + literal + "\r\n");
            assertTrue(client.line().startsWith("* BAD [TOOBIG]"));
            assertEquals(1, client.say("LIST \"\" evil", "OK").size());
        }
    }

    @Test
    void aCommandHasNotAnyNumberOfItemsOrKeys() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.append("INBOX", "Subject: hello\r\n\r\none\r\n");
            client.say("SELECT INBOX", "OK");
            client.say("FETCH 1 (" + parts(1_000) + ")", "OK");
            client.say("FETCH 1 (" + parts(1_001) + ")", "BAD");
            client.say("SEARCH" + " NOT TEXT xx".repeat(500), "OK");
            client.say("SEARCH" + " NOT TEXT xx".repeat(501), "BAD");
        }
    }

    @Test
    void aListHasNotAnyNumberOfPatterns() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.say("LIST \"\" (" + "no-box ".repeat(999) + "INBOX)", "OK");
            client.say("LIST \"\" (" + "no-box ".repeat(1_000) + "INBOX)", "BAD");
        }
    }

    /// Who logs in has one program, who does not shall not fill the log.
    @Test
    void aProgramIsLoggedOnce() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.client()) {
            client.line();
            for (int i = 0; i < 10; i++) {
                client.say("ID (\"name\" \"mail\")", "OK");
            }
            assertEquals(
                    1,
                    rig.events.lines().stream()
                            .filter(line -> line.contains("imap.client"))
                            .count());
        }
    }

    private static String parts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "BINARY.PEEK[1]<" + i + ".1>")
                .collect(Collectors.joining(" "));
    }

    /// Whoever only says NOOP is not there for a log-in.
    @Test
    void nobodyStaysLongWithoutALogin() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain(Duration.ofMillis(300));
                ImapRig.Client client = rig.client()) {
            client.line();
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            String line = "";
            while (!line.startsWith("* BYE") && System.nanoTime() < end) {
                client.send("a NOOP\r\n");
                line = client.line();
            }
            assertTrue(line.startsWith("* BYE"), line);
        }
    }

    /// TLS would lie above the compression, and our side below it.
    @Test
    void whatIsCompressedBeginsNoTls(@TempDir Path folder) throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        SelfSigned.write(certificate, key, List.of("mx.example.test"), Instant.now());
        var identity = TlsIdentity.load(certificate, key, new RecordedEvents());
        var settings = new ImapServer.Settings(
                "mx.example.test",
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                List.of(Network.of("127.0.0.0/8")),
                1 << 20);
        try (var rig = new ImapRig(settings, Service.IMAP, Optional.of(identity));
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.say("COMPRESS DEFLATE", "OK");
            client.connection.startDeflate();
            client.say("UNAUTHENTICATE", "OK");
            assertTrue(client.say("CAPABILITY", "OK").stream().noneMatch(line -> line.contains("STARTTLS")));
            client.say("STARTTLS", "BAD");
        }
    }

    @Test
    void anOverlongLineEndsIdleAndItsAnswerHasTheTag() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.send("i IDLE\r\n");
            assertTrue(client.line().startsWith("+ "));
            client.send("x".repeat(5_000) + "\r\n");
            assertTrue(client.line().startsWith("i BAD"));
            client.say("NOOP", "OK");
        }
    }
}
