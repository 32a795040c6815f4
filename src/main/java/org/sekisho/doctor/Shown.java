package org.sekisho.doctor;

import java.nio.charset.StandardCharsets;

/// Makes text that strangers wrote fit to be shown: no controls (which move a terminal's cursor) and no
/// formatting characters (which turn the direction of writing), and not too long.
public final class Shown {
    private static final int MAX_LENGTH = 256; // characters; no path is longer, RFC 5321 §4.5.3.1.3

    private Shown() {}

    public static String of(byte[] octets, int from, int to) {
        return of(new String(octets, from, Math.min(to - from, MAX_LENGTH * 3), StandardCharsets.UTF_8));
    }

    public static String of(String text) {
        var shown = new StringBuilder();
        text.codePoints().limit(MAX_LENGTH).forEach(c -> shown.appendCodePoint(isSafe(c) ? c : '?'));
        return shown.toString();
    }

    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
