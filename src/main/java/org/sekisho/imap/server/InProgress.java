package org.sekisho.imap.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.Tag;
import org.sekisho.search.Progress;

/// Tells a client that waits that the server still works (RFC 9585). A client that has gone ends the work. Used by
/// one thread.
final class InProgress implements Progress {
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /// Says when it is time to say something.
    static final class Pace {
        private final long silence;
        private long last;

        /// @param silence at least so long between two words, in the unit of `now`
        Pace(long silence, long now) {
            this.silence = silence;
            this.last = now;
        }

        boolean isDue(long now) {
            boolean due = now - last >= silence;
            last = due ? now : last;
            return due;
        }
    }

    private final Dialogue dialogue;
    private final Tag tag;
    private final Pace pace = new Pace(SILENCE.toNanos(), System.nanoTime());

    InProgress(Dialogue dialogue, Tag tag) {
        this.dialogue = dialogue;
        this.tag = tag;
    }

    @Override
    public void at(long done, long total) {
        if (!pace.isDue(System.nanoTime())) {
            return;
        }
        dialogue.output()
                .ok(
                        new ResponseCode.InProgress(Optional.of(tag), OptionalLong.of(done), OptionalLong.of(total)),
                        "still at it");
        try {
            dialogue.output().drain();
            dialogue.connection().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
