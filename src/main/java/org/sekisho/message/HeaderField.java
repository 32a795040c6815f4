package org.sekisho.message;

import java.util.Locale;

/// One field of a header section. RFC 5322 §2.2.
/// @param name in lower case
/// @param body unfolded, without white space around it; octets that are not UTF-8 are U+FFFD
public record HeaderField(String name, String body) {
    public HeaderField {
        name = name.toLowerCase(Locale.ROOT);
        body = body.strip();
    }
}
