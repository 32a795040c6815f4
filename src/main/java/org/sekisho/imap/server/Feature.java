package org.sekisho.imap.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a client may enable (RFC 9051 §6.3.1, RFC 5161).
enum Feature {
    IMAP4REV2("IMAP4rev2"),
    /// RFC 6855.
    UTF8_ACCEPT("UTF8=ACCEPT"),
    /// RFC 7162.
    CONDSTORE("CONDSTORE"),
    /// RFC 7162; brings CONDSTORE with it.
    QRESYNC("QRESYNC"),
    /// RFC 9586.
    UIDONLY("UIDONLY");

    private final String text;

    Feature(String text) {
        this.text = text;
    }

    /// As IMAP prints it.
    String text() {
        return text;
    }

    /// @param name in any case
    static Optional<Feature> of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(feature -> feature.text.toUpperCase(Locale.ROOT).equals(upper))
                .findFirst();
    }
}
