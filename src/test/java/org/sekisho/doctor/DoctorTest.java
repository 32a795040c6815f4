package org.sekisho.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole examinations of queues as qmail leaves them on disk.
class DoctorTest {
    private static final int SPAM = 500;
    private static final int MUCH_SPAM = 2334;
    private static final int USERS = 60;
    private static final Duration RECENT = Duration.ofMinutes(20);

    @TempDir
    private Path qmail;

    private FabricatedQueue queue;

    @BeforeEach
    void create() throws IOException {
        queue = new FabricatedQueue(qmail);
    }

    private Report examine(Path... logs) {
        return Doctor.examineQmail(qmail, List.of(logs), InstantSource.fixed(FabricatedQueue.NOW));
    }

    private static List<Finding> of(Report report, String id) {
        return report.findings().stream()
                .filter(finding -> finding.id().equals(id))
                .toList();
    }

    private void usualMail() throws IOException {
        for (int i = 0; i < USERS; i++) {
            String user = "user" + i + "@example.jp";
            String head = FabricatedQueue.network(user + "@192.0.2." + i, "ESMTPA");
            queue.message(head, Duration.ofHours(i), user, "Tsomeone@site" + i + ".example");
        }
    }

    private static void assertGuilty(Report report, String name, int spam) {
        List<Finding> responsible = of(report, "responsible");
        assertEquals(1, responsible.size(), responsible::toString);
        Finding guilty = responsible.getFirst();
        assertEquals(Severity.ALARM, guilty.severity());
        String count = Wording.number(spam);
        String total = Wording.number(spam + USERS);
        assertTrue(guilty.found().en().contains(name + " has " + count + " of the " + total), responsible::toString);
        assertTrue(guilty.found().ja().contains(name.substring(name.lastIndexOf(' '))), responsible::toString);
        assertEquals(Severity.ALARM, report.worst());
        assertEquals(spam + USERS, report.facts().queue().messages());
    }

    @Test
    void namesTheCrackedAccountWhateverAddressesItUses() throws IOException {
        usualMail();
        for (int i = 0; i < MUCH_SPAM; i++) {
            String client = "alice@example.jp@198.51." + i % 200 + "." + i % 250;
            queue.message(
                    FabricatedQueue.network(client, "ESMTPSA"), RECENT, "x" + i + "@bank.example", "Tv@gmail.com");
        }
        Report report = examine();
        assertGuilty(report, "The account alice@example.jp", MUCH_SPAM);
        assertEquals(Confidence.LIKELY, of(report, "responsible").getFirst().confidence());
        assertEquals(Severity.WARNING, of(report, "queue-size").getFirst().severity());
        assertEquals(Severity.WARNING, of(report, "age").getFirst().severity());
        assertTrue(of(report, "destinations").getFirst().found().en().contains("gmail.com 2,334"));
    }

    @Test
    void aLoginThatIsNotSaidToBeCheckedIsNamedWithLessConfidence() throws IOException {
        usualMail();
        for (int i = 0; i < SPAM; i++) {
            queue.message(FabricatedQueue.network("alice@198.51.100.7", "SMTP"), RECENT, "a@b.example", "Tv@gmail.com");
        }
        Report report = examine();
        assertGuilty(report, "The login alice", SPAM);
        assertEquals(Confidence.POSSIBLE, of(report, "responsible").getFirst().confidence());
    }

    @Test
    void namesTheScript() throws IOException {
        usualMail();
        String head = FabricatedQueue.uid(48) + "To: v@gmail.com\nX-PHP-Originating-Script: 48:wp-mailer.php\n";
        for (int i = 0; i < SPAM; i++) {
            queue.message(head, RECENT, "apache@www.example.jp", "Tv@gmail.com");
        }
        assertGuilty(examine(), "The PHP script wp-mailer.php", SPAM);
    }

    @Test
    void namesTheUidOfManyScripts() throws IOException {
        usualMail();
        for (int i = 0; i < SPAM; i++) {
            String script = "X-PHP-Script: www.example.jp/" + i + ".php for 203.0.113.5\n";
            queue.message(FabricatedQueue.uid(1017) + script, RECENT, "www@example.jp", "Tv@gmail.com");
        }
        assertGuilty(examine(), "uid 1017", SPAM);
    }

    @Test
    void namesTheClient() throws IOException {
        usualMail();
        for (int i = 0; i < SPAM; i++) {
            queue.message(FabricatedQueue.network("203.0.113.66", "SMTP"), RECENT, i + "@bank.example", "Tv@gmail.com");
        }
        assertGuilty(examine(), "The client 203.0.113.66", SPAM);
    }

    @Test
    void namesTwoWhoShareTheQueue() throws IOException {
        usualMail();
        for (int i = 0; i < SPAM; i++) {
            String client = (i % 2 == 0 ? "alice" : "bob") + "@198.51.100.7";
            queue.message(FabricatedQueue.network(client, "ESMTPA"), RECENT, "a@b.example", "Tv@gmail.com");
        }
        assertEquals(2, of(examine(), "responsible").size());
    }

    @Test
    void fewMessagesToVeryManyAreAWarning() throws IOException {
        usualMail();
        String[] recipients = new String[3000];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "Tv" + i + "@gmail.com";
        }
        queue.message(FabricatedQueue.network("alice@198.51.100.7", "ESMTPA"), RECENT, "a@b.example", recipients);
        Report report = examine();
        assertEquals(List.of(), of(report, "responsible"));
        assertTrue(of(report, "recipients").getFirst().found().en().contains("alice has 3,000"));
        assertEquals(Severity.WARNING, report.worst());
    }

    @Test
    void aHealthyQueueGivesNoFindingAboveNote() throws IOException {
        usualMail();
        Report report = examine();
        assertTrue(
                report.worst().compareTo(Severity.NOTE) <= 0,
                () -> report.findings().toString());
        assertEquals(60, report.facts().queue().remote());
    }

    @Test
    void anEmptyQueueIsFine() {
        assertEquals(Severity.FINE, examine().worst());
    }

    @Test
    void notificationsThatComeBackAreSaid() throws IOException {
        String head = "Received: (qmail 4711 invoked for bounce); 1 Mar 2026 11:00:00 -0000\n";
        for (int i = 0; i < 150; i++) {
            queue.message(head, RECENT, i % 2 == 0 ? "" : "#@[]", "Tpostmaster@example.jp");
        }
        Report report = examine();
        assertEquals(150, report.facts().queue().fromNobody());
        assertEquals(1, of(report, "bounces").size());
        assertEquals(1, of(report, "double-bounces").size());
        assertEquals(List.of(), of(report, "responsible"));
    }

    @Test
    void readsWhatQmailSendHasNotSeenYet() throws IOException {
        queue.unprocessed(FabricatedQueue.uid(0), "u0\0p12\0Froot@example.jp\0Ta@example.com\0Tb@example.com\0");
        QueueFacts facts = examine().facts().queue();
        assertEquals(1, facts.waiting());
        assertEquals(2, facts.remote());
        assertEquals(1L, facts.senders().get("<root@example.jp>"));
    }

    @Test
    void recipientsWhoAreDoneWithDoNotWait() throws IOException {
        queue.message(FabricatedQueue.uid(0), RECENT, "a@b.example", "Dx@y.example", "Tz@y.example");
        QueueFacts facts = examine().facts().queue();
        assertEquals(1, facts.done());
        assertEquals(1, facts.remote());
    }

    @Test
    void whatCannotBeReadIsSaidAndNotTakenForEmpty() throws IOException {
        Path mess = queue.folder("mess");
        Files.move(mess, qmail.resolve("elsewhere"));
        Files.createFile(mess);
        Files.delete(queue.folder("todo"));
        Report report = examine();
        assertEquals(
                List.of(new Unread("queue/todo", "not there", 1), new Unread("queue/mess", "not a folder", 1)),
                report.facts().unread());
        assertEquals(2, of(report, "could-not-read").size());
        assertEquals(List.of(), of(report, "queue-size"));
        assertEquals(Severity.WARNING, report.worst());
    }

    @Test
    void withoutMessagesTheSendersAreStillCounted() throws IOException {
        usualMail();
        Files.move(queue.folder("mess"), qmail.resolve("elsewhere"));
        Report report = examine();
        assertEquals(USERS, report.facts().queue().messages());
        assertTrue(of(report, "queue-size").getFirst().found().en().startsWith("at least 60"));
    }

    @Test
    void aLogThatIsNotThereIsSaid() {
        Report report = examine(qmail.resolve("current"));
        assertEquals(1, of(report, "could-not-read").size());
    }

    @Test
    void anotherLogIsSaidToBeAnother() throws IOException {
        Path log = Files.writeString(qmail.resolve("maillog"), "Mar  1 12:00:00 mx sshd[1]: hello\n");
        assertEquals(1, of(examine(log), "not-a-log").size());
    }
}
