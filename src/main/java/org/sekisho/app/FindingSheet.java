package org.sekisho.app;

import java.io.IOException;
import java.io.PrintStream;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;

/// Shows findings to a person or a program.
record FindingSheet(boolean japanese, boolean json, Screen screen) {
    private static final String RED = "\033[1;31m";
    private static final String YELLOW = "\033[33m";
    private static final String BLUE = "\033[34m";
    private static final String PLAIN = "\033[0m";

    /// The form of a line of JSON.
    private record Row(String id, Severity severity, String sure, String found, String meaning, String advice) {}

    void show(Finding finding) throws IOException {
        var row = new Row(
                finding.id(),
                finding.severity(),
                finding.confidence().text().in(japanese),
                finding.found().in(japanese),
                finding.meaning().in(japanese),
                finding.advice().in(japanese));
        if (json) {
            screen.json(row);
            return;
        }
        PrintStream out = screen.out();
        String severity = row.severity().name();
        out.println((screen.terminal() ? colour(row.severity()) + severity + PLAIN : severity) + "  " + row.found()
                + "  (" + row.sure() + ")");
        out.println("    " + row.meaning());
        out.println("    " + row.advice());
        out.println();
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case FINE, NOTE -> BLUE;
            case WARNING -> YELLOW;
            case ALARM -> RED;
        };
    }
}
