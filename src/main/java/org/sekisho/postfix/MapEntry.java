package org.sekisho.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A line of a map's text: a key, blanks, a value. Source: postmap(1).
/// @param key as written; of a pattern the pattern
/// @param line from 1
public record MapEntry(String key, String value, int line) {
    /// @throws IOException the file cannot be read
    public static void each(Path text, Consumer<MapEntry> taker) throws IOException {
        LogicalLines.each(text, line -> taker.accept(of(line)));
    }

    /// @throws IOException the file cannot be read
    public static List<MapEntry> all(Path text) throws IOException {
        var entries = new ArrayList<MapEntry>();
        each(text, entries::add);
        return entries;
    }

    private static MapEntry of(LogicalLine line) {
        String text = line.text();
        int end = endOfKey(text);
        String key = text.substring(0, end);
        boolean quoted = key.length() > 1 && key.startsWith("\"") && key.endsWith("\"");
        return new MapEntry(
                quoted ? key.substring(1, key.length() - 1) : key,
                text.substring(end).strip(),
                line.number());
    }

    /// The first blank that is not between quotes (allowed since Postfix 3.2).
    private static int endOfKey(String text) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            } else if (!quoted && Character.isWhitespace(c)) {
                return i;
            }
        }
        return text.length();
    }
}
