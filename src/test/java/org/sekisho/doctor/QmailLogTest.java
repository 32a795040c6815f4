package org.sekisho.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs of qmail-send in the forms in which they are found.
class QmailLogTest {
    private static final List<String> EVENTS = List.of(
            "status: local 0/10 remote 0/20",
            "new msg 93869",
            "info msg 93869: bytes 2343 from <alice@example.jp> qp 18695 uid 7791",
            "starting delivery 2392: msg 93869 to remote v@Yahoo.co.jp",
            "status: local 0/10 remote 20/20",
            "delivery 2392: failure: 203.0.113.9_failed_after_I_sent_the_message./Remote_host_said:_554_blocked_using_"
                    + "zen.spamhaus.org/",
            "starting delivery 2393: msg 93869 to local example.jp-bob@example.jp",
            "delivery 2393: success: did_1+0+0/",
            "bounce msg 93869 qp 18700",
            "end msg 93869");

    private static LogFacts read(List<String> lines) {
        var tally = LogTally.create();
        lines.forEach(new QmailLog(tally)::line);
        return tally.facts(0);
    }

    private static Facts facts(List<String> lines) {
        QueueFacts queue = new QueueTally(Instant.EPOCH).facts();
        return new Facts(Software.QMAIL, queue, read(lines), List.of());
    }

    private static LogFacts events(String before) {
        LogFacts facts = read(EVENTS.stream().map(event -> before + event).toList());
        assertEquals(EVENTS.size(), facts.lines());
        assertEquals(0, facts.strange());
        assertEquals(1, facts.messages());
        assertEquals(1, facts.bounces());
        assertEquals(2, facts.statuses());
        assertEquals(1, facts.full());
        assertEquals(new Outcomes(0, 1, 0), facts.remote());
        assertEquals(new Outcomes(1, 0, 0), facts.local());
        assertEquals(new Outcomes(0, 1, 0), facts.senders().get("<alice@example.jp>"));
        assertEquals(new Outcomes(0, 1, 0), facts.destinations().get("yahoo.co.jp"));
        assertEquals(1L, facts.messagesByOrigin().get(Origin.local("7791", "")));
        assertEquals("spamhaus", facts.blocked().getFirst().phrase().id());
        assertEquals(1, facts.times(BlockClass.BLOCKLIST));
        return facts;
    }

    @Test
    void multilog() {
        LogFacts facts = events("@4000000065e1c4100bebc200 ");
        assertEquals(Optional.of(Instant.ofEpochSecond(0x65e1c410L - 10, 200_000_000)), facts.first());
    }

    @Test
    void syslogWithTheTimeOfSplogger() {
        LogFacts facts = events("Mar  1 12:00:00 mx qmail: 1709294400.123456 ");
        assertEquals(Optional.of(Instant.parse("2024-03-01T12:00:00.123456Z")), facts.last());
    }

    @Test
    void otherForms() {
        events("2026-03-01T12:00:00.1+09:00 mx qmail-send[12]: ");
        events("2026-03-01 12:00:00.123456789 ");
        events("");
    }

    @Test
    void aStrangersWordsInAnotherLogAreNoEvents() {
        LogFacts facts = read(List.of(
                "Mar  1 12:00:00 mx httpd[1]: GET / qmail: 1709294400.123456 new msg 1", "@40000000 new msg 1"));
        assertEquals(0, facts.lines());
        assertEquals(2, facts.strange());
    }

    @Test
    void numbersAreUsedAgain() {
        LogFacts facts = read(List.of(
                "info msg 7: bytes 1 from <a@example.jp> qp 1 uid 1",
                "end msg 7",
                "starting delivery 1: msg 7 to remote x@example.com",
                "delivery 1: success: x",
                "delivery 1: success: x"));
        assertEquals(new Outcomes(1, 0, 0), facts.remote());
        assertTrue(facts.senders().isEmpty());
    }

    @Test
    void labelsAreReadStrictly() {
        // The example of https://cr.yp.to/libtai/tai64.html, second 0 of 1970 in TAI, is ten seconds before ours.
        assertEquals(Optional.of(Instant.ofEpochSecond(-10)), Tai64n.of("@400000000000000000000000 x"));
        assertEquals(Optional.empty(), Tai64n.of("@40000000000000000000000 x"), "too short");
        assertEquals(Optional.empty(), Tai64n.of("@4000000065E1C4100bebc200 x"), "upper case");
        assertEquals(Optional.empty(), Tai64n.of("@4000000065e1c4103b9aca00 x"), "a second of nanoseconds");
        assertEquals(Optional.empty(), Tai64n.of("@8000000065e1c4100bebc200 x"), "reserved");
        assertEquals(Optional.empty(), Tai64n.of("4000000065e1c4100bebc200 x"), "no @");
    }

    @Test
    void foldersOfMultilogAreReadInOrder(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("current"), "third\n");
        Files.writeString(folder.resolve("@4000000065e1c4100bebc200.s"), "second\n");
        Files.writeString(folder.resolve("@4000000055e1c4100bebc200.s"), "first\n");
        Files.writeString(folder.resolve("state"), "not a log\n");
        var lines = new ArrayList<String>();
        LogLines.read(folder, new UnreadPlaces(), lines::add);
        assertEquals(List.of("first", "second", "third"), lines);
    }

    @Test
    void everyPhraseIsTheFirstInItsExample() {
        Phrases phrases = Phrases.published();
        assertTrue(phrases.all().size() > 20);
        for (Phrase phrase : phrases.all()) {
            String logged = phrase.example().replace(' ', '_') + "/";
            assertEquals(phrase.id(), phrases.in(logged).map(Phrase::id).orElse("none"), phrase.example());
        }
    }

    @Test
    void wrongLinesOfPhrasesAreNumbered() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> Phrases.read(List.of("# x", "a\tPOLICY\t(\tx\ten\tja")));
        assertTrue(String.valueOf(e.getMessage()).contains("line 2"));
    }

    @Test
    void ordinaryTroubleIsNotBeingBlocked() {
        Phrases phrases = Phrases.published();
        for (String reply : List.of(
                "Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/",
                "CNAME_lookup_failed_temporarily._(#4.4.3)/",
                "203.0.113.9_does_not_like_recipient./Remote_host_said:_451_4.3.0_greylisted,_try_again_later/",
                "203.0.113.9_does_not_like_recipient./Remote_host_said:_452_4.2.2_Mailbox_full/",
                "Connected_to_203.0.113.9_but_connection_died._(#4.4.2)/")) {
            assertEquals(Optional.empty(), phrases.in(reply).map(Phrase::id), reply);
        }
    }

    @Test
    void aBadLogIsSaidToBeBad() {
        var lines = new ArrayList<String>();
        lines.add("info msg 7: bytes 1 from <a@example.jp> qp 1 uid 1");
        for (int i = 0; i < 600; i++) {
            lines.add("starting delivery " + i + ": msg 7 to remote x@example.com");
            lines.add("delivery " + i + (i % 3 == 0 ? ": success: x" : ": failure: 550_5.1.1_User_unknown/"));
        }
        List<Finding> findings = new LogDiagnosis(facts(lines)).findings();
        assertEquals(
                List.of("failure-ratio", "log-sender", "blocked-no-such-user"),
                findings.stream().map(Finding::id).toList());
        assertEquals(Severity.ALARM, findings.getFirst().severity());
    }

    @Test
    void aGoodLogGivesNoFindingAboveNote() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 600; i++) {
            lines.add("info msg 7: bytes 1 from <u" + i % 50 + "@example.jp> qp 1 uid 1");
            lines.add("starting delivery " + i + ": msg 7 to remote x@example.com");
            lines.add("delivery " + i + (i % 20 != 0 ? ": success: x" : ": failure: 550_5.1.1_User_unknown/"));
        }
        new LogDiagnosis(facts(lines))
                .findings()
                .forEach(finding -> assertTrue(finding.severity().compareTo(Severity.NOTE) <= 0, finding::toString));
    }
}
