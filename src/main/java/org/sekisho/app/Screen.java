package org.sekisho.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/// Where a check shows what it finds.
/// @param terminal whether a person looks on
record Screen(boolean terminal, PrintStream out, PrintStream err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Screen of(PrintStream out, PrintStream err) {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return new Screen(terminal, out, err);
    }

    /// A line that the next one replaces, and that is gone in the end.
    void progress(int so, int of, String what) {
        if (terminal) {
            err.print("\r" + so + " of " + of + what + (so == of ? "\r\033[K" : ""));
            err.flush();
        }
    }

    /// A line that the next one replaces; an empty one takes the last away.
    void status(String line) {
        if (terminal) {
            err.print("\r\033[K" + line);
            err.flush();
        }
    }

    /// One line of JSON.
    void json(Object row) throws IOException {
        out.println(JSON.writeValueAsString(row));
    }
}
