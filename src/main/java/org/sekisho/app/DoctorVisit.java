package org.sekisho.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sekisho.address.SyntaxError;
import org.sekisho.cli.CheckOptions;
import org.sekisho.cli.ExitCode;
import org.sekisho.cli.Launcher.DoctorOptions;
import org.sekisho.cli.Launcher.Patient;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Examination;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.Text;
import org.sekisho.doctor.checks.Checkup;

/// `sekisho doctor`: one examination after the other, and then what was found.
final class DoctorVisit {
    private final DoctorOptions options;
    private final Screen screen;

    DoctorVisit(DoctorOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /// @throws IOException the installation or a log is not there
    int run() throws IOException, InterruptedException {
        for (Path log : options.logs()) {
            requireThere(log);
        }
        var watch = Watch.of(options.watch(), screen);
        List<Finding> findings = new ArrayList<>();
        var outside = new OutsideChecks(options.patient(), options.checks(), screen);
        if (options.checks().wants(CheckOptions.QUEUE)) {
            for (Examination examination : examinations(options.patient(), watch)) {
                findings.addAll(examination.findings());
            }
        }
        findings.addAll(outside(outside));
        findings.sort(Comparator.comparing(Finding::severity).reversed()); // stable
        var sheet = new FindingSheet(options.japanese(), options.json(), screen);
        for (Finding finding : findings) {
            sheet.show(finding);
        }
        if (options.html().isPresent()) {
            Files.writeString(
                    options.html().get(),
                    FindingPage.of(title(options.patient()), findings, options.japanese()),
                    StandardCharsets.UTF_8);
        }
        if (findings.stream().anyMatch(finding -> finding.severity().compareTo(Severity.WARNING) >= 0)) {
            return ExitCode.FOUND;
        }
        return findings.stream().anyMatch(Checkup::isUnanswered) ? ExitCode.COULD_NOT_TELL : ExitCode.GOOD;
    }

    /// Who has asked for everything gets what there is, though nobody knows what the server is called.
    private List<Finding> outside(OutsideChecks outside) throws IOException, InterruptedException {
        try {
            return outside.findings();
        } catch (IOException | SyntaxError e) {
            if (!options.checks().only().isEmpty()) {
                throw e;
            }
            String why = String.valueOf(e.getMessage());
            return List.of(new Finding(
                    "not-checked",
                    Severity.WARNING,
                    Confidence.CERTAIN,
                    new Text("Not looked at from outside: " + why, "外からの検査はできなかった: " + why),
                    new Text(
                            "DNS, certificates, clock, relaying and blocklists are not in what is said here.",
                            "DNS、証明書、時計、中継、ブロックリストはここに含まれていない。"),
                    new Text("Name the server with --host NAME.", "--host NAME でサーバー名を指定する。")));
        }
    }

    /// What is looked at, in the order in which findings of the same urgency are shown.
    private List<Examination> examinations(Patient patient, Watch watch) {
        return switch (patient) {
            case Patient.Own own -> new OwnVisit(own, options.logs(), watch).examinations();
            case Patient.Qmail qmail -> new QmailVisit(qmail, options.logs(), watch).examinations();
            case Patient.Postfix postfix -> new PostfixVisit(postfix, options.logs(), watch).examinations();
        };
    }

    private static String title(Patient patient) {
        return switch (patient) {
            case Patient.Own own -> "Sekisho (" + own.socket().toAbsolutePath().getParent() + ")";
            case Patient.Qmail qmail -> "qmail (" + qmail.folder() + ")";
            case Patient.Postfix postfix -> "Postfix (" + postfix.folder() + ")";
        };
    }

    static void requireThere(Path path) throws NoSuchFileException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }
}
