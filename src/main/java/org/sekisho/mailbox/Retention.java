package org.sekisho.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How long what was expunged or removed can be given back.
/// @param keep zero: not at all
record Retention(Duration keep, Expiries expiries) {
    boolean keeps() {
        return keep.isPositive();
    }

    /// Has waited long enough when it went at this moment or before.
    Instant latest(Instant now) {
        return now.minus(keep);
    }

    /// To be called before the change that makes the first of it wait.
    void note(Instant begin, Expiries.Subject subject) {
        expiries.note(begin.plus(keep), subject);
    }

    /// What the note was for is done, but for what began to wait at `next` and later.
    void settle(Expiries.Note note, Optional<Instant> next) {
        next.ifPresent(begin -> note(begin, note.subject()));
        expiries.done(note);
    }
}
