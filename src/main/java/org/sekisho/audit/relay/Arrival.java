package org.sekisho.audit.relay;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A message that came into a mailbox, as far as the check is concerned: the marks that it bears itself, and
/// those that it only quotes.
/// @param own of the message's own header section: it is the probe's message, forwarded
/// @param quoted of all the rest: a notification about it, or an answer to it
record Arrival(Set<String> own, Set<String> quoted) {
    /// The field that nobody but the check writes.
    static final String FIELD = "X-Relay-Check";

    private static final Pattern MARKS = Pattern.compile(Token.MARK + "[0-9a-z]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIELD_OF_ITS_OWN = Pattern.compile(
            "(?im)^(?:" + FIELD + "|Message-ID)[ \\t]*:[ \\t]*(?:\\r?\\n[ \\t]+)?<?(" + Token.MARK + "[0-9a-z]+)");
    private static final Pattern END_OF_HEADER = Pattern.compile("\\r?\\n\\r?\\n");

    Arrival {
        own = Set.copyOf(own);
        quoted = Set.copyOf(quoted);
    }

    /// @param message its beginning, a character for each octet
    static Arrival of(String message) {
        var end = END_OF_HEADER.matcher(message);
        String header = end.find() ? message.substring(0, end.start()) : message;
        Set<String> own = new HashSet<>();
        // Message-ID too: a filter that wraps spam into a message of its own keeps that field. What In-Reply-To,
        // References and Subject name is quoted.
        for (var field = FIELD_OF_ITS_OWN.matcher(header); field.find(); ) {
            own.add(field.group(1).toLowerCase(Locale.ROOT));
        }
        Set<String> quoted = new HashSet<>();
        for (var mark = MARKS.matcher(message); mark.find(); ) {
            quoted.add(mark.group().toLowerCase(Locale.ROOT));
        }
        quoted.removeAll(own);
        return new Arrival(own, quoted);
    }
}
