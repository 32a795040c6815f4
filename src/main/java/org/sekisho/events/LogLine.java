package org.sekisho.events;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Puts one fact on one line, whatever its values hold: peers choose many of them, and none may begin a line of
/// its own. Safe from any thread.
final class LogLine {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);
    private static final String HEX = "0123456789abcdef";
    private static final int USUAL_LENGTH = 240; // characters

    /// Most lines of a second share its text.
    private record Stamp(long epochSecond, String second, String offset) {}

    private final LogSettings.Form form;
    private final ZoneId zone;
    private final InstantSource clock;
    private volatile Stamp stamp = new Stamp(Long.MIN_VALUE, "", "");

    LogLine(LogSettings.Form form, ZoneId zone, InstantSource clock) {
        this.form = form;
        this.zone = zone;
        this.clock = clock;
    }

    /// @return with its line end
    String of(String level, String event, @Nullable Throwable cause, @Nullable Object[] fields) {
        var line = new StringBuilder(USUAL_LENGTH);
        return switch (form) {
            case TEXT -> text(line, level, event, cause, fields);
            case JSON -> json(line, level, event, cause, fields);
        };
    }

    private String text(
            StringBuilder line, String level, String event, @Nullable Throwable cause, @Nullable Object[] fields) {
        appendTime(line);
        line.append(' ').append(level).append(' ').append(event);
        if (SessionId.CURRENT.isBound()) {
            line.append(" session=").append(SessionId.CURRENT.get().value());
        }
        for (int i = 0; i < fields.length; i += 2) {
            line.append(' ').append(fields[i]).append('=');
            appendWord(line, i + 1 < fields.length ? printed(fields[i + 1]) : "");
        }
        line.append('\n');
        if (cause != null) {
            stackTrace(cause)
                    .lines()
                    .forEach(frame ->
                            appendEscaped(line.append('\t'), frame.strip()).append('\n'));
        }
        return line.toString();
    }

    private String json(
            StringBuilder line, String level, String event, @Nullable Throwable cause, @Nullable Object[] fields) {
        appendTime(line.append("{\"time\":\""));
        line.append("\",\"level\":\"")
                .append(level)
                .append("\",\"event\":\"")
                .append(event)
                .append('"');
        if (SessionId.CURRENT.isBound()) {
            appendMember(line, "session", SessionId.CURRENT.get().value());
        }
        for (int i = 0; i < fields.length; i += 2) {
            appendMember(line, String.valueOf(fields[i]), i + 1 < fields.length ? fields[i + 1] : "");
        }
        if (cause != null) {
            appendMember(line, "stack", stackTrace(cause));
        }
        return line.append("}\n").toString();
    }

    private static void appendMember(StringBuilder line, String key, @Nullable Object value) {
        appendEscaped(line.append(",\""), key).append("\":");
        if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
            line.append(value);
        } else {
            appendEscaped(line.append('"'), printed(value)).append('"');
        }
    }

    /// A value that fails to print must not take its session with it.
    private static String printed(@Nullable Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException e) {
            return "(unprintable: " + e.getClass().getSimpleName() + ")";
        }
    }

    private void appendTime(StringBuilder line) {
        Instant now = clock.instant();
        Stamp current = stamp;
        if (current.epochSecond != now.getEpochSecond()) {
            var time = now.atZone(zone);
            current = new Stamp(now.getEpochSecond(), SECOND.format(time), OFFSET.format(time));
            stamp = current;
        }
        int millis = now.getNano() / 1_000_000;
        line.append(current.second).append('.');
        line.append((char) ('0' + millis / 100)).append((char) ('0' + millis / 10 % 10));
        line.append((char) ('0' + millis % 10)).append(current.offset);
    }

    private static void appendWord(StringBuilder line, String value) {
        if (isPlain(value)) {
            line.append(value);
        } else {
            appendEscaped(line.append('"'), value).append('"');
        }
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '"' || c == '\\' || c == '=' || isUnsafe(c)) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    /// The escapes of JSON, which readers of key=value know as well.
    private static StringBuilder appendEscaped(StringBuilder line, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ' || isUnsafe(c)) {
                        appendCode(line, c);
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        return line;
    }

    private static void appendCode(StringBuilder line, char c) {
        line.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt(c >> 8 & 15));
        line.append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
    }

    /// What a terminal or an editor takes for a line end or a command: C1, line separators, changes of direction;
    /// and halves of surrogates, which no UTF-8 holds (whole pairs are escaped with them: rare, and still
    /// readable JSON).
    private static boolean isUnsafe(char c) {
        return (c >= 0x7F && c < 0xA0)
                || (c >= 0x2028 && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || Character.isSurrogate(c);
    }

    private static String stackTrace(Throwable cause) {
        var trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
