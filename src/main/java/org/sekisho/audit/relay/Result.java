package org.sekisho.audit.relay;

/// @param evidence the reply that decided it, or what arrived, on one line and fit for a terminal: some of it is
///     a stranger's word
public record Result(Probe probe, Verdict verdict, String evidence) {
    public Result {
        evidence = evidence.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
