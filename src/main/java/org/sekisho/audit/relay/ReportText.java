package org.sekisho.audit.relay;

import java.util.List;
import java.util.Locale;

/// A report as people and programs read it.
public final class ReportText {
    private static final String BLUE = "\033[34m"; // safe, as the old sites had it
    private static final String RED = "\033[1;31m";
    private static final String YELLOW = "\033[33m";
    private static final String PLAIN = "\033[0m";

    private ReportText() {}

    /// For a terminal: one line for each probe, then the sum.
    public static String table(RelayReport report, boolean coloured) {
        var text = new StringBuilder();
        for (Result result : report.results()) {
            String verdict =
                    String.format(Locale.ROOT, "%-29s", result.verdict().text());
            text.append(String.format(Locale.ROOT, "%-17s ", result.probe().id()))
                    .append(coloured ? colour(result.verdict().mark()) + verdict + PLAIN : verdict)
                    .append(' ')
                    .append(result.probe().tries())
                    .append(": ")
                    .append(result.evidence())
                    .append('\n');
        }
        return text.append('\n').append(sum(report)).append('\n').toString();
    }

    private static String colour(Verdict.Mark mark) {
        return switch (mark) {
            case SAFE -> BLUE;
            case NOTE, UNKNOWN -> YELLOW;
            case BAD -> RED;
        };
    }

    /// One sentence.
    public static String sum(RelayReport report) {
        String numbers = report.count(Verdict.Mark.SAFE) + " safe, " + report.count(Verdict.Mark.BAD) + " bad, "
                + report.count(Verdict.Mark.UNKNOWN) + " not known, " + report.count(Verdict.Mark.NOTE) + " to note";
        return where(report.target()) + ": " + numbers + ". "
                + switch (report.mark()) {
                    case SAFE, NOTE -> "Nothing was sent on for a stranger.";
                    case UNKNOWN ->
                        report.results().stream().anyMatch(result -> result.verdict() == Verdict.ACCEPTED)
                                ? "Some was accepted, and without --sink nobody can say what became of it."
                                : "Not everything could be tried.";
                    case BAD -> "This server must be mended now.";
                };
    }

    private static String where(Target target) {
        return target.address().getAddress().getHostAddress() + " port "
                + target.address().getPort();
    }

    /// A page without anything from elsewhere, so that it can be mailed.
    public static String html(List<RelayReport> reports) {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<title>Relay check</title><style>body{font:15px sans-serif;margin:2em}td{padding:2px 8px;"
                + "vertical-align:top}.SAFE{color:#0645ad}.BAD{color:#c00;font-weight:bold}"
                + ".NOTE,.UNKNOWN{color:#a60}</style></head><body><h1>Relay check</h1>\n");
        for (RelayReport report : reports) {
            page.append("<h2>").append(escaped(report.target().host())).append("</h2>\n<p class=\"");
            page.append(report.mark())
                    .append("\">")
                    .append(escaped(sum(report)))
                    .append("</p>\n<table>\n");
            for (Result result : report.results()) {
                page.append("<tr><td>").append(escaped(result.probe().id()));
                page.append("</td><td class=\"").append(result.verdict().mark()).append("\">");
                page.append(escaped(result.verdict().text())).append("</td><td>");
                page.append(escaped(result.probe().tries())).append("</td><td>");
                page.append(escaped(result.evidence())).append("</td></tr>\n");
            }
            page.append("</table>\n");
        }
        return page.append("</body></html>\n").toString();
    }

    /// The XML that CI servers read: a probe is a test, "not known" is a skipped one.
    public static String junit(List<RelayReport> reports) {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        for (RelayReport report : reports) {
            xml.append("<testsuite name=\"relay check of ").append(escaped(where(report.target())));
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

    /// For text and attributes; characters that XML forbids become `?`.
    public static String escaped(String text) {
        var escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(c < ' ' || c == 0xFFFE || c == 0xFFFF ? '?' : c);
            }
        });
        return escaped.toString();
    }
}
