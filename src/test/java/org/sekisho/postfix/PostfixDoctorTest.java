package org.sekisho.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Doctor;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Flow;
import org.sekisho.doctor.LogFacts;
import org.sekisho.doctor.Origin;
import org.sekisho.doctor.Outcomes;
import org.sekisho.doctor.QueueFacts;
import org.sekisho.doctor.QueueTally;
import org.sekisho.doctor.Report;
import org.sekisho.doctor.Severity;

/// Whole examinations of queues and logs as Postfix leaves them on disk.
class PostfixDoctorTest {
    private static final Duration RECENT = Duration.ofMinutes(20);
    private static final int SPAM = 2334;
    private static final int FEWER = 300;
    private static final int USERS = 60;

    @TempDir
    private Path folder;

    private FabricatedSpool spool;
    private Path config;

    @BeforeEach
    void create() throws IOException {
        spool = new FabricatedSpool(folder.resolve("spool"));
        config = Files.createDirectories(folder.resolve("etc"));
        Files.writeString(config.resolve("main.cf"), "myhostname = mx.example.jp\nmydestination = example.jp\n");
    }

    private Report examine(Path... logs) {
        var tally = new QueueTally(FabricatedSpool.NOW);
        var clock = InstantSource.fixed(FabricatedSpool.NOW);
        return Doctor.report(PostfixDoctor.examine(spool.folder(), config, List.of(logs), tally, clock, ZoneOffset.UTC)
                .facts());
    }

    private static List<Finding> of(Report report, String id) {
        return report.findings().stream().filter(each -> each.id().equals(id)).toList();
    }

    private static void assertGuilty(Report report, String name, String numbers) {
        List<Finding> responsible = of(report, "responsible");
        assertEquals(1, responsible.size(), responsible::toString);
        assertEquals(Severity.ALARM, responsible.getFirst().severity());
        assertTrue(responsible.getFirst().found().en().contains(name + " has " + numbers), responsible::toString);
    }

    private void usualMail() throws IOException {
        for (int i = 0; i < USERS; i++) {
            String user = "user" + i + "@example.jp";
            spool.network("deferred", Duration.ofHours(i), "192.0.2." + i, user, user, "x@site" + i + ".example");
        }
    }

    @Test
    void namesTheCrackedAccount() throws IOException {
        usualMail();
        for (int i = 0; i < SPAM; i++) {
            String client = "198.51.100." + i % 250;
            spool.network("deferred", RECENT, client, "alice@example.jp", i + "@bank.example", "v@gmail.com");
        }
        Report report = examine();
        assertGuilty(report, "The account alice@example.jp", "2,334 of the 2,394");
        QueueFacts queue = report.facts().queue();
        assertEquals(SPAM + USERS, queue.messages());
        assertEquals(SPAM + USERS, queue.deferred());
        assertTrue(of(report, "destinations").getFirst().found().en().contains("gmail.com 2,334"));
        assertTrue(of(report, "responsible").getFirst().advice().en().contains("postsuper"));
    }

    @Test
    void namesTheScript() throws IOException {
        usualMail();
        for (int i = 0; i < FEWER; i++) {
            spool.local("active", RECENT, 33, "X-PHP-Originating-Script: 33:mailer.php\n", "www@x", "v@gmail.com");
        }
        assertGuilty(examine(), "The PHP script mailer.php", "300 of the 360");
    }

    @Test
    void namesTheUid() throws IOException {
        usualMail();
        for (int i = 0; i < FEWER; i++) {
            spool.local("deferred", RECENT, 1017, "", "www@x", "v@gmail.com");
        }
        assertGuilty(examine(), "uid 1017", "300 of the 360");
    }

    @Test
    void namesTheClientEvenIfItsMailLooksLikeAnAccounts() throws IOException {
        usualMail();
        for (int i = 0; i < FEWER; i++) {
            spool.network("deferred", RECENT, "203.0.113.66", "", "user1@example.jp", "v@gmail.com");
        }
        assertGuilty(examine(), "The client 203.0.113.66", "300 of the 360");
    }

    @Test
    void aHealthyQueueGivesNoFindingAboveNote() throws IOException {
        usualMail();
        Report report = examine();
        assertTrue(
                report.worst().compareTo(Severity.NOTE) <= 0,
                () -> report.findings().toString());
        assertEquals(USERS, report.facts().queue().remote());
        assertEquals(Severity.FINE, examineEmpty().worst());
    }

    private Report examineEmpty() throws IOException {
        spool = new FabricatedSpool(folder.resolve("empty"));
        return examine();
    }

    @Test
    void aNewsletterThatOthersTakeIsNoAlarm() throws IOException {
        usualMail();
        var log = new ArrayList<String>();
        for (int i = 0; i < 3000; i++) {
            String id = "B" + String.format("%06X", i);
            log.add(smtpd(id, "192.0.2.9", ", sasl_method=PLAIN, sasl_username=news@example.jp"));
            log.add(active(id, "news@example.jp"));
            log.add(result(id, "r" + i + "@site" + i % 90 + ".example", i % 30 == 0 ? "deferred" : "sent", "250 ok"));
        }
        for (int i = 0; i < 600; i++) {
            spool.network("active", RECENT, "192.0.2.9", "news@example.jp", "news@example.jp", "x@slow.example");
        }
        Report report = examine(Files.write(folder.resolve("mail.log"), log));
        assertEquals(Severity.NOTE, of(report, "responsible").getFirst().severity());
        assertEquals(Severity.NOTE, of(report, "log-responsible").getFirst().severity());
    }

    @Test
    void recipientsAndPlacesAreCounted() throws IOException {
        spool.network("incoming", RECENT, "192.0.2.1", "", "a@b.example", "info@example.jp", "root");
        spool.network("hold", RECENT, "192.0.2.1", "", "a@b.example", "!done@x.example", "x@y.example");
        spool.local("maildrop", RECENT, 0, "", "root@mx.example.jp", "x@z.example");
        spool.network("active", RECENT, "", "", "", "a@b.example");
        spool.network("active", RECENT, "", "", "double-bounce@mx.example.jp", "postmaster@example.jp");
        QueueFacts queue = examine().facts().queue();
        assertEquals(5, queue.messages());
        assertEquals(2, queue.waiting());
        assertEquals(1, queue.held());
        assertEquals(3, queue.local());
        assertEquals(3, queue.remote());
        assertEquals(1, queue.done());
        assertEquals(2, queue.fromNobody());
        assertEquals(1, queue.doubleBounces());
        assertEquals(Optional.of(FabricatedSpool.NOW.minus(RECENT)), queue.oldest());
    }

    @Test
    void whatFiltersPatchedInIsFollowed() throws IOException {
        byte[] head = join(FabricatedSpool.record('C', "0"), FabricatedSpool.record('S', "a@b.example"));
        byte[] pointer = FabricatedSpool.record('p', String.format("%15d", 100));
        byte[] file = new byte[200];
        System.arraycopy(head, 0, file, 0, head.length);
        System.arraycopy(pointer, 0, file, head.length, pointer.length);
        byte[] more = join(FabricatedSpool.record('R', "x@y.example"), FabricatedSpool.record('E', ""));
        System.arraycopy(more, 0, file, 100, more.length);
        Files.write(spool.folder().resolve("active/0123456789"), file);
        byte[] circle = join(head, FabricatedSpool.record('p', String.format("%15d", head.length)));
        Files.write(spool.folder().resolve("active/0123456780"), circle);
        QueueFacts queue = examine().facts().queue();
        assertEquals(2, queue.messages());
        assertEquals(1, queue.remote());
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void nothingHostileStopsTheReading() throws IOException {
        usualMail();
        Path active = spool.folder().resolve("active");
        Files.write(active.resolve("0123456781"), new byte[0]);
        Files.write(active.resolve("0123456782"), new byte[100_000]);
        Files.write(
                active.resolve("0123456783"),
                "\u00ff\u00ff\u00ff\u00ff\u00ff".repeat(99).getBytes(StandardCharsets.ISO_8859_1));
        Files.createSymbolicLink(active.resolve("0123456784"), config.resolve("main.cf"));
        Files.createSymbolicLink(active.resolve("0"), spool.folder().resolve("deferred"));
        Files.createDirectories(active.resolve("A/B/C/D/E"));
        String sequence = "\u001b]0;x\u0007\u001b[31mred\u0000\u202e";
        spool.network(
                "active", RECENT, "192.0.2.1", sequence + "x".repeat(5000), sequence, "v@" + sequence + ".example");
        Report report = examine();
        assertEquals(USERS + 1, report.facts().queue().messages());
        String all = report.findings().toString() + report.facts();
        assertFalse(all.contains("\u001b") || all.contains("\u0000") || all.contains("\u202e"), "escapes");
    }

    @Test
    void aFolderThatIsNotThereIsSaid() throws IOException {
        Files.delete(spool.folder().resolve("hold"));
        assertEquals(1, of(examine(), "could-not-read").size());
    }

    @Test
    void withoutALogTheNotesForNotificationsSayWhyMailWaits() throws IOException {
        Path notes = Files.createDirectories(spool.folder().resolve("defer/A"));
        for (int i = 0; i < 30; i++) {
            Files.writeString(
                    notes.resolve("A12345678" + i),
                    "<v@gmail.com>: x\nrecipient=v@gmail.com\nstatus=4.7.0\n"
                            + "action=delayed\nreason=host x said: 421 4.7.28 Our system has detected an unusual rate of"
                            + " unsolicited mail originating from your IP address\n\n");
        }
        Report report = examine();
        assertEquals(1, of(report, "blocked-gmail-rate").size());
        assertEquals(
                30,
                Objects.requireNonNull(report.facts().log().destinations().get("gmail.com"))
                        .deferral());
    }

    private static String smtpd(String id, String client, String more) {
        return "Mar  1 11:30:00 mx postfix/submission/smtpd[99]: " + id + ": client=pc[" + client + "]" + more;
    }

    private static String active(String id, String sender) {
        return "Mar  1 11:30:01 mx postfix/qmgr[5]: " + id + ": from=<" + sender
                + ">, size=400, nrcpt=1 (queue active)";
    }

    private static String result(String id, String recipient, String status, String reply) {
        return "Mar  1 11:30:02 mx postfix/smtp[7]: " + id + ": to=<" + recipient + ">, relay=mx.x[203.0.113.1]:25,"
                + " delay=1.2, delays=0.1/0/1/0.1, dsn=2.0.0, status=" + status + " (" + reply + ")";
    }

    @Test
    void theLogIsFollowedByQueueId() throws IOException {
        Path log = Files.writeString(
                folder.resolve("mail.log"),
                String.join(
                                "\n",
                                "Mar  1 11:00:00 mx postfix/postfix-script[1]: starting the Postfix mail system",
                                "Mar  1 11:00:00 mx postfix/master[2]: daemon started -- version 3.7.11, configuration /etc/postfix",
                                smtpd(
                                        "4cSzw12gHbz1xRb",
                                        "198.51.100.7",
                                        ", sasl_method=LOGIN, sasl_username=alice@example.jp"),
                                "Mar  1 11:30:00 mx postfix/cleanup[9]: 4cSzw12gHbz1xRb: message-id=<1@x>",
                                active("4cSzw12gHbz1xRb", "forged@bank.example"),
                                result(
                                        "4cSzw12gHbz1xRb",
                                        "v@gmail.com",
                                        "bounced",
                                        "host said: 550 5.7.1 blocked using zen.spamhaus.org"),
                                active("4cSzw12gHbz1xRb", "forged@bank.example"),
                                "Mar  1 11:30:03 mx postfix/bounce[8]: 4cSzw12gHbz1xRb: sender non-delivery notification: 99AB12",
                                "Mar  1 11:30:03 mx postfix/qmgr[5]: 4cSzw12gHbz1xRb: removed",
                                active("99AB12", ""),
                                "2026-03-01T11:31:00.5+00:00 mx postfix/pickup[3]: 77AB12: uid=33 from=<www-data>",
                                "<22>1 2026-03-01T11:31:01+00:00 mx postfix/qmgr 5 - - 77AB12: from=<www-data@x>, size=1, nrcpt=1 (queue active)",
                                "Mar  1 11:31:01 mx postfix/local[3]: 77AB12: to=<root@x>, orig_to=<root>, relay=local, delay=0, dsn=2.0.0, status=sent (x)",
                                "Mar  1 11:32:00 mx postfix/smtpd[3]: NOQUEUE: reject: RCPT from unknown[203.0.113.5]: 554 5.7.1 <x@y>: Relay access denied; from=<a@b> to=<x@y> proto=ESMTP helo=<x>",
                                "Mar  1 11:32:00 mx sshd[3]: postfix/smtpd[3]: 1AB12C: client=x[1.2.3.4]")
                        + "\n");
        var tally = new QueueTally(FabricatedSpool.NOW);
        var clock = InstantSource.fixed(FabricatedSpool.NOW);
        var examined = PostfixDoctor.examine(spool.folder(), config, List.of(log), tally, clock, ZoneOffset.UTC);
        LogFacts facts = examined.facts().log();
        assertEquals(Optional.of("3.7.11"), examined.version());
        assertEquals(14, facts.lines());
        assertEquals(1, facts.strange());
        assertEquals(3, facts.messages());
        assertEquals(1, facts.bounces());
        assertEquals(1, facts.refused());
        Origin alice = Origin.network("198.51.100.7", "alice@example.jp", true, "");
        assertEquals(1L, facts.messagesByOrigin().get(alice));
        assertEquals(1L, facts.messagesByOrigin().get(Origin.local("33", "")));
        assertEquals(1L, facts.messagesByOrigin().get(Origin.of(Origin.Way.BOUNCE)));
        assertEquals(new Outcomes(0, 1, 0), facts.senders().get("<forged@bank.example>"));
        assertEquals("spamhaus", facts.blocked().getFirst().phrase().id());
        assertEquals(
                "host said: 550 5.7.1 blocked using zen.spamhaus.org",
                facts.blocked().getFirst().example());
        assertEquals(new Outcomes(1, 0, 0), facts.local());
        assertEquals(new Flow(3, 2), facts.hours().lastEntry().getValue());
    }

    @Test
    void theAccountIsFoundBehindAContentFilter() throws IOException {
        var log = new ArrayList<String>();
        for (int i = 0; i < 700; i++) {
            String in = "A" + String.format("%06X", i);
            String out = "C" + String.format("%06X", i);
            log.add(smtpd(in, "198.51.100.7", ", sasl_method=LOGIN, sasl_username=alice"));
            log.add("Mar  1 11:30:00 mx postfix/cleanup[9]: " + in + ": message-id=<" + i + "@x>");
            log.add(active(in, "a@b.example"));
            log.add(smtpd(out, "127.0.0.1", ""));
            log.add("Mar  1 11:30:00 mx postfix/cleanup[9]: " + out + ": message-id=<" + i + "@x>");
            log.add(active(out, "a@b.example"));
            log.add("Mar  1 11:30:00 mx postfix/smtp[9]: " + in
                    + ": to=<v@w.example>, relay=127.0.0.1[127.0.0.1]:10024,"
                    + " delay=1, delays=1/1/1/1, dsn=2.0.0, status=sent (250 queued as " + out + ")");
            log.add(result(out, "v@w.example", i % 2 == 0 ? "bounced" : "sent", "550 no"));
        }
        Report report = examine(Files.write(folder.resolve("mail.log"), log));
        assertEquals(700, report.facts().log().messages());
        Finding found = of(report, "log-responsible").getFirst();
        assertEquals(Severity.ALARM, found.severity());
        assertEquals(Confidence.LIKELY, found.confidence());
        assertTrue(found.found().en().contains("The account alice has 100%"), found::toString);
    }
}
