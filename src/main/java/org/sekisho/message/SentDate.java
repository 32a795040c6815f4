package org.sekisho.message;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The sent date of a message. RFC 5322 §3.3 with the obsolete forms of §4.3; where the time cannot be read it
/// is midnight, where the zone cannot it is UTC (RFC 5256 §2.2).
public final class SentDate {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final int MONTH_LETTERS = 3;
    private static final int LONGEST = 1_000; // octets

    private final FieldScanner field;

    private SentDate(String field) {
        this.field = new FieldScanner(field);
    }

    /// @param date the body of the Date field
    /// @return empty: it names no day
    public static Optional<OffsetDateTime> parse(RawText date) {
        String octets = date.octets();
        return new SentDate(octets.substring(0, Math.min(octets.length(), LONGEST))).parse();
    }

    private Optional<OffsetDateTime> parse() {
        String word = word();
        boolean named = !word.isEmpty() && !isDigit(word.charAt(0));
        if (named) {
            field.skipSpace();
            field.take(',');
            word = word();
        }
        int day = number(word);
        int month = month(word());
        String year = word();
        try {
            LocalDate date = LocalDate.of(year(year), month, day);
            LocalTime time = time();
            return Optional.of(OffsetDateTime.of(LocalDateTime.of(date, time), zone()));
        } catch (DateTimeException _) {
            return Optional.empty(); // what stands there is no day: the answer, not a failure
        }
    }

    /// Letters or digits, white space, comments, dots and hyphens before them left out.
    private String word() {
        field.skipSpace();
        while (field.take('-') || field.take('.')) {
            field.skipSpace();
        }
        int start = field.position();
        while (Character.isLetterOrDigit(field.peek()) && field.peek() < 0x80) {
            field.skip();
        }
        return field.from(start);
    }

    private static int month(String word) {
        return word.length() < MONTH_LETTERS
                ? 0
                : 1 + MONTHS.indexOf(word.substring(0, MONTH_LETTERS).toLowerCase(Locale.ROOT));
    }

    /// RFC 5322 §4.3: two and three digits are of the last century or this one.
    private static int year(String word) {
        int year = number(word);
        return switch (word.length()) {
            case 2 -> year < 50 ? 2000 + year : 1900 + year;
            case 3 -> 1900 + year;
            case 4 -> year;
            default -> throw new DateTimeException("no year");
        };
    }

    private LocalTime time() {
        field.skipSpace();
        int before = field.position();
        int hour = number(digits());
        int minute = part();
        int second = Math.max(0, part());
        boolean valid = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second <= 60;
        if (hour < 0) {
            field.moveTo(before); // there is none
        }
        return valid ? LocalTime.of(hour, minute, Math.min(second, 59)) : LocalTime.MIDNIGHT; // a leap second
    }

    private int part() {
        field.skipSpace();
        if (!field.take(':')) {
            return -1;
        }
        field.skipSpace();
        return number(digits());
    }

    private String digits() {
        int start = field.position();
        while (isDigit(field.peek())) {
            field.skip();
        }
        return field.from(start);
    }

    private ZoneOffset zone() {
        field.skipSpace();
        boolean west = field.peek() == '-';
        if (field.take('+') || field.take('-')) {
            String digits = digits();
            int value = number(digits);
            int minutes = value / 100 * 60 + value % 100;
            boolean valid = digits.length() == 4 && value % 100 < 60 && minutes <= 18 * 60;
            return valid ? ZoneOffset.ofTotalSeconds((west ? -60 : 60) * minutes) : ZoneOffset.UTC;
        }
        return ZoneOffset.ofHours(
                switch (word().toUpperCase(Locale.ROOT)) {
                    case "EDT" -> -4;
                    case "EST", "CDT" -> -5;
                    case "CST", "MDT" -> -6;
                    case "MST", "PDT" -> -7;
                    case "PST" -> -8;
                    case "JST" -> 9; // not of the RFC; old mail from Japan has it
                    default -> 0; // UT, GMT, and the military letters, which tell nothing (RFC 5322 §4.3)
                });
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// @return -1: no number of one to four digits
    private static int number(String digits) {
        boolean valid =
                !digits.isEmpty() && digits.length() <= 4 && digits.chars().allMatch(c -> isDigit((char) c));
        return valid ? Integer.parseInt(digits) : -1;
    }
}
