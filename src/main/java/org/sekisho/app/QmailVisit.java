package org.sekisho.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sekisho.cli.Launcher.Patient;
import org.sekisho.doctor.Disk;
import org.sekisho.doctor.Doctor;
import org.sekisho.doctor.Examination;
import org.sekisho.doctor.Finding;
import org.sekisho.qmail.CompiledFile;
import org.sekisho.qmail.Hole;
import org.sekisho.qmail.Installation;
import org.sekisho.qmail.RelayHoles;

/// What is looked at in a qmail.
record QmailVisit(Patient.Qmail qmail, List<Path> logs, Watch watch) {
    List<Examination> examinations() {
        return List.of(
                this::queueAndLog,
                this::relayHoles,
                () -> Disk.of(qmail.folder().resolve("queue")).findings());
    }

    private List<Finding> queueAndLog() throws IOException {
        DoctorVisit.requireThere(qmail.folder().resolve("queue"));
        return watch.findings(
                Doctor.examineQmail(qmail.folder(), logs, watch.counts()),
                counts -> Doctor.qmailQueue(qmail.folder(), counts));
    }

    private List<Finding> relayHoles() {
        var installation = Installation.read(
                qmail.folder(),
                Optional.of(qmail.tcpRules()).filter(CompiledFile::isEitherThere),
                existing(qmail.vpopmail()));
        return RelayHoles.find(installation).stream().map(Hole::finding).toList();
    }

    private static Optional<Path> existing(Path path) {
        return Optional.of(path).filter(Files::exists);
    }
}
