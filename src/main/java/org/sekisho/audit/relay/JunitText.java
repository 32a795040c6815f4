package org.sekisho.audit.relay;

import static org.sekisho.audit.relay.ReportText.escaped;

import java.util.List;

/// Reports as CI servers read them.
public final class JunitText {
    private JunitText() {}

    /// The XML that CI servers read: a probe is a test, "not known" is a skipped one.
    public static String of(List<RelayReport> reports) {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        for (RelayReport report : reports) {
            xml.append("<testsuite name=\"relay check of ")
                    .append(escaped(report.target().where()));
            xml.append("\" tests=\"").append(report.results().size());
            xml.append("\" failures=\"").append(report.count(Verdict.Mark.BAD));
            xml.append("\" skipped=\"")
                    .append(report.count(Verdict.Mark.UNKNOWN))
                    .append("\">\n");
            for (Result result : report.results()) {
                xml.append("<testcase classname=\"")
                        .append(escaped(result.probe().source()));
                xml.append("\" name=\"")
                        .append(escaped(
                                result.probe().id() + " " + result.probe().tries()));
                xml.append("\">").append(outcome(result)).append("</testcase>\n");
            }
            xml.append("</testsuite>\n");
        }
        return xml.append("</testsuites>\n").toString();
    }

    private static String outcome(Result result) {
        String message = " message=\"" + escaped(result.verdict().text() + ": " + result.evidence()) + "\"/>";
        return switch (result.verdict().mark()) {
            case SAFE, NOTE -> "";
            case UNKNOWN -> "<skipped" + message;
            case BAD -> "<failure" + message;
        };
    }
}
