package org.sekisho.message;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The date and time of Date and Received fields, in a zone's own offset of that moment. RFC 5322 §3.3.
public final class MailDate {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ENGLISH);

    private MailDate() {}

    /// For example `Mon, 2 Mar 2026 00:04:05 +0900`.
    public static String print(Instant moment, ZoneId zone) {
        return FORM.format(moment.atZone(zone));
    }
}
