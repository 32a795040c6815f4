package org.sekisho.audit.relay;

import java.util.List;

/// What all probes have shown of one address and port.
/// @param proof whether what came out would have been seen
/// @param results in the order of the probes
public record RelayReport(Target target, boolean proof, List<Result> results) {
    public RelayReport {
        results = List.copyOf(results);
    }

    public long count(Verdict.Mark mark) {
        return results.stream()
                .filter(result -> result.verdict().mark() == mark)
                .count();
    }

    /// The worst of all.
    public Verdict.Mark mark() {
        return results.stream()
                .map(result -> result.verdict().mark())
                .max(Verdict.Mark::compareTo)
                .orElse(Verdict.Mark.UNKNOWN);
    }

    /// Whether something was taken of which it is not known what became of it.
    boolean isUnconfirmed() {
        return results.stream().anyMatch(result -> result.verdict() == Verdict.ACCEPTED);
    }
}
