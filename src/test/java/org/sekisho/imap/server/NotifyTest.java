package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Login;
import org.sekisho.address.Mailbox;
import org.sekisho.imap.NotifyEvents;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.net.Connection;
import org.sekisho.net.Deadlines;
import org.sekisho.store.StorageException;

/// What a session tells unasked (RFC 5465) while another one works.
final class NotifyTest {
    private static final String MESSAGE = "Subject: hello\r\n\r\none\r\n";

    private static void hears(ImapRig.Client client, String pattern) throws IOException {
        String line = client.line();
        assertTrue(line.matches(pattern), line + " is not " + pattern);
    }

    @Test
    void othersMailboxesByStatusAndList() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client told = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            told.say(
                    "NOTIFY SET (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))",
                    "OK");
            other.append("Sent", MESSAGE);
            hears(told, "\\* STATUS Sent \\(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \\d+ UNSEEN 1 HIGHESTMODSEQ \\d+\\)");
            other.say("SELECT Sent", "OK");
            other.say("STORE 1 +FLAGS (\\Seen)", "OK");
            hears(told, "\\* STATUS Sent \\(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \\d+ UNSEEN 0 HIGHESTMODSEQ \\d+\\)");
            other.say("CREATE new", "OK");
            hears(told, "\\* LIST \\(\\) \"/\" new");
            other.say("RENAME new newer", "OK");
            hears(told, "\\* LIST \\(\\) \"/\" newer \\(\"OLDNAME\" \\(new\\)\\)");
            other.say("SUBSCRIBE newer", "OK");
            hears(told, "\\* LIST \\(\\\\Subscribed\\) \"/\" newer");
            other.append("newer", MESSAGE);
            hears(told, "\\* STATUS newer \\(MESSAGES 1 .*");
            other.say("DELETE newer", "OK");
            hears(told, "\\* LIST \\(\\\\NonExistent \\\\Subscribed\\) \"/\" newer");
            told.say("NOOP", "OK");
        }
    }

    @Test
    void newMessagesOfTheSelectedMailboxAreFetched() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client told = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            other.append("INBOX", MESSAGE);
            told.say("ENABLE IMAP4rev2", "OK");
            told.say("SELECT INBOX", "OK");
            told.say("NOTIFY SET (SELECTED (MessageNew (UID BODY.PEEK[TEXT]) MessageExpunge))", "OK");
            other.append("INBOX", MESSAGE);
            assertEquals("* 2 EXISTS", told.line());
            assertEquals("* 2 FETCH (UID 2 BODY[TEXT] {5}", told.line());
            assertEquals("one", told.line());
            assertEquals(")", told.line());
            other.say("SELECT INBOX", "OK");
            other.say("STORE 1 +FLAGS (\\Deleted)", "OK"); // not asked for
            other.say("EXPUNGE", "OK");
            assertEquals("* 1 EXPUNGE", told.line());
            assertEquals(1, told.say("NOOP", "OK").size());
        }
    }

    @Test
    void delayedExpungesWaitForACommand() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client told = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            other.append("INBOX", MESSAGE);
            told.say("ENABLE IMAP4rev2", "OK");
            told.say("SELECT INBOX", "OK");
            told.say("NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge FlagChange))", "OK");
            other.say("SELECT INBOX", "OK");
            other.say("STORE 1 +FLAGS (\\Deleted)", "OK");
            hears(told, "\\* 1 FETCH \\(UID 1 FLAGS \\(\\\\Deleted\\)\\)");
            other.say("EXPUNGE", "OK");
            other.append("INBOX", MESSAGE);
            assertEquals("* 2 EXISTS", told.line());
            assertEquals("* 1 EXPUNGE", told.say("NOOP", "OK").getFirst());
        }
    }

    /// What is selected is not told of by STATUS, and again when it is not.
    @Test
    void theSelectedMailboxChanges() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client told = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            told.say("ENABLE IMAP4rev2", "OK");
            told.say("SELECT INBOX", "OK");
            told.say("NOTIFY SET (SELECTED (MessageNew MessageExpunge)) (PERSONAL (MessageNew MessageExpunge))", "OK");
            other.append("INBOX", MESSAGE);
            assertEquals("* 1 EXISTS", told.line());
            told.say("SELECT Sent", "OK");
            other.append("INBOX", MESSAGE);
            hears(told, "\\* STATUS INBOX \\(MESSAGES 2 .*");
            other.append("Sent", MESSAGE);
            assertEquals("* 1 EXISTS", told.line());
            told.say("UNSELECT", "OK");
            other.append("Sent", MESSAGE);
            hears(told, "\\* STATUS Sent \\(MESSAGES 2 .*");
        }
    }

    @Test
    void alsoWhileIdling() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client told = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            told.say("ENABLE IMAP4rev2", "OK");
            told.say("SELECT INBOX", "OK");
            told.say("NOTIFY SET (PERSONAL (MessageNew MessageExpunge))", "OK");
            told.send("i IDLE\r\n");
            hears(told, "\\+ .*");
            other.append("Sent", MESSAGE);
            hears(told, "\\* STATUS Sent \\(MESSAGES 1 .*");
            other.append("INBOX", MESSAGE);
            assertEquals("* 1 EXISTS", told.line());
            told.send("DONE\r\n");
            hears(told, "i OK .*");
        }
    }

    @Test
    void aStoreThatCannotWorkEndsNothing() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client told = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            told.say("NOTIFY SET (PERSONAL (MessageNew MessageExpunge))", "OK");
            rig.store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
            told.say("NOTIFY SET STATUS (PERSONAL (MessageNew MessageExpunge))", "NO [UNAVAILABLE]");
            rig.store.fail(Optional.empty());
            other.append("Sent", MESSAGE);
            hears(told, "\\* STATUS Sent \\(MESSAGES 1 .*");
        }
    }

    @Test
    void tooManyMailboxes() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client told = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE)) {
            int most = Notifications.MAX_MAILBOXES
                    - rig.mailboxes.list().all(rig.alice).size();
            for (int i = 0; i < most; i++) {
                rig.mailboxes.list().create(rig.alice, new MailboxName("m" + i), Set.of());
            }
            told.say("NOTIFY SET (PERSONAL (MailboxName))", "OK");
            other.say("CREATE another", "OK");
            hears(told, "\\* LIST \\(\\) \"/\" another");
            hears(told, "\\* OK \\[NOTIFICATIONOVERFLOW\\] .*");
            other.say("CREATE another/one", "OK");
            assertEquals(1, told.say("NOOP", "OK").size());
            told.say("NOTIFY SET (PERSONAL (MailboxName))", "NO [NOTIFICATIONOVERFLOW]");
        }
    }

    private static void heard(Notifications notifications) throws InterruptedException {
        var rung = new CountDownLatch(1);
        notifications.listen(rung::countDown);
        assertTrue(rung.await(10, TimeUnit.SECONDS));
    }

    /// The client speaks just when something happened: it is told when the session waits the next time.
    @Test
    void whatWasHeardWhileTheClientSpokeIsNotLost() throws Exception {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client other = rig.loggedIn(ImapRig.ALICE);
                var port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var peer = new Socket(InetAddress.getLoopbackAddress(), port.getLocalPort());
                var deadlines = new Deadlines();
                var connection = new Connection(port.accept(), deadlines)) {
            peer.setSoTimeout(10_000);
            var output = new Output(connection);
            var user =
                    new User(new Login(rig.alice, CredentialId.MAIN, Mailbox.of(ImapRig.ALICE), List.of()), Set.of());
            var dialogue = new Dialogue(rig.server, user, connection, new CommandInput(connection, output), output);
            var inboxes = new NotifyEvents.Group(
                    new NotifyEvents.Mailboxes.Inboxes(),
                    new NotifyEvents(
                            Set.of(NotifyEvents.Event.MESSAGE_NEW, NotifyEvents.Event.MESSAGE_EXPUNGE),
                            List.of(),
                            List.of()));
            try (var notifications = new Notifications(dialogue, new NotifyGroups(List.of(inboxes)))) {
                assertTrue(notifications.begin());
                other.append("INBOX", MESSAGE);
                heard(notifications); // and no push
                other.append("Sent", MESSAGE);
                other.say("CREATE box", "OK"); // of which something is heard
                heard(notifications);
                notifications.push();
                connection.flush();
                String told = new String(peer.getInputStream().readNBytes(24), StandardCharsets.US_ASCII);
                assertEquals("* STATUS INBOX (MESSAGES", told);
            }
        }
    }
}
