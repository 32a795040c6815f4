package org.sekisho.qmail;

import java.nio.file.Path;

/// What the values do not hold, because it was not understood or has no counterpart here. Somebody reads each.
/// @param text as written, shortened, without passwords and hashes, and with `?` for control characters, because
///     a terminal shows it
public record NotCarried(Place place, String text, String why) {
    private static final int MAX_TEXT = 200; // characters

    public NotCarried {
        text = text.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", "?");
        text = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
    }

    public Path file() {
        return place.file();
    }

    /// From 1; 0 is the file as a whole.
    public int line() {
        return place.line();
    }
}
