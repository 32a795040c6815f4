package org.sekisho.pop3.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.Service;
import org.sekisho.mailbox.UidSet;
import org.sekisho.net.SelfSigned;
import org.sekisho.net.TlsIdentity;
import org.sekisho.store.StorageException;
import org.sekisho.testing.FixedPasswords;

/// Whole sessions over loopback.
final class Pop3SessionTest {
    private static final String HELLO = "Subject: hello\r\n\r\none\r\n.two\r\nthree\r\n";
    private static final String INITIAL = Base64.getEncoder()
            .encodeToString(("\0" + Pop3Rig.USER + "\0" + FixedPasswords.PASSWORD).getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    private TlsIdentity identity(Pop3Rig rig) throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        SelfSigned.write(certificate, key, List.of("mx.example.test"), Instant.now());
        return TlsIdentity.load(certificate, key, rig.events);
    }

    private Pop3Rig secured(Service service) throws Exception {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            return Pop3Rig.secured(service, identity(rig));
        }
    }

    /// The example of RFC 1939 §10, nearly.
    @Test
    void readsAndDeletes() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            rig.deliver(HELLO);
            rig.deliver("Subject: second\r\n\r\n");
            try (Pop3Rig.Client client = rig.loggedIn()) {
                assertEquals("+OK 2 55", client.say("STAT", "+OK"));
                assertEquals(List.of("1 36", "2 19"), client.sayForLines("LIST"));
                assertEquals("+OK 2 19", client.say("LIST 2", "+OK"));
                assertEquals(List.of("Subject: hello", "", "one", ".two", "three"), client.sayForLines("RETR 1"));
                assertEquals(List.of("Subject: hello", "", "one"), client.sayForLines("TOP 1 1"));
                client.say("DELE 1", "+OK");
                client.say("DELE 1", "-ERR");
                client.say("RETR 1", "-ERR");
                assertEquals("+OK 1 19", client.say("STAT", "+OK"));
                assertEquals(List.of("2 19"), client.sayForLines("LIST"));
                client.say("RSET", "+OK");
                assertEquals("+OK 2 55", client.say("STAT", "+OK"));
                client.say("DELE 2", "+OK");
                client.say("NOOP", "+OK");
                assertEquals(2, rig.count());
                client.say("QUIT", "+OK");
                assertEquals(1, rig.count());
                client.ended();
            }
        }
    }

    @Test
    void emptyAndUnknownMaildrops() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain();
                Pop3Rig.Client client = rig.loggedIn()) {
            assertEquals("+OK 0 0", client.say("STAT", "+OK"));
            assertEquals(List.of(), client.sayForLines("UIDL"));
            client.say("RETR 1", "-ERR");
            client.say("LIST 999999999", "-ERR");
            client.say("QUIT", "+OK");
        }
    }

    @Test
    void bodiesAreTheSameToTheOctet() throws IOException {
        Random random = new Random(7);
        StringBuilder body = new StringBuilder("Subject: all octets\r\n\r\n");
        while (body.length() < 700_000) {
            char octet = (char) random.nextInt(256);
            body.append(octet == '\r' || octet == '\n' ? "\r\n." : String.valueOf(octet));
        }
        body.append("\r\n");
        try (Pop3Rig rig = Pop3Rig.plain()) {
            rig.deliver(body.toString());
            try (Pop3Rig.Client client = rig.loggedIn()) {
                assertEquals(body.toString(), String.join("\r\n", client.sayForLines("RETR 1")) + "\r\n");
                assertEquals("+OK 1 " + body.length(), client.say("STAT", "+OK"));
            }
        }
    }

    /// RFC 1939 §7: stable over sessions, and not reused when the last message was deleted.
    @Test
    void uniqueIdsStay() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            rig.deliver(HELLO);
            rig.deliver(HELLO);
            String second;
            try (Pop3Rig.Client client = rig.loggedIn()) {
                second = client.say("UIDL 2", "+OK 2 ").substring(6);
                client.say("DELE 1", "+OK");
                client.say("DELE 2", "+OK");
                client.say("RSET", "+OK");
                client.say("DELE 1", "+OK");
                client.say("QUIT", "+OK");
            }
            rig.deliver(HELLO);
            try (Pop3Rig.Client client = rig.loggedIn()) {
                List<String> ids = client.sayForLines("UIDL");
                assertEquals("1 " + second, ids.getFirst());
                assertFalse(ids.getLast().endsWith(second));
            }
        }
    }

    /// RFC 1939 §6: without QUIT nothing is deleted.
    @Test
    void lostConnectionDeletesNothingAndUnlocks() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            rig.deliver(HELLO);
            try (Pop3Rig.Client client = rig.loggedIn()) {
                client.say("DELE 1", "+OK");
                try (Pop3Rig.Client other = rig.client()) {
                    other.expect("+OK");
                    other.say("USER " + Pop3Rig.USER, "+OK");
                    other.say("PASS " + FixedPasswords.PASSWORD, "-ERR [IN-USE]");
                }
            }
            try (Pop3Rig.Client client = loggedInOnceFree(rig)) {
                assertEquals("+OK 1 36", client.say("STAT", "+OK"));
            }
        }
    }

    private static Pop3Rig.Client loggedInOnceFree(Pop3Rig rig) throws IOException {
        while (true) {
            Pop3Rig.Client client = rig.client();
            client.expect("+OK");
            client.say("USER " + Pop3Rig.USER, "+OK");
            client.send("PASS " + FixedPasswords.PASSWORD + "\r\n");
            if (client.line().startsWith("+OK")) {
                return client;
            }
            client.close();
        }
    }

    @Test
    void silentClientIsToldAndDeletesNothing() throws IOException {
        try (Pop3Rig rig = Pop3Rig.withTimeout(Duration.ofMillis(300))) {
            rig.deliver(HELLO);
            try (Pop3Rig.Client client = rig.loggedIn()) {
                client.say("DELE 1", "+OK");
                client.expect("-ERR");
                client.ended();
            }
            assertEquals(1, rig.count());
        }
    }

    /// RFC 2449 §6.6: all at once, answered in order.
    @Test
    void pipelinedCommandsAreAnsweredInOrder() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            rig.deliver(HELLO);
            try (Pop3Rig.Client client = rig.client()) {
                client.send("USER " + Pop3Rig.USER + "\r\nPASS secret\r\nSTAT\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n");
                client.expect("+OK mx.example.test");
                client.expect("+OK");
                client.expect("+OK maildrop has 1");
                client.expect("+OK 1 36");
                client.expect("+OK 36");
                assertEquals(5, client.lines().size());
                client.expect("+OK");
                client.expect("+OK bye");
                client.ended();
            }
            assertEquals(0, rig.count());
        }
    }

    @Test
    void wrongPasswordsEndTheSession() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain();
                Pop3Rig.Client client = rig.client()) {
            client.expect("+OK");
            for (int i = 0; i < 5; i++) {
                client.say("USER nobody@example.test", "+OK");
                client.say("PASS guess" + i, "-ERR [AUTH]");
            }
            client.ended();
        }
    }

    @Test
    void thePasswordThatCannotBeCheckedIsNotWrong() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain();
                Pop3Rig.Client client = rig.client()) {
            client.expect("+OK");
            for (FixedPasswords.Mood mood : List.of(FixedPasswords.Mood.SLOW_DOWN, FixedPasswords.Mood.COULD_NOT_ASK)) {
                rig.passwords.mood(mood);
                client.say("USER " + Pop3Rig.USER, "+OK");
                client.say("PASS secret", "-ERR [SYS/TEMP]");
            }
            client.say("PASS secret", "-ERR"); // USER must be said again
        }
    }

    @Test
    void storeThatFailsIsTemporaryAndDeletesNothing() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            rig.deliver(HELLO);
            try (Pop3Rig.Client client = rig.loggedIn()) {
                client.say("DELE 1", "+OK");
                client.say("RSET", "+OK");
                rig.store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
                client.say("RETR 1", "-ERR [SYS/TEMP]");
                client.say("DELE 1", "+OK");
                client.say("QUIT", "-ERR [SYS/TEMP]");
            }
            rig.store.fail(Optional.empty());
            assertEquals(1, rig.count());
            rig.loggedIn().close();
        }
    }

    @Test
    void messageAnotherSessionRemovedIsTold() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            rig.deliver(HELLO);
            rig.deliver(HELLO);
            try (Pop3Rig.Client client = rig.loggedIn()) {
                rig.mailboxes.expunge(rig.mailboxes.inbox(rig.alice).orElseThrow(), UidSet.of(1), false);
                client.say("RETR 1", "-ERR");
                client.say("DELE 1", "+OK");
                client.say("DELE 2", "+OK");
                client.say("QUIT", "+OK");
            }
            assertEquals(0, rig.count());
        }
    }

    @Test
    void commandsOutOfPlaceAndTooManyErrors() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain();
                Pop3Rig.Client client = rig.client()) {
            client.expect("+OK");
            client.say("STAT", "-ERR");
            client.say("PASS secret", "-ERR");
            client.say("APOP a b", "-ERR");
            client.say("X".repeat(9_000), "-ERR line too long");
            client.say("STLS", "-ERR");
            for (int i = 5; i < 20; i++) {
                client.say("RETR 1", "-ERR");
            }
            client.ended();
        }
    }

    @Test
    void bareLineEndsAreNotLines() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain();
                Pop3Rig.Client client = rig.client()) {
            client.expect("+OK");
            client.send("NOOP\nQUIT\r\n");
            client.expect("-ERR");
            client.say("QUIT", "+OK");
        }
    }

    @Test
    void authWithPlain() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            try (Pop3Rig.Client client = rig.client()) {
                client.expect("+OK");
                assertEquals(List.of("PLAIN", "LOGIN"), client.sayForLines("AUTH"));
                client.say("AUTH PLAIN", "+ ");
                client.say("*", "-ERR");
                client.say("AUTH PLAIN", "+ ");
                client.say("no base64!", "-ERR");
                client.say("AUTH GSSAPI", "-ERR");
                client.say("AUTH PLAIN", "+ ");
                client.say(INITIAL, "+OK");
                client.say("QUIT", "+OK");
            }
            try (Pop3Rig.Client client = rig.client()) {
                client.expect("+OK");
                client.say("AUTH PLAIN " + INITIAL, "+OK");
                client.say("AUTH PLAIN " + INITIAL, "-ERR");
            }
        }
    }

    /// RFC 2595 §4, RFC 8314: no password without TLS.
    @Test
    void passwordsOnlyUnderTls() throws Exception {
        try (Pop3Rig rig = secured(Service.POP3);
                Pop3Rig.Client client = rig.client()) {
            client.expect("+OK");
            List<String> before = client.sayForLines("CAPA");
            assertTrue(before.contains("STLS"));
            assertFalse(before.contains("USER"));
            assertTrue(before.stream().noneMatch(line -> line.startsWith("SASL")));
            client.say("USER " + Pop3Rig.USER, "-ERR");
            client.say("AUTH PLAIN " + INITIAL, "-ERR");
            client.say("STLS", "+OK");
            client.connection().startTlsAsClient("mx.example.test", false);
            List<String> after = client.sayForLines("CAPA");
            assertFalse(after.contains("STLS"));
            assertTrue(after.containsAll(List.of("USER", "SASL PLAIN LOGIN", "UTF8 USER", "EXPIRE NEVER")));
            client.say("STLS", "-ERR");
            client.say("AUTH PLAIN " + INITIAL, "+OK");
            client.say("QUIT", "+OK");
        }
    }

    /// The STARTTLS injection (CVE-2011-0411): what came in the same packet must not be taken for the client's.
    @Test
    void textAfterStlsEndsTheSession() throws Exception {
        try (Pop3Rig rig = secured(Service.POP3);
                Pop3Rig.Client client = rig.client()) {
            client.expect("+OK");
            client.send("STLS\r\nUSER mallory\r\n");
            client.expect("+OK");
            client.ended();
            assertEquals(1, rig.events.counted("pop3_stls_injections"));
        }
    }

    /// RFC 6856 §2.1.
    @Test
    void utf8ComesAfterStls() throws Exception {
        try (Pop3Rig rig = secured(Service.POP3);
                Pop3Rig.Client client = rig.client()) {
            client.expect("+OK");
            client.say("UTF8", "+OK");
            client.say("STLS", "-ERR");
        }
    }

    @Test
    void pop3sBeginsWithTls() throws Exception {
        try (Pop3Rig rig = secured(Service.POP3S);
                Pop3Rig.Client client = rig.client()) {
            rig.deliver(HELLO);
            client.connection().startTlsAsClient("mx.example.test", false);
            client.expect("+OK");
            client.say("USER " + Pop3Rig.USER, "+OK");
            client.say("PASS secret", "+OK maildrop has 1");
            assertEquals(5, client.sayForLines("RETR 1").size());
            client.say("QUIT", "+OK");
        }
    }

    @Test
    void stoppingServerSaysSo() throws Exception {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            rig.deliver(HELLO);
            try (Pop3Rig.Client client = rig.loggedIn()) {
                client.say("DELE 1", "+OK");
                Thread stop = Thread.startVirtualThread(() -> rig.listener.stop(Duration.ofSeconds(5)));
                client.expect("-ERR [SYS/TEMP]");
                client.ended();
                stop.join();
            }
            assertEquals(1, rig.count());
        }
    }

    @Test
    void manyMessagesAreListed() throws IOException {
        try (Pop3Rig rig = Pop3Rig.plain()) {
            for (int i = 0; i < 2_500; i++) {
                rig.deliver("\r\n");
            }
            try (Pop3Rig.Client client = rig.loggedIn()) {
                assertEquals(2_500, client.sayForLines("UIDL").size());
                StringBuilder commands = new StringBuilder();
                for (int i = 1; i <= 2_400; i++) {
                    commands.append("DELE ").append(i).append("\r\n");
                }
                Thread sender = Thread.startVirtualThread(() -> {
                    try {
                        client.send(commands.toString());
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                for (int i = 1; i <= 2_400; i++) {
                    client.expect("+OK");
                }
                sender.join();
                client.say("QUIT", "+OK");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertEquals(100, rig.count());
        }
    }
}
