package org.sekisho.doctor.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sekisho.doctor.Finding;

/// Whether this machine's clock is right, by SNTP (RFC 4330). Most machines cannot reach every time server: no
/// answer is no fault.
final class ClockCheck {
    private static final Duration OFF = Duration.ofSeconds(5); // what a clock that is kept never reaches
    private static final Duration WRONG = Duration.ofSeconds(60); // codes of RFC 6238 stop fitting

    /// There while systemd-timesyncd has set the clock since the machine was started.
    static final Path TIMESYNC = Path.of("/run/systemd/timesync/synchronized");

    /// @param host a time server
    /// @param zone in which the server writes times
    /// @param system the machine's own
    /// @param kept exists while a time service of the machine keeps the clock
    record Time(String host, int port, ZoneId zone, ZoneId system, Path kept) {}

    private final Time time;
    private final InstantSource clock;
    private final Messages messages;

    ClockCheck(Time time, InstantSource clock, Messages messages) {
        this.time = time;
        this.clock = clock;
        this.messages = messages;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try {
            findings.add(judged(Sntp.ask(time.host(), time.port(), clock)));
        } catch (IOException e) {
            boolean kept = Files.exists(time.kept());
            findings.add(messages.say(
                    "clock-unknown",
                    "server",
                    time.host(),
                    "why",
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                    "kept",
                    kept ? "systemd-timesyncd: synchronized" : "systemd-timesyncd: -"));
        }
        var now = clock.instant();
        var ours = time.zone().getRules().getOffset(now);
        if (!ours.equals(time.system().getRules().getOffset(now))) {
            findings.add(messages.say(
                    "clock-zone",
                    "zone",
                    time.zone().getId(),
                    "system",
                    time.system().getId()));
        }
        return findings;
    }

    private Finding judged(Duration offset) {
        Duration size = offset.abs();
        String id = size.compareTo(WRONG) > 0 ? "clock-wrong" : size.compareTo(OFF) > 0 ? "clock-off" : "clock-fine";
        return messages.say(
                id, "server", time.host(), "offset", String.format(Locale.ROOT, "%.1f", offset.toMillis() / 1000.0));
    }
}
