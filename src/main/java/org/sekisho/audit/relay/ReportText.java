package org.sekisho.audit.relay;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.sekisho.audit.relay.Verdict.Mark;

/// A report as people read it, in English or Japanese.
/// @param japanese else English
public record ReportText(boolean japanese) {
    private static final String BLUE = "\033[34m"; // safe, as the old sites had it
    private static final String RED = "\033[1;31m";
    private static final String YELLOW = "\033[33m";
    private static final String PLAIN = "\033[0m";
    private static final int VERDICT_COLUMNS = 29;
    private static final int VERDICT_COLUMNS_JAPANESE = 34;

    /// For a terminal: one line for each probe, then the sum.
    public String table(RelayReport report, boolean coloured) {
        var text = new StringBuilder();
        for (Result result : report.results()) {
            String verdict = padded(said(result.verdict()), japanese ? VERDICT_COLUMNS_JAPANESE : VERDICT_COLUMNS);
            text.append(String.format(Locale.ROOT, "%-17s ", result.probe().id()))
                    .append(coloured ? colour(result.verdict().mark()) + verdict + PLAIN : verdict)
                    .append(' ')
                    .append(tries(result.probe()))
                    .append(": ")
                    .append(result.evidence())
                    .append('\n');
        }
        return text.append('\n').append(sum(report)).append('\n').toString();
    }

    private String said(Verdict verdict) {
        return japanese ? verdict.japanese() : verdict.text();
    }

    private String tries(Probe probe) {
        return japanese ? probe.triesJapanese() : probe.tries();
    }

    /// Japanese letters are two columns wide on a terminal.
    private static String padded(String text, int columns) {
        int width = text.codePoints().map(c -> c >= 0x1100 ? 2 : 1).sum();
        return text + " ".repeat(Math.max(0, columns - width));
    }

    private static String colour(Mark mark) {
        return switch (mark) {
            case SAFE -> BLUE;
            case NOTE, UNKNOWN -> YELLOW;
            case BAD -> RED;
        };
    }

    /// So many probes are over.
    public String progress(int so, int of) {
        return japanese ? of + " 件中 " + so + " 件" : so + " of " + of;
    }

    /// Messages that were taken have not been seen yet.
    public String waiting(int missing, long seconds) {
        return japanese
                ? "受け取られた " + missing + " 通の到着を待っています（残り " + seconds + " 秒）"
                : "waiting for " + missing + " messages that were taken, " + seconds + " s left";
    }

    /// How long all of it has taken, with the waiting for what came out.
    public String took(List<RelayReport> reports, Duration time) {
        int probes =
                reports.stream().mapToInt(report -> report.results().size()).sum();
        String seconds = String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
        return japanese ? probes + " 件の検査に " + seconds + " 秒かかりました。" : probes + " probes took " + seconds + " s.";
    }

    /// One sentence.
    public String sum(RelayReport report) {
        return japanese ? sumInJapanese(report) : sumInEnglish(report);
    }

    private static String sumInEnglish(RelayReport report) {
        String numbers = report.count(Mark.SAFE) + " safe, " + report.count(Mark.BAD) + " bad, "
                + report.count(Mark.UNKNOWN) + " not known, " + report.count(Mark.NOTE) + " to note";
        return report.target().where() + ": " + numbers + ". "
                + switch (report.mark()) {
                    case SAFE, NOTE -> "Nothing was sent on for a stranger.";
                    case UNKNOWN ->
                        report.isUnconfirmed()
                                ? "Some was accepted, and without --sink or --confirm nobody can say what became of it."
                                : "Not everything could be tried or seen.";
                    case BAD -> "This server must be mended now.";
                };
    }

    private static String sumInJapanese(RelayReport report) {
        String numbers = "安全 " + report.count(Mark.SAFE) + " 件、危険 " + report.count(Mark.BAD) + " 件、不明 "
                + report.count(Mark.UNKNOWN) + " 件、注意 " + report.count(Mark.NOTE) + " 件。";
        return report.target().address().getAddress().getHostAddress() + " ポート "
                + report.target().address().getPort() + ": " + numbers
                + switch (report.mark()) {
                    case SAFE, NOTE -> "第三者の中継は行われませんでした。";
                    case UNKNOWN ->
                        report.isUnconfirmed()
                                ? "受け取られたメールがあります。--sink か --confirm を使わないと、その行方は確かめられません。"
                                : "試せなかった、または確かめられなかった項目があります。";
                    case BAD -> "このサーバーは直ちに対策が必要です。";
                };
    }

    /// A page without anything from elsewhere, so that it can be mailed.
    public String html(List<RelayReport> reports) {
        String title = japanese ? "第三者中継チェック" : "Relay check";
        String legend = japanese
                ? "<span class=\"SAFE\">青 = 安全</span>、<span class=\"BAD\">赤 = 中継される、または対策が必要</span>"
                : "<span class=\"SAFE\">blue: safe</span>, <span class=\"BAD\">red: relays, or must be mended</span>";
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"" + (japanese ? "ja" : "en")
                + "\"><head><meta charset=\"utf-8\"><title>" + title
                + "</title><style>body{font:15px sans-serif;margin:2em}td{padding:2px 8px;"
                + "vertical-align:top}.SAFE{color:#0645ad}.BAD{color:#c00;font-weight:bold}"
                + ".NOTE,.UNKNOWN{color:#a60}</style></head><body><h1>" + title + "</h1>\n<p>" + legend + "</p>\n");
        for (RelayReport report : reports) {
            page.append("<h2>").append(escaped(report.target().host())).append("</h2>\n<p class=\"");
            page.append(report.mark())
                    .append("\">")
                    .append(escaped(sum(report)))
                    .append("</p>\n<table>\n");
            for (Result result : report.results()) {
                page.append("<tr><td>").append(escaped(result.probe().id()));
                page.append("</td><td class=\"").append(result.verdict().mark()).append("\">");
                page.append(escaped(said(result.verdict()))).append("</td><td>");
                page.append(escaped(tries(result.probe()))).append("</td><td>");
                page.append(escaped(result.evidence())).append("</td></tr>\n");
            }
            page.append("</table>\n");
        }
        return page.append("</body></html>\n").toString();
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
