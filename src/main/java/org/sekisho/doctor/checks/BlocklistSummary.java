package org.sekisho.doctor.checks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.sekisho.audit.blocklists.BlocklistCheck;
import org.sekisho.audit.blocklists.BlocklistReport;
import org.sekisho.audit.blocklists.Finding;
import org.sekisho.audit.blocklists.Status;
import org.sekisho.audit.blocklists.Subject;
import org.sekisho.audit.blocklists.Zone;
import org.sekisho.dns.Resolver;
import org.sekisho.doctor.Text;

/// Which blocklists hold the server's addresses and domains: one finding for each of these.
final class BlocklistSummary {
    private static final int MANY = 2; // operators; one may have a whim, and lists neighbours on lists of their own

    private final Resolver resolver;
    private final List<Zone> zones;
    private final Duration limit;
    private final Messages messages;

    BlocklistSummary(Resolver resolver, List<Zone> zones, Duration limit, Messages messages) {
        this.resolver = resolver;
        this.zones = List.copyOf(zones);
        this.limit = limit;
        this.messages = messages;
    }

    List<org.sekisho.doctor.Finding> findings(List<Subject> subjects) throws InterruptedException {
        BlocklistReport report = new BlocklistCheck(resolver, zones, limit).run(subjects, (_, _, _) -> {});
        List<org.sekisho.doctor.Finding> findings = new ArrayList<>();
        for (Subject subject : subjects) {
            findings.add(summary(subject, report.of(subject)));
        }
        return findings;
    }

    private org.sekisho.doctor.Finding summary(Subject subject, List<Finding> answers) {
        List<Zone> listing = zones(answers, Status.LISTED);
        int clean = zones(answers, Status.CLEAN).size();
        long operators = listing.stream().map(Zone::operator).distinct().count();
        String id = operators >= MANY
                ? "blocklisted-widely"
                : !listing.isEmpty() ? "blocklisted" : clean == 0 ? "blocklists-could-not-ask" : "blocklists-fine";
        var finding = messages.say(
                id,
                "subject",
                subject.toString(),
                "list",
                listing.stream().map(Zone::toString).collect(Collectors.joining(", ")),
                "count",
                Integer.toString(listing.size()),
                "clean",
                Integer.toString(clean),
                "silent",
                Integer.toString(answers.size() - clean),
                "all",
                Integer.toString(answers.size()),
                "page",
                listing.stream()
                        .map(zone -> zone.delisting().toString())
                        .findFirst()
                        .orElse(""));
        return listing.isEmpty() ? finding : withMeaning(finding, listing.getFirst());
    }

    /// The lists say what they mean in both languages.
    private static org.sekisho.doctor.Finding withMeaning(org.sekisho.doctor.Finding finding, Zone zone) {
        Text meaning = finding.meaning();
        return new org.sekisho.doctor.Finding(
                finding.id(),
                finding.severity(),
                finding.confidence(),
                finding.found(),
                new Text(
                        meaning.en().replace("{meaning}", zone.meaning()),
                        meaning.ja().replace("{meaning}", zone.meaningJapanese())),
                finding.advice());
    }

    private static List<Zone> zones(List<Finding> answers, Status status) {
        return answers.stream()
                .filter(each -> each.status() == status)
                .map(Finding::zone)
                .toList();
    }
}
