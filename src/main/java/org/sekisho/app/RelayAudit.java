package org.sekisho.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
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
import org.sekisho.audit.relay.Consent;
import org.sekisho.audit.relay.JunitText;
import org.sekisho.audit.relay.MailAccount;
import org.sekisho.audit.relay.Probe;
import org.sekisho.audit.relay.RelayCheck;
import org.sekisho.audit.relay.RelayReport;
import org.sekisho.audit.relay.ReportText;
import org.sekisho.audit.relay.Result;
import org.sekisho.audit.relay.ServerName;
import org.sekisho.audit.relay.Sink;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.relay.TlsUse;
import org.sekisho.audit.relay.Verdict.Mark;
import org.sekisho.audit.relay.WatchedMailbox;
import org.sekisho.audit.relay.Witness;
import org.sekisho.cli.ExitCode;
import org.sekisho.cli.Launcher.Confirmation;
import org.sekisho.cli.Launcher.RelayAuditOptions;
import org.sekisho.config.HostPort;
import org.sekisho.dns.DnsResolver;
import org.sekisho.events.PrometheusCounters;

/// `sekisho audit relay`: what the person wrote becomes targets, and the reports become text. It is not a weapon:
/// a server elsewhere is left alone unless its owner says in DNS that it may be checked, or somebody says that it
/// is theirs.
final class RelayAudit {
    private static final int SMTP = 25;
    private static final Duration FOR_A_SINK = Duration.ofSeconds(6);
    private static final Duration FOR_A_MAILBOX = Duration.ofMinutes(2); // mail takes its time

    private final RelayAuditOptions options;
    private final Screen screen;
    private final ReportText text;
    private final SecureRandom random = new SecureRandom();

    RelayAudit(RelayAuditOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
        this.text = new ReportText(options.japanese());
    }

    /// @throws SyntaxError something was written that is no host, port or address, or does not go together
    /// @throws IOException the sink cannot listen, the mailbox cannot be read, or a report cannot be written
    int run() throws IOException, InterruptedException {
        if (options.confirm().isPresent()
                && (options.sink().isPresent() || options.outside().isPresent())) {
            throw new SyntaxError("--confirm says where the proof is: it does not go with --sink or --outside");
        }
        Optional<Mailbox> address = options.confirm().map(RelayAudit::address);
        List<Target> targets = targets(address.map(Mailbox::host).map(Object::toString));
        for (Target target : targets) {
            if (address.isPresent() && target.domain().equals(target.outside())) {
                throw new SyntaxError(address.get() + " is not outside: the mailbox for --confirm must be at another"
                        + " server than the one that is checked");
            }
        }
        int refused = permitted(targets);
        if (refused != ExitCode.GOOD) {
            return refused;
        }
        Optional<Witness> witness = witness(address);
        try {
            var check = new RelayCheck(Probe.published(), pace(), witness, InstantSource.system(), random);
            long began = System.nanoTime();
            List<RelayReport> reports = check.check(targets, progress());
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            for (RelayReport report : reports) {
                show(report);
            }
            if (!options.json()) {
                screen.out().println(text.took(reports, taken));
            }
            write(reports);
            return exitCode(reports);
        } finally {
            if (witness.isPresent()) {
                witness.get().close();
            }
        }
    }

    private RelayCheck.Pace pace() {
        Duration usual = options.confirm().isPresent() ? FOR_A_MAILBOX : FOR_A_SINK;
        return RelayCheck.Pace.waiting(
                options.waitSeconds().map(Duration::ofSeconds).orElse(usual));
    }

    private RelayCheck.Progress progress() {
        return new RelayCheck.Progress() {
            @Override
            public void done(Result result, int so, int of) {
                screen.status(so == of ? "" : text.progress(so, of));
            }

            @Override
            public void waiting(int missing, Duration left) {
                screen.status(text.waiting(missing, left.toSeconds()));
            }
        };
    }

    private Optional<Witness> witness(Optional<Mailbox> address) throws IOException {
        if (options.sink().isPresent()) {
            return Optional.of(new Sink(
                    Addresses.of(HostPort.of(options.sink().get(), SMTP)).getFirst()));
        }
        if (options.confirm().isEmpty()) {
            return Optional.empty();
        }
        Confirmation confirm = options.confirm().get();
        MailAccount account = MailAccount.of(confirm.url());
        HostPort server = HostPort.of(account.server(), account.protocol().port());
        return Optional.of(WatchedMailbox.open(
                account,
                server.host(),
                server.port(),
                address.orElseThrow(),
                confirm.password(),
                confirm.anyCertificate()));
    }

    /// The recipient outside.
    private static Mailbox address(Confirmation confirm) {
        String user = MailAccount.of(confirm.url()).user();
        if (confirm.address().isEmpty() && user.indexOf('@') < 0) {
            throw new SyntaxError("what is the address of the mailbox of \"" + user
                    + "\"? Say --confirm-address ADDRESS (a user name that is an address needs none)");
        }
        return Mailbox.of(confirm.address().orElse(user));
    }

    /// @return good, or the exit code that says why these must be left alone
    private int permitted(List<Target> targets) throws IOException {
        List<String> foreign = new ArrayList<>();
        for (Target target : targets) {
            if (!isNear(target.address().getAddress())) {
                foreign.add(target.named());
            }
        }
        if (options.ours() || foreign.isEmpty()) {
            return ExitCode.GOOD;
        }
        try (var counters = new PrometheusCounters()) { // nobody reads them
            var resolver =
                    new DnsResolver(Addresses.resolver(options.resolver()), InstantSource.system(), random, counters);
            var consent = new Consent(resolver, CheckKey.in(options.state(), random));
            for (String host : foreign.stream().distinct().toList()) {
                int exitCode = permitted(consent, host);
                if (exitCode != ExitCode.GOOD) {
                    return exitCode;
                }
            }
            return ExitCode.GOOD;
        }
    }

    private int permitted(Consent consent, String host) {
        return switch (consent.ask(host)) {
            case Consent.Answered.Given() -> ExitCode.GOOD;
            case Consent.Answered.CouldNotAsk(var why) -> {
                screen.err()
                        .println("sekisho: cannot ask DNS for " + consent.name(host) + " TXT (" + why
                                + "), so it is not known whether " + host + " may be checked. Try again, or say"
                                + " --i-own-this if the server is yours.");
                yield ExitCode.COULD_NOT_TELL;
            }
            case Consent.Answered.Missing() -> {
                screen.err()
                        .println("sekisho: " + host + " is neither this machine nor in a private network. If it is"
                                + " yours, say --i-own-this, or publish this record in DNS:\n  "
                                + consent.name(host) + ". IN TXT \"" + consent.text(host) + "\"\n"
                                + "It lets only you check only this server. Do not check other people's.");
                yield ExitCode.USAGE;
            }
        };
    }

    private List<Target> targets(Optional<String> confirmedOutside) throws UnknownHostException {
        Optional<TlsUse> tls = options.tls()
                .map(word -> TlsUse.of(word)
                        .orElseThrow(
                                () -> new SyntaxError("--tls is implicit, starttls or off, not \"" + word + "\"")));
        String outside = confirmedOutside.or(options::outside).orElse(Target.NOBODYS);
        List<Target> targets = new ArrayList<>();
        for (String written : options.hosts()) {
            ServerName server = ServerName.of(written);
            var named = HostPort.of(server.server(), server.port());
            String host = options.host().orElse(named.host());
            Mailbox user = Mailbox.of(options.user().orElse("postmaster@" + domain(host)));
            for (InetSocketAddress address : Addresses.of(named)) {
                targets.add(new Target(
                        named.host(),
                        address,
                        tls.or(server::tls).orElseGet(() -> TlsUse.at(named.port())),
                        host,
                        user,
                        outside,
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
            screen.out().println(text.table(report, screen.terminal()));
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
            Files.writeString(options.html().get(), text.html(reports));
        }
        if (options.junit().isPresent()) {
            Files.writeString(options.junit().get(), JunitText.of(reports));
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
