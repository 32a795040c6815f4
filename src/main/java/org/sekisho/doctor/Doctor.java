package org.sekisho.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// Examines a mail server by its files, and changes nothing. Safe from any thread.
public final class Doctor {
    private Doctor() {}

    /// Reads a whole queue and whole logs: every file of the queue once, so a large one takes its time.
    /// @param qmail as a rule `/var/qmail`; also its `queue` itself
    /// @param logs of qmail-send, the oldest first: files, also with gzip, or folders of multilog
    /// @return what could not be read is said in it
    public static Report examineQmail(Path qmail, List<Path> logs, InstantSource clock) {
        return examineQmail(qmail, logs, new QueueTally(clock.instant()));
    }

    /// @param counts new, with the time at which the queue is looked at
    public static Report examineQmail(Path qmail, List<Path> logs, QueueTally counts) {
        var unread = new UnreadPlaces();
        QueueFacts queue = new QmailQueue(queueOf(qmail), counts, unread).read();
        var tally = LogTally.create();
        var log = new QmailLog(tally);
        long octets = 0;
        for (Path file : LogFiles.of(logs)) {
            octets += LogLines.read(file, unread, log::line);
        }
        return report(new Facts(Software.QMAIL, queue, tally.facts(octets), unread.list()));
    }

    /// Only the queue, for a second look.
    public static QueueFacts qmailQueue(Path qmail, QueueTally counts) {
        return new QmailQueue(queueOf(qmail), counts, new UnreadPlaces()).read();
    }

    private static Path queueOf(Path qmail) {
        return Files.isDirectory(qmail.resolve("mess")) ? qmail : qmail.resolve("queue");
    }

    /// Whether a queue grows, by two looks at it.
    public static Finding growth(QueueFacts before, QueueFacts after) {
        return GrowthDiagnosis.between(before, after);
    }

    /// What follows from facts, whoever has read them.
    public static Report report(Facts facts) {
        return new Report(Diagnosis.of(facts), facts);
    }
}
