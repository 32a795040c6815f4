package org.sekisho.app;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.SyntaxError;
import org.sekisho.doctor.Doctor;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.QueueFacts;
import org.sekisho.doctor.QueueTally;
import org.sekisho.doctor.Report;

/// Looks at a queue, and again after some time when that is wanted.
/// @param time between two looks; empty: one look
record Watch(Optional<Duration> time, Screen screen) {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([smh])");

    /// @param text `30s`, `5m`, `1h`
    /// @throws SyntaxError it is none
    static Watch of(Optional<String> text, Screen screen) {
        return new Watch(text.map(Watch::time), screen);
    }

    private static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new SyntaxError("--watch: expected a time such as 30s or 5m, not " + text);
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /// Counts that show a person how far they are.
    QueueTally counts() {
        return new QueueTally(Instant.now(), soFar -> screen.status(soFar + " messages"));
    }

    /// What the first look says, and whether it grows.
    /// @param again takes the second look
    List<Finding> findings(Report report, Function<QueueTally, QueueFacts> again) throws InterruptedIOException {
        screen.status("");
        var findings = new ArrayList<>(report.findings());
        if (time.isPresent()) {
            pause(time.get());
            findings.add(Doctor.growth(report.facts().queue(), again.apply(counts())));
            screen.status("");
        }
        return findings;
    }

    private void pause(Duration time) throws InterruptedIOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before the second look");
        }
    }
}
