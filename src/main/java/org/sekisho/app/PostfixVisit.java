package org.sekisho.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.cli.Launcher.Patient;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Disk;
import org.sekisho.doctor.Doctor;
import org.sekisho.doctor.Examination;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.Text;
import org.sekisho.postfix.PostfixDoctor;
import org.sekisho.postfix.RelayHoles;

/// What is looked at in a Postfix.
record PostfixVisit(Patient.Postfix postfix, List<Path> logs, Watch watch) {
    List<Examination> examinations() {
        return List.of(this::queueLogAndHoles, () -> Disk.of(postfix.folder()).findings());
    }

    /// Together, for what the log says of the version.
    private List<Finding> queueLogAndHoles() throws IOException {
        DoctorVisit.requireThere(postfix.folder());
        PostfixDoctor.Examined examined = PostfixDoctor.examine(
                postfix.folder(),
                postfix.config(),
                logs,
                watch.counts(),
                InstantSource.system(),
                ZoneId.systemDefault());
        List<Finding> findings = new ArrayList<>(watch.findings(
                Doctor.report(examined.facts()),
                counts -> PostfixDoctor.queue(postfix.folder(), postfix.config(), counts)));
        if (Files.exists(postfix.config().resolve("main.cf"))) {
            findings.addAll(RelayHoles.find(postfix.config(), examined.version()));
        } else {
            findings.add(noSettings());
        }
        return findings;
    }

    private Finding noSettings() {
        return new Finding(
                "no-settings",
                Severity.WARNING,
                Confidence.CERTAIN,
                new Text(
                        "There is no " + postfix.config().resolve("main.cf"),
                        postfix.config().resolve("main.cf") + " がない"),
                new Text(
                        "Nobody can say here whether it is an open relay, nor which domains are its own.",
                        "オープンリレーかどうか、どのドメインが自分のものか判定できない。"),
                new Text("Name its folder with --config-dir.", "--config-dir で設定フォルダーを指定する。"));
    }
}
