package org.sekisho.migration;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.sekisho.address.Mailbox;

/// Says about once a second how far the work is. For one thread.
final class Pace {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Tally tally;
    private final Instant begun;
    private Instant last;

    Pace(InstantSource clock, Tally tally) {
        this.clock = clock;
        this.tally = tally;
        this.begun = clock.instant();
        this.last = begun;
    }

    /// @param soFar of this account
    void step(Mailbox address, Line.Mail soFar) throws IOException {
        Instant now = clock.instant();
        if (Duration.between(last, now).compareTo(STEP) >= 0) {
            last = now;
            double seconds = Duration.between(begun, now).toMillis() / 1000.0;
            tally.line(new Line.Progress(address, tally.mail().plus(soFar), seconds));
        }
    }
}
