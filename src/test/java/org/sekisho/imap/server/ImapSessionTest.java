package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Service;
import org.sekisho.address.Network;
import org.sekisho.net.SelfSigned;
import org.sekisho.net.TlsIdentity;
import org.sekisho.store.StorageException;
import org.sekisho.testing.Await;
import org.sekisho.testing.FixedPasswords;
import org.sekisho.testing.RecordedEvents;

/// Whole sessions over loopback, where a transcript cannot say it.
final class ImapSessionTest {
    private static final String HELLO = "Subject: hello\r\n\r\none\r\n";

    @TempDir
    Path folder;

    private TlsIdentity identity() throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        SelfSigned.write(certificate, key, List.of("mx.example.test"), Instant.now());
        return TlsIdentity.load(certificate, key, new RecordedEvents());
    }

    @Test
    void passwordsGoThroughTlsOnly() throws Exception {
        try (ImapRig rig = ImapRig.secured(Service.IMAP, identity());
                ImapRig.Client client = rig.client()) {
            assertTrue(client.line().contains("STARTTLS LOGINDISABLED]"));
            client.say("LOGIN " + ImapRig.ALICE + " secret", "NO [PRIVACYREQUIRED]");
            client.say("AUTHENTICATE PLAIN", "NO [PRIVACYREQUIRED]");
            client.say("STARTTLS", "OK");
            client.connection.startTlsAsClient("mx.example.test", false);
            List<String> told = client.say("CAPABILITY", "OK");
            assertTrue(told.getFirst().contains("AUTH=PLAIN"), told.getFirst());
            assertFalse(told.getFirst().contains("AUTH=LOGIN"), told.getFirst());
            client.say("AUTHENTICATE LOGIN", "NO");
            client.say("LOGIN " + ImapRig.ALICE + " secret", "OK");
            client.say("STARTTLS", "BAD");
        }
    }

    @Test
    void passwordsWithoutTlsAreForTheListedAddressesOnly() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain(Duration.ofMinutes(1), Network.of("127.0.0.2/31"));
                ImapRig.Client client = rig.client()) {
            assertTrue(client.line().contains("LOGINDISABLED"));
            client.say("LOGIN " + ImapRig.ALICE + " secret", "NO [PRIVACYREQUIRED]");
        }
    }

    /// CVE-2011-0411 and its kin.
    @Test
    void plainTextBehindStartTlsEndsTheSession() throws Exception {
        try (ImapRig rig = ImapRig.secured(Service.IMAP, identity());
                ImapRig.Client client = rig.client()) {
            client.line();
            client.send("a STARTTLS\r\nb LOGIN " + ImapRig.ALICE + " secret\r\n");
            assertTrue(client.line().startsWith("a OK"));
            assertEquals(-1, client.connection.read(new byte[1], 0, 1));
            assertEquals(1, rig.events.counted("imap_starttls_injections"));
        }
    }

    @Test
    void saslWithAndWithoutInitialResponse() throws IOException, DirectoryException {
        String initial = Base64.getEncoder()
                .encodeToString(("\0" + ImapRig.ALICE + "\0secret").getBytes(StandardCharsets.UTF_8));
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client first = rig.client();
                ImapRig.Client second = rig.client()) {
            first.line();
            first.say("AUTHENTICATE PLAIN " + initial, "OK");
            second.line();
            second.send("x AUTHENTICATE PLAIN\r\n*\r\ny AUTHENTICATE PLAIN\r\n" + initial + "\r\n");
            assertEquals("+ ", second.line());
            assertTrue(second.line().startsWith("x BAD"));
            assertEquals("+ ", second.line());
            assertTrue(second.line().startsWith("y OK"));
        }
    }

    @Test
    void aStoreThatCannotWorkIsSaidAndTheSessionLivesOn() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.append("INBOX", HELLO);
            client.say("SELECT INBOX", "OK");
            rig.store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
            client.say("FETCH 1 BODY[]", "NO [UNAVAILABLE]");
            client.say("STORE 1 +FLAGS (\\Deleted)", "NO [UNAVAILABLE]");
            client.say("APPEND INBOX {4+}\r\ntext", "NO [UNAVAILABLE]");
            rig.store.fail(Optional.empty());
            client.say("STORE 1 +FLAGS (\\Deleted)", "OK");
            assertEquals(0, rig.events.counted("session_bugs"));
        }
    }

    @Test
    void tooLargeIsSaidBeforeOrBehindTheLiteral() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.say("APPEND INBOX {1048577}", "NO [TOOBIG]");
            client.say("APPEND INBOX {1048577+}\r\n" + "x".repeat(1_048_577), "NO [TOOBIG]");
            client.say("APPEND nowhere {4}", "NO [TRYCREATE]");
            client.say("APPEND nowhere {4+}\r\ntext", "NO [TRYCREATE]");
            client.say("APPEND INBOX {4+}\r\ntext nonsense {3+}\r\nabc", "BAD");
            client.say("LOGIN {300000}", "BAD");
            client.say("NOOP", "OK");
            client.say("APPEND INBOX {1048576+}\r\n" + "x".repeat(1_048_576), "OK");
            assertEquals(1, rig.mailboxes.use(rig.alice).messages());
        }
    }

    @Test
    void whoEndsInALiteralLeavesNothingBehind() throws Exception {
        try (ImapRig rig = ImapRig.plain()) {
            try (ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
                client.send("a APPEND INBOX {600000+}\r\n" + "x".repeat(500_000));
            }
            Await.until(
                    "the session to end",
                    () -> rig.events.lines().stream().anyMatch(line -> line.contains("imap.closed")));
            assertEquals(0, rig.mailboxes.use(rig.alice).messages());
        }
    }

    @Test
    void silentClientsAreToldBye() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain(Duration.ofMillis(100));
                ImapRig.Client client = rig.client()) {
            client.line();
            assertTrue(client.line().startsWith("* BYE"));
        }
    }

    @Test
    void anExtensionThatIsOffTakesItsKinAlong() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain()) {
            rig.mailboxes.imapExtensions().disable(rig.alice, List.of("ACL", "QUOTA"));
            try (ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
                String told = client.say("CAPABILITY", "OK").getFirst();
                assertFalse(told.matches(".* (ACL|RIGHTS=kxte|QUOTA|QUOTA=.*) .*"), told);
                assertTrue(told.contains(" NOTIFY "), told);
            }
        }
    }

    @Test
    void idleTellsWhatOthersDo() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client idler = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            idler.say("SELECT INBOX", "OK");
            other.say("ENABLE IMAP4rev2", "OK"); // and takes no \\Recent away
            other.say("SELECT INBOX", "OK");
            idler.send("i IDLE\r\n");
            assertTrue(idler.line().startsWith("+ "));
            other.append("INBOX", HELLO);
            assertEquals("* 1 EXISTS", idler.line());
            assertEquals("* 1 RECENT", idler.line());
            other.say("STORE 1 +FLAGS (\\Deleted)", "OK");
            assertEquals("* 1 FETCH (UID 1 FLAGS (\\Deleted \\Recent))", idler.line());
            other.say("EXPUNGE", "OK");
            assertEquals("* 1 EXPUNGE", idler.line());
            assertEquals("* 0 RECENT", idler.line());
            idler.send("DONE\r\n");
            assertTrue(idler.line().startsWith("i OK"));
            idler.say("NOOP", "OK");
        }
    }

    /// What SELECT says is one state: an EXISTS or VANISHED that another session causes meanwhile is easily taken for
    /// part of it (RFC 7162 §3.2.10), and is by imaptest.
    @Test
    void whatHappensDuringSelectIsToldByTheNextCommand() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            other.append("INBOX", HELLO);
            other.append("INBOX", HELLO);
            other.say("SELECT INBOX", "OK");
            other.say("STORE 1 +FLAGS.SILENT (\\Deleted)", "OK");
            client.say("ENABLE QRESYNC", "OK");
            rig.meanwhile.set(() -> {
                try {
                    other.say("EXPUNGE", "OK");
                    other.append("INBOX", HELLO);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            List<String> told = client.say("SELECT INBOX", "OK");
            assertEquals(
                    1, told.stream().filter(line -> line.endsWith(" EXISTS")).count(), told::toString);
            assertTrue(told.contains("* 2 EXISTS"), told::toString);
            assertFalse(told.contains("* VANISHED 1"), told::toString);
            List<String> then = client.say("NOOP", "OK");
            assertEquals(List.of("* VANISHED 1", "* 2 EXISTS"), then.subList(0, 2));
        }
    }

    /// A keyword that is gone from the last message stays in FLAGS until the client knows that: what it thinks a
    /// message
    /// has must be there (RFC 9051 §7.3.5).
    @Test
    void flagsNameWhatTheClientStillThinksThereIs() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            other.append("INBOX", HELLO);
            other.append("INBOX", HELLO);
            other.say("SELECT INBOX", "OK");
            other.say("STORE 1 +FLAGS (Old)", "OK");
            client.say("SELECT INBOX", "OK");
            other.say("STORE 1 -FLAGS (Old)", "OK");
            other.say("STORE 2 +FLAGS (New)", "OK");
            String first = client.say("NOOP", "OK").getFirst();
            assertTrue(first.startsWith("* FLAGS ") && first.contains(" New Old)"), first);
            other.say("STORE 2 +FLAGS (Newer)", "OK");
            String next = client.say("NOOP", "OK").getFirst();
            assertTrue(next.startsWith("* FLAGS ") && next.endsWith(" New Newer)"), next);
        }
    }

    /// A client asks anew from the highest MODSEQ it has seen, unless it is told a lower one at the end of the command
    /// (RFC 7162 §6): that must be below an expunge it has not been told of, or it never hears of that.
    @Test
    void whatIsKeptBackIsNotTakenForTold() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            for (int i = 0; i < 3; i++) {
                other.append("INBOX", HELLO);
            }
            client.say("ENABLE QRESYNC", "OK");
            client.say("SELECT INBOX", "OK");
            other.say("SELECT INBOX", "OK");
            other.say("STORE 1 +FLAGS.SILENT (\\Deleted)", "OK");
            client.say("NOOP", "OK");
            String settled = highestModSeq(other.say("SELECT INBOX", "OK"));
            other.say("EXPUNGE", "OK");
            other.say("STORE 1:2 +FLAGS.SILENT (\\Flagged)", "OK");
            assertEquals(settled, highestModSeq(client.say("FETCH 2 RFC822.SIZE", "OK")));
            assertEquals(settled, highestModSeq(client.say("STORE 2 +FLAGS (\\Seen)", "OK")));
            assertEquals(settled, highestModSeq(client.say("FETCH 2 RFC822.SIZE", "OK")));
            List<String> told = client.say("NOOP", "OK");
            assertEquals("* VANISHED 1", told.getFirst());
            assertEquals("", highestModSeq(told));
            assertEquals("", highestModSeq(client.say("STORE 2 +FLAGS (\\Draft)", "OK")));
        }
    }

    /// @return empty: none is told
    private static String highestModSeq(List<String> answer) {
        String code = "[HIGHESTMODSEQ ";
        return answer.stream()
                .filter(line -> line.contains(code))
                .map(line -> line.substring(line.indexOf(code) + code.length(), line.indexOf(']')))
                .findFirst()
                .orElse("");
    }

    /// RFC 5530 §3: what another session has expunged cannot be searched, and the client numbers it still.
    @Test
    void aSearchSaysThatSomeMessagesAreGone() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            other.append("INBOX", HELLO);
            other.append("INBOX", HELLO);
            client.say("SELECT INBOX", "OK");
            client.say("SEARCH SUBJECT hello", "OK found 2");
            other.say("SELECT INBOX", "OK");
            other.say("STORE 1 +FLAGS.SILENT (\\Deleted)", "OK");
            other.say("EXPUNGE", "OK");
            client.say("SEARCH SUBJECT hello", "OK [EXPUNGEISSUED] found 1");
            client.say("SEARCH LARGER 1", "OK found 2");
            client.say("SORT (SUBJECT) UTF-8 SUBJECT hello", "OK [EXPUNGEISSUED] sorted 1");
            client.say("THREAD REFERENCES UTF-8 SUBJECT hello", "OK [EXPUNGEISSUED] threaded 1");
            client.say("NOOP", "OK");
            client.say("SEARCH SUBJECT hello", "OK found 1");
        }
    }

    /// RFC 9051 §6.3.13: an idle client is inactive, too; the time is the user's, not that of a command under way.
    @Test
    void idleHasAnEnd() throws Exception {
        try (ImapRig rig = ImapRig.plain(Duration.ofMillis(400));
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.send("i IDLE\r\n");
            assertTrue(client.line().startsWith("+ "));
            assertTrue(client.line().startsWith("* BYE"));
        }
    }

    @Test
    void aDeletedMailboxEndsItsSessions() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client idler = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            other.say("CREATE box", "OK");
            idler.say("SELECT box", "OK");
            idler.send("i IDLE\r\n");
            idler.line();
            other.say("DELETE box", "OK");
            assertTrue(idler.line().startsWith("* BYE"));
        }
    }

    @Test
    void compressedSessionsGoOn() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.say("COMPRESS DEFLATE", "OK");
            client.connection.startDeflate();
            client.say("COMPRESS DEFLATE", "NO [COMPRESSIONACTIVE]");
            client.append("INBOX", HELLO + "x".repeat(100_000));
            client.say("SELECT INBOX", "OK");
            List<String> told = client.say("FETCH 1 BODY[]", "OK");
            assertTrue(told.stream().anyMatch(line -> line.startsWith("x".repeat(100_000))));
            client.say("IDLE\r\nDONE", "OK");
            client.say("UNAUTHENTICATE", "OK");
            client.say("SELECT INBOX", "BAD");
            client.say("LOGIN " + ImapRig.BOB + " secret", "OK");
        }
    }

    /// Two commands in one packet, a FETCH of many and a slow reader: all in order.
    @Test
    void pipelinedCommandsAreAnsweredInOrder() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                client.append("INBOX", HELLO + i + "\r\n");
            }
            client.say("SELECT INBOX", "OK");
            Future<?> sender = threads.submit(() -> {
                for (int i = 0; i < 50; i++) {
                    client.send("p" + i + " FETCH 1:* (FLAGS BODY.PEEK[])\r\n");
                }
                return null;
            });
            for (int i = 0; i < 50; i++) {
                assertEquals(1 + 20 * 6, client.answer("p" + i, "OK").size());
            }
            sender.get();
        }
    }

    @Test
    void tooManyErrorsEndTheSession() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.client()) {
            client.line();
            for (int i = 0; i < 20; i++) {
                client.send("a NONSENSE\r\n");
                assertTrue(client.line().startsWith("a BAD"));
            }
            assertTrue(client.line().startsWith("* BYE"));
        }
    }

    @Test
    void anotherAnswerThanYesAndNo() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.client()) {
            client.line();
            rig.passwords.mood(FixedPasswords.Mood.COULD_NOT_ASK);
            client.say("LOGIN " + ImapRig.ALICE + " secret", "NO [UNAVAILABLE]");
            rig.passwords.mood(FixedPasswords.Mood.SLOW_DOWN);
            client.say("LOGIN " + ImapRig.ALICE + " secret", "NO [UNAVAILABLE]");
            rig.passwords.mood(FixedPasswords.Mood.WORKING);
            client.say("LOGIN " + ImapRig.ALICE + " secret", "OK");
        }
    }

    /// RFC 7162 §3.2.10.1: EARLIER changes no count, so it is not for what the client still counts.
    @Test
    void whatTheClientCountsHasNotVanishedEarlier() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            for (int i = 0; i < 3; i++) {
                other.append("INBOX", HELLO);
            }
            other.say("SELECT INBOX", "OK");
            other.say("STORE 1 +FLAGS (\\Deleted)", "OK");
            other.say("EXPUNGE", "OK");
            client.say("ENABLE QRESYNC", "OK");
            client.say("SELECT INBOX", "OK");
            other.say("STORE 1 +FLAGS (\\Deleted)", "OK");
            other.say("EXPUNGE", "OK");
            List<String> told = client.say("UID FETCH 1:2 (FLAGS) (CHANGEDSINCE 1 VANISHED)", "OK");
            assertTrue(told.contains("* VANISHED (EARLIER) 1"), told.toString());
            assertTrue(told.contains("* VANISHED 2"), told.toString());
        }
    }

    /// A store that fails while the session changes what it watches.
    @Test
    void aStoreThatFailsBetweenCommandsEndsNoSession() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
            client.say("NOTIFY SET (PERSONAL (MessageNew MessageExpunge))", "OK");
            client.say("SELECT INBOX", "OK");
            rig.store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
            client.say("UNSELECT", "OK");
            client.say("SELECT INBOX", "NO [UNAVAILABLE]");
            rig.store.fail(Optional.empty());
            client.say("SELECT INBOX", "OK");
        }
    }

    /// RFC 5465 §5.2: it came while the mailbox was selected, and nobody had asked to hear of that.
    @Test
    void whatCameBeforeAMailboxIsLeftIsTold() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client client = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            client.say("NOTIFY SET (PERSONAL (MessageNew MessageExpunge))", "OK");
            client.say("SELECT INBOX", "OK");
            other.append("INBOX", HELLO);
            client.send("s SELECT Sent\r\n");
            client.answer("s", "OK");
            assertTrue(client.line().startsWith("* STATUS INBOX (MESSAGES 1 "));
        }
    }
}
