package org.sekisho.app;

import static org.sekisho.audit.relay.ReportText.escaped;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;

/// Findings as a page that can be mailed: it loads nothing, and holds nothing that a stranger could have written
/// as markup.
final class FindingPage {
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
            article{border-left:6px solid #999;padding:.2em 1em;margin:1em 0;background:#f7f7f7;overflow-wrap:anywhere}
            .ALARM{border-color:#c00}.WARNING{border-color:#d80}.FINE,.NOTE{border-color:#05c}
            h2{font-size:1em;margin:.4em 0}p{margin:.4em 0}small{color:#666}
            """;

    private FindingPage() {}

    /// @param findings the most urgent first
    static String of(String patient, List<Finding> findings, boolean japanese) {
        String title = (japanese ? "診断: " : "Diagnosis: ") + patient;
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"")
                .append(japanese ? "ja" : "en")
                .append("\"><head><meta charset=\"utf-8\">")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'\">\n<title>")
                .append(escaped(title))
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n<p>")
                .append(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        ZonedDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)))
                .append(" — ")
                .append(escaped(sum(findings)))
                .append("</p>\n");
        findings.forEach(finding -> append(page, finding, japanese));
        return page.append("</body></html>\n").toString();
    }

    private static String sum(List<Finding> findings) {
        var sum = new StringBuilder();
        for (Severity severity : List.of(Severity.ALARM, Severity.WARNING, Severity.NOTE, Severity.FINE)) {
            long count = findings.stream()
                    .filter(finding -> finding.severity() == severity)
                    .count();
            sum.append(sum.isEmpty() ? "" : ", ").append(severity).append(' ').append(count);
        }
        return sum.toString();
    }

    private static void append(StringBuilder page, Finding finding, boolean japanese) {
        page.append("<article class=\"").append(finding.severity()).append("\"><h2>");
        page.append(finding.severity())
                .append(" — ")
                .append(escaped(finding.found().in(japanese)));
        page.append("</h2>\n<p>").append(escaped(finding.meaning().in(japanese)));
        page.append("</p>\n<p><strong>")
                .append(japanese ? "対処: " : "What to do: ")
                .append("</strong>");
        page.append(escaped(finding.advice().in(japanese))).append("</p>\n<p><small>");
        page.append(escaped(finding.confidence().text().in(japanese)));
        page.append(" · ").append(escaped(finding.id().toLowerCase(Locale.ROOT)));
        page.append("</small></p></article>\n");
    }
}
