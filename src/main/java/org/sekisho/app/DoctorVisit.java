package org.sekisho.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sekisho.cli.ExitCode;
import org.sekisho.cli.Launcher.DoctorOptions;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Doctor;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Report;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.Text;
import org.sekisho.qmail.Hole;
import org.sekisho.qmail.Installation;
import org.sekisho.qmail.RelayHoles;

/// `sekisho doctor`: reads, and prints what was found.
final class DoctorVisit {
    private static final String RED = "\033[1;31m";
    private static final String YELLOW = "\033[33m";
    private static final String BLUE = "\033[34m";
    private static final String PLAIN = "\033[0m";

    private final DoctorOptions options;
    private final Screen screen;

    DoctorVisit(DoctorOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /// @throws IOException the installation or a log is not there
    int run() throws IOException {
        requireThere(options.qmail().resolve("queue"));
        for (Path log : options.logs()) {
            requireThere(log);
        }
        List<Row> rows = new ArrayList<>();
        Report report = Doctor.examineQmail(options.qmail(), options.logs(), InstantSource.system());
        report.findings().forEach(finding -> rows.add(row(finding)));
        Installation installation =
                Installation.read(options.qmail(), existing(options.tcpRules()), existing(options.vpopmail()));
        RelayHoles.find(installation).forEach(hole -> rows.add(row(hole)));
        rows.sort(Comparator.comparing(Row::severity).reversed());
        for (Row row : rows) {
            show(row);
        }
        return rows.stream().anyMatch(row -> row.severity().compareTo(Severity.WARNING) >= 0)
                ? ExitCode.FOUND
                : ExitCode.GOOD;
    }

    /// What is shown, whoever found it.
    private record Row(String id, Severity severity, String sure, String found, String meaning, String advice) {}

    private Row row(Finding finding) {
        return new Row(
                finding.id(),
                finding.severity(),
                said(finding.confidence().text()),
                said(finding.found()),
                said(finding.meaning()),
                said(finding.advice()));
    }

    private Row row(Hole hole) {
        return new Row(
                hole.id(),
                hole.severity(),
                said(Confidence.CERTAIN.text()),
                hole.place() + (hole.text().isEmpty() ? "" : ": " + hole.text()),
                said(hole.meaning()),
                said(hole.remedy()));
    }

    private static Optional<Path> existing(Path path) {
        return Optional.of(path).filter(Files::exists);
    }

    private static void requireThere(Path path) throws NoSuchFileException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }

    private String said(Text text) {
        return options.japanese() ? text.ja() : text.en();
    }

    private void show(Row row) throws IOException {
        if (options.json()) {
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
