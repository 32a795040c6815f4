package org.sekisho.doctor;

import java.util.List;

/// What the examination has shown.
/// @param findings the most urgent first
/// @param facts what they were concluded from
public record Report(List<Finding> findings, Facts facts) {
    public Report {
        findings = List.copyOf(findings);
    }

    /// The severity of the most urgent finding.
    public Severity worst() {
        return findings.stream().map(Finding::severity).reduce(Severity.FINE, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }
}
