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
        boolean complete =
                facts.unread().stream().noneMatch(unread -> unread.what().startsWith(QmailQueue.PLACE));
        findings.addAll(new QueueDiagnosis(facts.queue(), complete).findings());
        findings.addAll(new LogDiagnosis(facts.log()).findings());
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
                text("Run this as root, or give the right folder.", "root で実行するか、正しいフォルダーを指定する。"));
    }
}
