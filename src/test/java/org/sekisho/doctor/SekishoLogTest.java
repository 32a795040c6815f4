package org.sekisho.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our own log in both forms, and what follows from it together with the queue.
class SekishoLogTest {
    private static final List<String> TEXT = List.of(
            "2026-03-01T20:30:00.000+09:00 INFO smtp.accepted session=s1 queue=Q1 from=<forged@bank.example> recipients=1"
                    + " octets=400 client=198.51.100.7 helo=pc user=alice@example.test service=SUBMISSION forwarded-for=-",
            "2026-03-01T20:30:01.000+09:00 INFO delivery.failed queue=Q1 to=v@gmail.com way=remote code=5.7.1"
                    + " note=\"550 5.7.1 blocked using \\\"zen.spamhaus.org\\\" \\u001b[31m\" attempt=1",
            "2026-03-01T20:30:02.000+09:00 INFO delivery.report queue=Q1 to=forged@bank.example action=FAILED",
            "2026-03-01T20:30:03.000+09:00 INFO sendmail.accepted queue=Q2 from=<www@example.test> recipients=1 uid=33"
                    + " caller=/usr/bin/php8.2 folder=\"/var/www/my site\" script=-",
            "2026-03-01T20:30:04.000+09:00 INFO delivery.sent queue=Q2 to=root@example.test way=local code=2.0.0 note=- attempt=1",
            "2026-03-01T20:30:04.000+09:00 INFO gate.rcpt decision=refuse reason=relay-denied client=203.0.113.9 from=<> to=x@y",
            "\tat org.sekisho.Stack.trace",
            "a stranger's line");

    private static final List<String> JSON = List.of(
            "{\"time\":\"2026-03-01T20:30:00.000+09:00\",\"level\":\"INFO\",\"event\":\"smtp.accepted\",\"session\":\"s1\","
                    + "\"queue\":\"Q1\",\"from\":\"<forged@bank.example>\",\"client\":\"198.51.100.7\","
                    + "\"user\":\"alice@example.test\"}",
            "{\"time\":\"2026-03-01T20:30:01.000+09:00\",\"level\":\"INFO\",\"event\":\"delivery.failed\",\"queue\":\"Q1\","
                    + "\"to\":\"v@gmail.com\",\"way\":\"remote\",\"code\":\"5.7.1\",\"note\":\"550 blocked using"
                    + " zen.spamhaus.org\"}",
            "{\"time\":\"2026-03-01T20:30:03.000+09:00\",\"event\":\"sendmail.accepted\",\"queue\":\"Q2\",\"uid\":33,"
                    + "\"from\":\"<>\",\"caller\":\"/usr/bin/php8.2\",\"folder\":\"/var/www/my site\",\"script\":\"-\"}",
            "{\"time\":\"2026-03-01T20:3");

    private static LogFacts read(List<String> lines) {
        var tally = LogTally.create();
        lines.forEach(new SekishoLog(tally)::line);
        return tally.facts(0);
    }

    private static void assertRead(LogFacts facts) {
        assertEquals(2, facts.messages());
        assertEquals(1, facts.strange());
        assertEquals(new Outcomes(0, 1, 0), facts.remote());
        assertEquals(Optional.of(Instant.parse("2026-03-01T11:30:00Z")), facts.first());
        Origin alice = Origin.network("198.51.100.7", "alice@example.test", true, "");
        assertEquals(1L, facts.messagesByOrigin().get(alice));
        assertEquals(1L, facts.messagesByOrigin().get(Origin.local("33", "/usr/bin/php8.2 in /var/www/my site")));
        assertEquals("spamhaus", facts.blocked().getFirst().phrase().id());
        assertEquals(new Outcomes(0, 1, 0), facts.destinations().get("gmail.com"));
        assertTrue(facts.blocked().getFirst().example().indexOf('\u001b') < 0);
    }

    @Test
    void keysAndValues() {
        LogFacts facts = read(TEXT);
        assertRead(facts);
        assertEquals(new Outcomes(1, 0, 0), facts.local());
        assertEquals(1, facts.bounces());
        assertEquals(1, facts.refused());
    }

    @Test
    void json() {
        assertRead(read(JSON));
    }

    private static Facts facts(QueueTally queue, LogFacts log) {
        return new Facts(Software.SEKISHO, queue.facts(), log, List.of());
    }

    private static Finding only(List<Finding> findings, String id) {
        List<Finding> found =
                findings.stream().filter(each -> each.id().equals(id)).toList();
        assertEquals(1, found.size(), findings::toString);
        return found.getFirst();
    }

    @Test
    void theGuiltyAccountIsNamedWithItsAppPassword() {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        var queue = new QueueTally(now);
        for (int i = 0; i < 2334 + 60; i++) {
            boolean spam = i >= 60;
            queue.message();
            queue.remote("v@gmail.com");
            Origin origin = spam
                    ? Origin.network("198.51.100." + i % 200, "alice@example.test", true, "phone")
                    : Origin.network("192.0.2." + i, "user" + i + "@example.test", true, "");
            queue.origin(origin, now.minus(Duration.ofMinutes(i % 120)), 1);
        }
        Finding guilty = only(Diagnosis.of(facts(queue, read(List.of()))), "responsible");
        assertEquals(Severity.ALARM, guilty.severity());
        assertTrue(guilty.found().en().contains("alice@example.test has 2,334 of the 2,394"), guilty::toString);
        assertTrue(guilty.found().en().contains("app password phone"), guilty::toString);
        assertTrue(guilty.advice().en().contains("sekisho queue remove"), guilty::toString);
    }

    @Test
    void aBusyListThatOthersTakeIsANote() {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        var queue = new QueueTally(now);
        queue.message();
        for (int i = 0; i < 3000; i++) {
            queue.remote("r" + i + "@site" + i % 70 + ".example");
        }
        queue.origin(Origin.list("news@example.test (owner bob@example.test)"), now, 3000);
        List<Finding> findings = Diagnosis.of(facts(queue, read(List.of())));
        assertEquals(Severity.NOTE, only(findings, "recipients").severity());
        assertTrue(only(findings, "recipients").found().en().contains("owner bob@example.test"));
        assertTrue(
                findings.stream().allMatch(each -> each.severity().compareTo(Severity.NOTE) <= 0), findings::toString);
    }

    @Test
    void growthIsJudged() {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        var before = new QueueTally(now);
        var after = new QueueTally(now.plusSeconds(30));
        for (int i = 0; i < 50; i++) {
            after.message();
        }
        assertEquals(
                Severity.ALARM, Doctor.growth(before.facts(), after.facts()).severity());
        assertTrue(Doctor.growth(before.facts(), after.facts()).found().en().contains("6,000 an hour"));
        assertEquals(Severity.FINE, Doctor.growth(after.facts(), before.facts()).severity());
    }

    @Test
    void anHourFarAboveTheOthersIsSaid() {
        var lines = new ArrayList<String>();
        for (int hour = 0; hour < 10; hour++) {
            for (int i = 0; i < (hour == 8 ? 400 : 10); i++) {
                lines.add("2026-03-01T0" + hour + ":10:00.000Z INFO smtp.accepted queue=Q" + hour + "-" + i
                        + " from=<a@b.example> client=192.0.2.1 user=a@example.test");
            }
        }
        var queue = new QueueTally(Instant.parse("2026-03-01T12:00:00Z"));
        List<Finding> findings = Diagnosis.of(facts(queue, read(lines)));
        assertTrue(only(findings, "burst").found().en().contains("2026-03-01T08:00:00Z 400 messages"));
    }

    @Test
    void olderLogsOfTheSameNameAreFound(@TempDir Path folder) throws Exception {
        for (String name :
                List.of("mail.log", "mail.log.1", "mail.log.2.gz", "mail.log-20260301", "mail.log.bak", "other")) {
            Files.writeString(folder.resolve(name), "x");
        }
        List<String> found = LogFiles.of(List.of(folder.resolve("mail.log"))).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .toList();
        assertEquals(4, found.size(), found::toString);
        assertEquals("mail.log", found.getLast());
        assertEquals(
                2,
                LogFiles.of(List.of(folder.resolve("mail.log.1"), folder.resolve("other")))
                        .size());
    }
}
