package org.sekisho.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sekisho.cli.CheckOptions;
import org.sekisho.cli.ExitCode;
import org.sekisho.cli.Launcher.DoctorOptions;
import org.sekisho.cli.Launcher.Patient;
import org.sekisho.doctor.Doctor;
import org.sekisho.doctor.Examination;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.checks.Checkup;
import org.sekisho.qmail.Hole;
import org.sekisho.qmail.Installation;
import org.sekisho.qmail.RelayHoles;

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
        List<Finding> findings = new ArrayList<>();
        var outside = new OutsideChecks(options.patient(), options.checks(), screen);
        if (options.checks().wants(CheckOptions.QUEUE)) {
            for (Examination examination : examinations(options.patient())) {
                findings.addAll(examination.findings());
            }
        }
        findings.addAll(outside.findings());
        findings.sort(Comparator.comparing(Finding::severity).reversed()); // stable
        var sheet = new FindingSheet(options.japanese(), options.json(), screen);
        for (Finding finding : findings) {
            sheet.show(finding);
        }
        if (findings.stream().anyMatch(finding -> finding.severity().compareTo(Severity.WARNING) >= 0)) {
            return ExitCode.FOUND;
        }
        return findings.stream().anyMatch(Checkup::isUnanswered) ? ExitCode.COULD_NOT_TELL : ExitCode.GOOD;
    }

    /// What is looked at, in the order in which findings of the same urgency are shown.
    private List<Examination> examinations(Patient patient) {
        return switch (patient) {
            case Patient.Qmail qmail -> List.of(() -> queueAndLog(qmail), () -> relayHoles(qmail));
            case Patient.Own _ -> List.of();
        };
    }

    private List<Finding> queueAndLog(Patient.Qmail qmail) throws IOException {
        requireThere(qmail.folder().resolve("queue"));
        return Doctor.examineQmail(qmail.folder(), options.logs(), InstantSource.system())
                .findings();
    }

    private static List<Finding> relayHoles(Patient.Qmail qmail) {
        var installation = Installation.read(qmail.folder(), existing(qmail.tcpRules()), existing(qmail.vpopmail()));
        return RelayHoles.find(installation).stream().map(Hole::finding).toList();
    }

    private static Optional<Path> existing(Path path) {
        return Optional.of(path).filter(Files::exists);
    }

    private static void requireThere(Path path) throws NoSuchFileException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }
}
