package org.sekisho.qmail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sekisho.address.SyntaxError;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.RouteSender;

/// Reads one installation, once.
final class InstallationReader {
    private final Findings findings = new Findings();
    private final LineReader reader = new LineReader(findings);
    private final Path qmailDir;
    private final Optional<Path> vpopmailDir;
    private final Optional<SystemUsers> systemUsers;

    InstallationReader(Path qmailDir, Optional<Path> vpopmailDir, Optional<SystemUsers> systemUsers) {
        this.systemUsers = systemUsers;
        this.qmailDir = qmailDir;
        this.vpopmailDir = vpopmailDir;
    }

    Installation read(Optional<Path> tcpRules) {
        var controlsReader = new ControlsReader(reader, findings);
        Controls controls = controlsReader.read(qmailDir.resolve("control"));
        if (controls.text(ControlFile.ME) instanceof TextFile.Missing) {
            findings.add(Place.of(controls.path(ControlFile.ME)), "", "qmail cannot run without it: is this qmail?");
        }
        List<Assignment> assignments = assignments(qmailDir.resolve("users/assign"));
        List<VirtualDomain> virtual = controls.lines(ControlFile.VIRTUALDOMAINS).stream()
                .map(VirtualDomain::of)
                .toList();
        List<Route> routes = controlsReader.routes();
        routes.forEach(this::reportWildcard);
        Optional<List<PasswdReader.Entry>> passwd =
                systemUsers.map(users -> new PasswdReader(reader, findings, users).read());
        Residents residents = new ResidentsReader(reader, findings, qmailDir.resolve("alias"), vpopmailDir, passwd)
                .read(controls, assignments, virtual);
        vpopmailDir.ifPresent(this::reportOpenSmtp);
        Optional<TcpRules> rules = tcpRules.map(this::rules);
        return new Installation(controls, assignments, rules, virtual, routes, residents, findings.all());
    }

    private void reportOpenSmtp(Path vpopmail) {
        Path file = vpopmail.resolve("etc/open-smtp");
        if (Files.exists(file)) {
            findings.add(
                    Place.of(file), "", "POP before SMTP: addresses may relay for hours after a log-in; not carried");
        }
    }

    private void reportWildcard(Route route) {
        if (route.domain() instanceof RouteDomain.Within(var domain)) {
            findings.add(route.place(), "." + domain, "carried, and means " + domain + " itself as well from now on");
        }
        if (route.sender().isPresent() && route.sender().get() instanceof RouteSender.Within(var domain)) {
            findings.add(route.place(), "." + domain, "carried, and means " + domain + " itself as well from now on");
        }
    }

    private List<Assignment> assignments(Path file) {
        List<Assignment> assignments = new ArrayList<>();
        boolean ended = false;
        TextFile text = reader.read(file, LineReader.Owner.ADMINISTRATOR);
        for (Line line : text.orNone()) {
            if (ended) {
                findings.add(line, "qmail-newu reads nothing behind the line with a dot");
            } else if (line.text().equals(".")) {
                ended = true;
            } else {
                read(line, Assignment::of).ifPresent(assignments::add);
            }
        }
        if (!ended && text instanceof TextFile.Lines) {
            findings.add(Place.of(file), "", "no line with a dot at its end: qmail-newu refuses the file");
        }
        return assignments;
    }

    private TcpRules rules(Path file) {
        List<TcpRule> rules = new ArrayList<>();
        List<Line> unclear = new ArrayList<>();
        int before = findings.count();
        boolean compiled = CompiledFile.isNeeded(file);
        Path read = compiled ? CompiledFile.of(file) : file;
        TextFile text = compiled
                ? reader.readCompiled(read, CompiledRule::line)
                : reader.read(read, LineReader.Owner.ADMINISTRATOR);
        for (Line line : text.orNone()) {
            if (!compiled && (line.text().isEmpty() || line.text().startsWith("#"))) {
                continue;
            }
            read(line, TcpRuleParser::parse).ifPresentOrElse(rules::add, () -> unclear.add(line));
        }
        if (text instanceof TextFile.Missing) {
            findings.add(Place.of(file), "", "there is no such file");
        }
        return new TcpRules(read, rules, findings.count() == before, unclear);
    }

    private <T> Optional<T> read(Line line, Function<Line, T> parser) {
        try {
            return Optional.of(parser.apply(line));
        } catch (SyntaxError e) {
            findings.add(line, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
