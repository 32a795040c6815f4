package org.sekisho.postfix;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line that Postfix has logged: as old syslog writes it, with an ISO time (rsyslog, journald), as RFC 5424 §6
/// does, or as postlogd writes maillog_file.
/// @param daemon what logs: `smtpd`, `qmgr`
record SyslogLine(Optional<Instant> time, String daemon, String text) {
    // Only a whole header counts: other programs log what strangers say.
    private static final Pattern LINE = Pattern.compile("(?:<\\d{1,3}>(?:1 )?)?"
            + "([A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d\\S*)"
            + " \\S+ (?:postfix[\\w.-]*/)(?:[\\w.-]+/)*([\\w-]+)(?:\\[\\d+\\]: | \\S+ \\S+ (?:-|\\[[^\\]]*\\]) )(.*)");
    private static final DateTimeFormatter OLD = DateTimeFormatter.ofPattern("uuuu MMM d HH:mm:ss", Locale.ENGLISH);
    private static final Duration AHEAD = Duration.ofDays(1); // of our clock; more is of the year before

    /// @param zone of times that do not tell it
    /// @return empty when it is no line of Postfix
    static Optional<SyslogLine> of(String line, Instant now, ZoneId zone) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SyslogLine(time(matcher.group(1), now, zone), matcher.group(2), matcher.group(3)));
    }

    private static Optional<Instant> time(String text, Instant now, ZoneId zone) {
        try {
            if (Character.isDigit(text.charAt(0))) {
                String iso = text.replace(' ', 'T');
                boolean hasZone = iso.endsWith("Z") || iso.indexOf('+') > 0 || iso.lastIndexOf('-') > iso.indexOf('T');
                return Optional.of(
                        hasZone
                                ? OffsetDateTime.parse(iso).toInstant()
                                : LocalDateTime.parse(iso).atZone(zone).toInstant());
            }
            int year = now.atZone(zone).getYear();
            String day = text.replace("  ", " ");
            Instant time = LocalDateTime.parse(year + " " + day.replaceFirst(" 0(\\d) ", " $1 "), OLD)
                    .atZone(zone)
                    .toInstant();
            return Optional.of(
                    time.isAfter(now.plus(AHEAD))
                            ? time.atZone(zone).minusYears(1).toInstant()
                            : time);
        } catch (DateTimeException _) {
            return Optional.empty(); // the 29th of February of another year, or nonsense
        }
    }
}
