package org.sekisho.imap;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.SyntaxError;

/// Dates of RFC 9051 §9: `date` and `date-time`.
final class Dates {
    static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private static final String DATE = "-(" + String.join("|", MONTHS) + ")-([0-9]{4})";
    private static final Pattern DAY = Pattern.compile("([0-9]{1,2})" + DATE, Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile(
            "([ 0-9][0-9])" + DATE + " ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})",
            Pattern.CASE_INSENSITIVE);
    private static final int LEAP_SECOND = 60;

    private Dates() {}

    /// Quoted or not: `1-Feb-2026`.
    static LocalDate date(CommandScanner scanner) {
        String text = scanner.astring("a date");
        Matcher matcher = DAY.matcher(text);
        if (!matcher.matches()) {
            throw new SyntaxError("expected a date such as 1-Feb-2026");
        }
        return checked(matcher);
    }

    /// `" 1-Feb-2026 10:00:00 +0900"`.
    static OffsetDateTime dateTime(CommandScanner scanner) {
        Matcher matcher = TIME.matcher(scanner.string("a date and time"));
        if (!matcher.matches()) {
            throw new SyntaxError("expected a date and time such as \" 1-Feb-2026 10:00:00 +0900\"");
        }
        try {
            int second = number(matcher, 6);
            LocalTime time = LocalTime.of(number(matcher, 4), number(matcher, 5), second == LEAP_SECOND ? 59 : second);
            int sign = matcher.group(7).equals("-") ? -1 : 1;
            var offset = ZoneOffset.ofHoursMinutes(sign * number(matcher, 8), sign * number(matcher, 9));
            return OffsetDateTime.of(checked(matcher), time, offset);
        } catch (DateTimeException _) {
            throw new SyntaxError("there is no such date and time");
        }
    }

    private static LocalDate checked(MatchResult matched) {
        try {
            return LocalDate.of(number(matched, 3), month(matched.group(2)), number(matched, 1));
        } catch (DateTimeException _) {
            throw new SyntaxError("there is no such date");
        }
    }

    private static int month(String name) {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (MONTHS.get(i).equalsIgnoreCase(name)) {
                return i + 1;
            }
        }
        throw new SyntaxError("expected a month");
    }

    private static int number(MatchResult matched, int group) {
        return Integer.parseInt(matched.group(group).strip());
    }
}
