package org.sekisho.doctor.checks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.audit.relay.Probe;
import org.sekisho.audit.relay.RelayCheck;
import org.sekisho.audit.relay.RelayReport;
import org.sekisho.audit.relay.Result;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.relay.TlsUse;
import org.sekisho.audit.relay.Verdict;
import org.sekisho.doctor.Finding;

/// The relay check in short: only those attempts that put nothing into anybody's mailbox, and no waiting for
/// proof.
final class RelayTry {
    private static final String CLASSIC = "abuse.net"; // what testers have tried for twenty years
    private static final RelayCheck.Pace PACE = new RelayCheck.Pace(5, Duration.ofSeconds(6), Duration.ZERO);

    private final Domain host;
    private final Domain domain;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Messages messages;

    /// @param domain one whose mail the server takes
    RelayTry(Domain host, Domain domain, InstantSource clock, RandomGenerator random, Messages messages) {
        this.host = host;
        this.domain = domain;
        this.clock = clock;
        this.random = random;
        this.messages = messages;
    }

    /// The classic ones, of those that name no mailbox of the server's.
    static List<Probe> harmless() {
        return Probe.published().stream()
                .filter(probe -> probe.source().equals(CLASSIC)
                        && probe.dialogue().stream()
                                .noneMatch(step -> step.contains("{user}") || step.startsWith("SMUGGLE")))
                .toList();
    }

    List<Finding> findings(Door door) throws InterruptedException {
        List<Probe> probes = harmless();
        var target = new Target(
                host.name(),
                door.address(),
                TlsUse.OFF,
                host.name(),
                Mailbox.of("postmaster@" + domain.name()),
                Target.NOBODYS,
                Target.NOBODYS);
        RelayReport report = new RelayCheck(probes, PACE, Optional.empty(), clock, random)
                .check(List.of(target), (_, _, _) -> {})
                .getFirst();
        List<Finding> findings = new ArrayList<>();
        List<Result> taken = report.results().stream()
                .filter(each -> each.verdict() == Verdict.ACCEPTED)
                .toList();
        if (!taken.isEmpty()) {
            boolean open =
                    taken.stream().anyMatch(each -> each.probe().dialogue().contains("RCPT TO:<{victim}@{outside}>"));
            findings.add(say(open ? "relay-open" : "relay-unconfirmed", door, report, taken.getFirst()));
        }
        if (findings.isEmpty()) {
            // Some may fail on a busy server; when most did, nothing is known
            boolean known = answered(report) * 2 > report.results().size();
            Result some = first(report, known ? Verdict.REFUSED : Verdict.COULD_NOT_TELL)
                    .orElse(report.results().getFirst());
            findings.add(say(known ? "relay-fine" : "relay-could-not-ask", door, report, some));
        }
        return findings;
    }

    private static long answered(RelayReport report) {
        return report.results().stream()
                .filter(each -> each.verdict() != Verdict.COULD_NOT_TELL)
                .count();
    }

    private static Optional<Result> first(RelayReport report, Verdict verdict) {
        return report.results().stream()
                .filter(each -> each.verdict() == verdict)
                .findFirst();
    }

    private Finding say(String id, Door door, RelayReport report, Result result) {
        long same = report.results().stream()
                .filter(each -> each.verdict() == result.verdict())
                .count();
        return messages.say(
                id,
                "place",
                door.toString(),
                "tries",
                result.probe().tries(),
                "count",
                Long.toString(same),
                "all",
                Long.toString(answered(report)),
                "why",
                result.evidence());
    }
}
