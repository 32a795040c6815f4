package org.sekisho.doctor;

import static org.sekisho.doctor.Wording.number;
import static org.sekisho.doctor.Wording.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Concludes findings from facts: a function, without any I/O.
final class Diagnosis {
    private Diagnosis() {}

    /// @return the most urgent first
    static List<Finding> of(Facts facts) {
        var findings = new ArrayList<Finding>();
        facts.unread().forEach(unread -> findings.add(unread(unread)));
        findings.addAll(new QueueDiagnosis(facts).findings());
        findings.addAll(new LogDiagnosis(facts).findings());
        findings.addAll(new GrowthDiagnosis(facts).findings());
        findings.sort(Comparator.comparing(Finding::severity).reversed()); // stable
        return findings;
    }

    private static Finding unread(Unread unread) {
        return new Finding(
                "could-not-read",
                Severity.WARNING,
                Confidence.CERTAIN,
                text(
                        "Could not read " + unread.what() + ": " + unread.why() + " (" + number(unread.files()) + ")",
                        unread.what() + " を読めなかった: " + unread.why() + " (" + number(unread.files()) + ")"),
                text(
                        "What is in there is in none of the numbers; it may be empty or full.",
                        "その中身はどの数字にも含まれていない。空かどうかも分からない。"),
                text("Run this as root, or name the right folder or file.", "root で実行するか、正しいフォルダーやファイルを指定する。"));
    }
}
