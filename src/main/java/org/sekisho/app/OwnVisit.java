package org.sekisho.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.admin.AdminClient;
import org.sekisho.admin.AdminException;
import org.sekisho.cli.Launcher.Patient;
import org.sekisho.config.Machine;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsException;
import org.sekisho.config.SettingsReader;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Disk;
import org.sekisho.doctor.Doctor;
import org.sekisho.doctor.Examination;
import org.sekisho.doctor.Facts;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.LogFacts;
import org.sekisho.doctor.LogFiles;
import org.sekisho.doctor.LogLines;
import org.sekisho.doctor.LogTally;
import org.sekisho.doctor.Origin;
import org.sekisho.doctor.Outcomes;
import org.sekisho.doctor.QueueFacts;
import org.sekisho.doctor.QueueTally;
import org.sekisho.doctor.SekishoLog;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.Software;
import org.sekisho.doctor.Text;
import org.sekisho.doctor.UnreadPlaces;

/// What is looked at in the server that runs here, or should.
final class OwnVisit {
    private final Patient.Own own;
    private final List<Path> logs;
    private final Watch watch;
    private final AdminClient client;
    private final List<Finding> trouble = new ArrayList<>();

    /// @param logs as a person named them; else those of the settings
    OwnVisit(Patient.Own own, List<Path> logs, Watch watch) {
        this.own = own;
        this.logs = logs;
        this.watch = watch;
        this.client = new AdminClient(own.socket());
    }

    List<Examination> examinations() {
        return List.of(this::queueAndLog, this::disks);
    }

    private List<Finding> queueAndLog() throws IOException {
        var unread = new UnreadPlaces();
        Optional<QueueFacts> queue = queue();
        List<Path> files = files();
        var tally = LogTally.create();
        var log = new SekishoLog(tally);
        long octets = 0;
        for (Path file : LogFiles.of(files)) {
            octets += LogLines.read(file, unread, log::line);
        }
        if (files.isEmpty() && queue.isPresent()) {
            activity(tally);
        }
        LogFacts logged = tally.facts(octets);
        List<Finding> findings = new ArrayList<>();
        if (queue.isPresent()) {
            var facts = new Facts(Software.SEKISHO, queue.get(), logged, unread.list());
            findings.addAll(watch.findings(Doctor.report(facts), _ -> again()));
        } else {
            QueueFacts nothing = new QueueTally(Instant.now()).facts();
            var facts = new Facts(Software.SEKISHO, nothing, logged, unread.list());
            Doctor.report(facts).findings().stream()
                    .filter(finding -> !finding.id().equals("queue-size")) // nobody knows
                    .forEach(findings::add);
        }
        findings.addAll(trouble);
        return findings;
    }

    /// @return empty when the server does not tell; why is a finding
    private Optional<QueueFacts> queue() {
        var rows = new OwnQueue();
        try {
            client.ask("queue.facts", Map.of(), Optional.empty(), rows::row);
            return Optional.of(rows.facts());
        } catch (AdminClient.NotRunning e) {
            trouble.add(notRunning());
        } catch (AdminException e) {
            trouble.add(notTold(e.text()));
        } catch (IOException e) {
            trouble.add(notTold(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private QueueFacts again() {
        var rows = new OwnQueue();
        try {
            client.ask("queue.facts", Map.of(), Optional.empty(), rows::row);
            return rows.facts();
        } catch (AdminException e) {
            throw new UncheckedIOException(new IOException(e.text()));
        } catch (IOException e) {
            throw new UncheckedIOException("the server did not answer a second time", e);
        }
    }

    /// How others took what was sent in the last day, by the server's own count: for when there is no log to
    /// read.
    private void activity(LogTally tally) {
        try {
            client.ask(
                    "activity",
                    Map.of("by", "account", "top", 1000),
                    Optional.empty(),
                    row -> tally.remote(origin(row), "", "", outcomes(row), ""));
        } catch (AdminException e) {
            trouble.add(notTold(e.text()));
        } catch (IOException e) {
            trouble.add(notTold(String.valueOf(e.getMessage())));
        }
    }

    private static Origin origin(JsonNode row) {
        String name = row.path("name").asText();
        return name.indexOf('@') > 0 && name.indexOf(':') < 0
                ? Origin.network("", name, true, "")
                : name.startsWith("uid:") ? Origin.local(name.substring("uid:".length()), "") : Origin.UNKNOWN;
    }

    private static Outcomes outcomes(JsonNode row) {
        return new Outcomes(
                row.path("accepted").asLong(),
                row.path("refused").asLong(),
                row.path("deferred").asLong());
    }

    private List<Path> files() {
        if (!logs.isEmpty()) {
            return logs;
        }
        Optional<Path> file = settings().flatMap(settings -> settings.log().file());
        if (file.isEmpty()) {
            trouble.add(noLog());
        }
        return file.stream().toList();
    }

    private Optional<Settings> settings() {
        if (!Files.exists(own.config())) {
            return Optional.empty();
        }
        try {
            return Optional.of(SettingsReader.read(own.config(), Machine.unseen()));
        } catch (SettingsException e) {
            trouble.add(wrongSettings(e));
            return Optional.empty();
        }
    }

    private List<Finding> disks() throws IOException {
        Path data = own.socket().toAbsolutePath().resolveSibling("");
        return Files.exists(data) ? Disk.of(data).findings() : List.of();
    }

    private Finding notRunning() {
        return new Finding(
                "not-running",
                Severity.ALARM,
                Confidence.LIKELY,
                new Text("Nobody answers at " + own.socket(), own.socket() + " に応答がない"),
                new Text(
                        "The server does not run, or runs elsewhere, or this is not its user nor root: its queue is in none of"
                                + " these numbers.",
                        "サーバーが動いていないか、別の場所で動いているか、権限がない。キューはどの数字にも含まれていない。"),
                new Text(
                        own.advice().replace('\n', ' '),
                        "sekisho serve --config FILE で起動するか、--config FILE・SEKISHO_CONFIG・--dir DIR で場所を指定する。"));
    }

    private static Finding notTold(String why) {
        return new Finding(
                "not-told",
                Severity.WARNING,
                Confidence.CERTAIN,
                new Text("The server runs, but did not tell of its queue: " + why, "サーバーがキューの状態を返さなかった: " + why),
                new Text("What is in there is in none of the numbers.", "その中身はどの数字にも含まれていない。"),
                new Text("Look into its log; try again.", "ログを確かめ、もう一度実行する。"));
    }

    private static Finding noLog() {
        return new Finding(
                "no-log",
                Severity.NOTE,
                Confidence.CERTAIN,
                new Text("There is no log file to read", "読むべきログファイルがない"),
                new Text(
                        "Without log.file in the settings the log goes to standard error: to the journal, as a rule. What"
                                + " others answered is known from the server's own counts only.",
                        "設定に log.file がないとログは標準エラー（通常は journal）へ出る。相手の返答はサーバー自身の集計からしか分からない。"),
                new Text(
                        "Give it with --log: journalctl -u sekisho -o cat > FILE",
                        "journalctl -u sekisho -o cat > FILE で取り出し、--log FILE で渡す。"));
    }

    private static Finding wrongSettings(SettingsException e) {
        String first = e.problems().isEmpty() ? "" : e.problems().getFirst();
        return new Finding(
                "wrong-settings",
                Severity.WARNING,
                Confidence.CERTAIN,
                new Text("The settings cannot be used: " + first, "設定を使えない: " + first),
                new Text("With these the server would not start again.", "このままではサーバーは再起動できない。"),
                new Text("Put them right.", "設定を直す。"));
    }
}
