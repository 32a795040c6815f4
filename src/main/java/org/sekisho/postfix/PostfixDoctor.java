package org.sekisho.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.sekisho.doctor.Facts;
import org.sekisho.doctor.LogFiles;
import org.sekisho.doctor.LogLines;
import org.sekisho.doctor.LogTally;
import org.sekisho.doctor.QueueFacts;
import org.sekisho.doctor.QueueTally;
import org.sekisho.doctor.Software;
import org.sekisho.doctor.UnreadPlaces;

/// Examines a Postfix by its files, and changes nothing. Safe from any thread.
public final class PostfixDoctor {
    private PostfixDoctor() {}

    /// @param facts of queue and log
    /// @param version as the log tells it
    public record Examined(Facts facts, Optional<String> version) {}

    /// Reads a whole queue and whole logs.
    /// @param folder queue_directory
    /// @param config with main.cf, which says what domains are its own; it may be missing
    /// @param logs the oldest first; without any, what Postfix keeps for notifications says why mail was put off
    /// @param zone of times in the log that do not tell it
    /// @return what could not be read is said in it
    public static Examined examine(
            Path folder, Path config, List<Path> logs, QueueTally tally, InstantSource clock, ZoneId zone) {
        var unread = new UnreadPlaces();
        QueueFacts queue = queue(folder, config, tally, unread);
        var logTally = LogTally.create();
        var log = new PostfixLog(logTally, clock.instant(), zone);
        long octets = 0;
        for (Path file : LogFiles.of(logs)) {
            octets += LogLines.read(file, unread, log::line);
        }
        if (logs.isEmpty()) {
            new DeferReasons(logTally, unread).read(folder);
        }
        return new Examined(new Facts(Software.POSTFIX, queue, logTally.facts(octets), unread.list()), log.version());
    }

    /// Only the queue, for a second look.
    public static QueueFacts queue(Path folder, Path config, QueueTally tally) {
        return queue(folder, config, tally, new UnreadPlaces());
    }

    private static QueueFacts queue(Path folder, Path config, QueueTally tally, UnreadPlaces unread) {
        return new PostfixQueue(folder, OwnDomains.of(settings(config, unread)), tally, unread).read();
    }

    private static Optional<MainCf> settings(Path config, UnreadPlaces unread) {
        if (!Files.exists(config.resolve("main.cf"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(MainCf.read(config));
        } catch (IOException e) {
            unread.add(config.resolve("main.cf").toString(), e);
            return Optional.empty();
        }
    }
}
