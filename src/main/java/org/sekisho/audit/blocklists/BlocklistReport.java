package org.sekisho.audit.blocklists;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What all lists said about all subjects.
/// @param findings by subject, in the order in which they were asked for, then by zone, in the order of the file
public record BlocklistReport(List<Finding> findings) {
    public BlocklistReport {
        findings = List.copyOf(findings);
    }

    public List<Finding> of(Subject subject) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .toList();
    }

    public List<Finding> with(Status status) {
        return findings.stream().filter(finding -> finding.status() == status).toList();
    }

    /// How many findings there are of each status, none left out.
    public Map<Status, Integer> counts() {
        var counts = new EnumMap<Status, Integer>(Status.class);
        for (Status status : Status.values()) {
            counts.put(status, 0);
        }
        findings.forEach(finding -> counts.merge(finding.status(), 1, Integer::sum));
        return counts;
    }

    /// The worst there is; without any finding nobody was asked, which is not "clean" either.
    public Status worst() {
        return findings.stream().map(Finding::status).max(Status::compareTo).orElse(Status.COULD_NOT_ASK);
    }
}
