package org.sekisho.imap;

import java.util.Optional;

/// The announcement of octets behind the end of a line: `{5}`, `{5+}`, `~{5}`, `~{5+}`. RFC 9051 §4.3, RFC 7888
/// (LITERAL- has the same form as LITERAL+).
/// @param octets 0 or more, 63 bits
/// @param synchronizing the client waits for a continuation before it sends them
/// @param binary they may have NUL (literal8)
public record Literal(long octets, boolean synchronizing, boolean binary) {
    private static final int MAX_DIGITS = 18; // always fits a long

    /// What the end of a line announces, if anything. Reads no more than the end: also for a line that is refused,
    /// to know what still comes behind it.
    /// @param line without CRLF
    public static Optional<Literal> endOf(byte[] line) {
        int end = line.length;
        if (end < 3 || line[end - 1] != '}') {
            return Optional.empty();
        }
        end--;
        boolean synchronizing = line[end - 1] != '+';
        end -= synchronizing ? 0 : 1;
        int start = end;
        while (start > 0 && Characters.isDigit(line[start - 1])) {
            start--;
        }
        if (start == end || end - start > MAX_DIGITS || start == 0 || line[start - 1] != '{') {
            return Optional.empty();
        }
        boolean binary = start > 1 && line[start - 2] == '~';
        return Optional.of(new Literal(number(line, start, end), synchronizing, binary));
    }

    private static long number(byte[] line, int start, int end) {
        long number = 0;
        for (int i = start; i < end; i++) {
            number = 10 * number + line[i] - '0';
        }
        return number;
    }
}
