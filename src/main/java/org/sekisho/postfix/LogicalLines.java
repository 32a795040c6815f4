package org.sekisho.postfix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads files as Postfix does: a line that begins with a blank goes on with the one before; lines that are empty
/// or begin with `#` do not count, wherever they stand. Source: postconf(5), readlline.c.
final class LogicalLines {
    private static final int MAX_LINE = 256 * 1024; // characters kept of a logical line; a long list of domains

    private LogicalLines() {}

    static List<LogicalLine> all(Path file) throws IOException {
        var lines = new ArrayList<LogicalLine>();
        each(file, lines::add);
        return lines;
    }

    /// @throws NoSuchFileException it is not there, or not a file
    static void each(Path file, Consumer<LogicalLine> taker) throws IOException {
        if (!Files.isRegularFile(file)) { // a pipe would hold us up for ever
            throw new NoSuchFileException(file.toString());
        }
        // ISO 8859-1 would spoil what a person wrote; broken UTF-8 is replaced and does not stop the reading
        try (var in = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            each(in, taker);
        }
    }

    private static void each(BufferedReader in, Consumer<LogicalLine> taker) throws IOException {
        var text = new StringBuilder();
        int first = 0;
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            String bare = line.strip();
            if (bare.isEmpty() || bare.startsWith("#")) {
                continue;
            }
            boolean continues = Character.isWhitespace(line.charAt(0));
            if (!continues) {
                deliver(first, text, taker);
                first = number;
            }
            if ((!continues || first > 0) && text.length() < MAX_LINE) {
                text.append(text.isEmpty() ? "" : " ").append(bare);
            }
        }
        deliver(first, text, taker);
    }

    private static void deliver(int first, StringBuilder text, Consumer<LogicalLine> taker) {
        if (!text.isEmpty()) {
            taker.accept(new LogicalLine(first, text.toString()));
            text.setLength(0);
        }
    }
}
