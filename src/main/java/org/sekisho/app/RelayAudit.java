package org.sekisho.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.address.AddressLiteral;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.audit.relay.Probe;
import org.sekisho.audit.relay.RelayCheck;
import org.sekisho.audit.relay.RelayReport;
import org.sekisho.audit.relay.ReportText;
import org.sekisho.audit.relay.Result;
import org.sekisho.audit.relay.Sink;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.relay.Verdict.Mark;
import org.sekisho.cli.ExitCode;
import org.sekisho.cli.Launcher.RelayAuditOptions;
import org.sekisho.config.HostPort;

/// `sekisho audit relay`: what the person wrote becomes targets, and the reports become text. It is not a weapon:
/// a server elsewhere is left alone unless somebody says that it is theirs.
final class RelayAudit {
    private static final int SMTP = 25;

    private final RelayAuditOptions options;
    private final Screen screen;

    RelayAudit(RelayAuditOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /// @throws SyntaxError something was written that is no host, port or address
    /// @throws IOException the sink cannot listen, or a report cannot be written
    int run() throws IOException, InterruptedException {
        List<Target> targets = targets();
        for (Target target : targets) {
            if (!options.ours() && !isNear(target.address().getAddress())) {
                screen.err()
                        .println("sekisho: " + target.address().getAddress().getHostAddress()
                                + " is neither this machine nor in a private network."
                                + " Say --i-own-this if the server is yours; do not check other people's.");
                return ExitCode.USAGE;
            }
        }
        Optional<Sink> sink = options.sink().isPresent()
                ? Optional.of(new Sink(
                        Addresses.of(HostPort.of(options.sink().get(), SMTP)).getFirst()))
                : Optional.empty();
        try {
            var pace = RelayCheck.Pace.waiting(Duration.ofSeconds(options.waitSeconds()));
            var check = new RelayCheck(Probe.published(), pace, sink, new SecureRandom());
            List<RelayReport> reports = new ArrayList<>();
            for (Target target : targets) {
                reports.add(check.check(target, (_, so, of) -> screen.progress(so, of, "")));
                show(reports.getLast());
            }
            write(reports);
            return exitCode(reports);
        } finally {
            if (sink.isPresent()) {
                sink.get().close();
            }
        }
    }

    private List<Target> targets() throws UnknownHostException {
        List<Target> targets = new ArrayList<>();
        for (String written : options.hosts()) {
            var named = HostPort.of(written, SMTP);
            String host = options.host().orElse(named.host());
            Mailbox user = Mailbox.of(options.user().orElse("postmaster@" + domain(host)));
            for (InetSocketAddress address : Addresses.of(named)) {
                targets.add(new Target(
                        address,
                        host,
                        user.host().toString(),
                        user.localPart().toString(),
                        options.outside().orElse(Target.NOBODYS),
                        Target.NOBODYS));
            }
        }
        return targets;
    }

    /// A server that was named by its address has no domain that we know.
    private static String domain(String host) {
        try {
            return new AddressLiteral(IpAddress.of(host)).toString();
        } catch (SyntaxError _) {
            return host;
        }
    }

    /// This machine, or a network that nobody else is in.
    private static boolean isNear(InetAddress address) throws IOException {
        return !Network.isPublic(address) || NetworkInterface.getByInetAddress(address) != null;
    }

    private void show(RelayReport report) throws IOException {
        if (!options.json()) {
            screen.out().println(ReportText.table(report, screen.terminal()));
            return;
        }
        for (Result result : report.results()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("address", report.target().address().getAddress().getHostAddress());
            row.put("port", report.target().address().getPort());
            row.put("probe", result.probe().id());
            row.put("source", result.probe().source());
            row.put("tries", result.probe().tries());
            row.put("verdict", result.verdict().name());
            row.put("mark", result.verdict().mark().name());
            row.put("evidence", result.evidence());
            screen.json(row);
        }
    }

    private void write(List<RelayReport> reports) throws IOException {
        if (options.html().isPresent()) {
            Files.writeString(options.html().get(), ReportText.html(reports));
        }
        if (options.junit().isPresent()) {
            Files.writeString(options.junit().get(), ReportText.junit(reports));
        }
    }

    private static int exitCode(List<RelayReport> reports) {
        if (reports.stream().anyMatch(report -> report.mark() == Mark.BAD)) {
            return ExitCode.FOUND;
        }
        return reports.stream().anyMatch(report -> report.mark() == Mark.UNKNOWN)
                ? ExitCode.COULD_NOT_TELL
                : ExitCode.GOOD;
    }
}
