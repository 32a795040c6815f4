package org.sekisho.app;

import static org.sekisho.audit.relay.ReportText.escaped;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.audit.blocklists.BlocklistCheck;
import org.sekisho.audit.blocklists.BlocklistReport;
import org.sekisho.audit.blocklists.Finding;
import org.sekisho.audit.blocklists.Status;
import org.sekisho.audit.blocklists.Subject;
import org.sekisho.audit.blocklists.Zones;
import org.sekisho.cli.ExitCode;
import org.sekisho.cli.Launcher.BlocklistAuditOptions;
import org.sekisho.dns.DnsResolver;
import org.sekisho.dns.DnsSettings;
import org.sekisho.events.PrometheusCounters;

/// `sekisho audit blocklists`: what the person wrote becomes subjects, and the report becomes text.
final class BlocklistAudit {
    private static final Duration ONE_QUESTION = Duration.ofSeconds(3);

    private final BlocklistAuditOptions options;
    private final Screen screen;

    BlocklistAudit(BlocklistAuditOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /// @throws SyntaxError something was written that is no address, domain or resolver
    int run() throws IOException, InterruptedException {
        List<Subject> subjects =
                options.subjects().stream().map(BlocklistAudit::subject).toList();
        BlocklistReport report = ask(subjects);
        if (options.json()) {
            json(report);
        } else {
            table(report, subjects);
        }
        if (options.html().isPresent()) {
            Files.writeString(options.html().get(), html(report));
        }
        return exitCode(report, subjects);
    }

    private BlocklistReport ask(List<Subject> subjects) throws IOException, InterruptedException {
        try (var counters = new PrometheusCounters()) { // nobody reads them
            var resolver = new DnsResolver(dns(), InstantSource.system(), new SecureRandom(), counters);
            return new BlocklistCheck(resolver, Zones.published(), Duration.ofSeconds(options.limitSeconds()))
                    .run(subjects, (_, so, of) -> screen.progress(so, of, " lists"));
        }
    }

    private static Subject subject(String written) {
        InetAddress address;
        try {
            address = IpAddress.of(written);
        } catch (SyntaxError _) {
            return new Subject.Name(Domain.of(written));
        }
        if (!Network.isPublic(address)) {
            throw new SyntaxError(written + " is not a public address: no list holds it, so none would say anything");
        }
        return new Subject.Address(address);
    }

    private DnsSettings dns() throws IOException {
        DnsSettings usual = Addresses.resolver(options.resolver());
        return new DnsSettings(usual.servers(), ONE_QUESTION, 1, usual.cacheEntries());
    }

    private void table(BlocklistReport report, List<Subject> subjects) {
        PrintStream out = screen.out();
        for (Subject subject : subjects) {
            for (Finding finding : report.of(subject)) {
                if (options.all() || finding.status() != Status.CLEAN) {
                    out.println(String.format(
                            Locale.ROOT,
                            "%-24s %-30s %-14s %s",
                            subject,
                            finding.zone(),
                            word(finding.status()),
                            said(finding)));
                }
            }
        }
        out.println();
        out.println(sum(report));
        if (!report.with(Status.REFUSED).isEmpty()) {
            out.println("Lists refuse public and busy resolvers: ask through one of your own (--resolver).");
        }
    }

    private static String sum(BlocklistReport report) {
        Map<Status, Integer> counts = report.counts();
        return counts.get(Status.LISTED) + " listed, " + counts.get(Status.CLEAN) + " clean, "
                + counts.get(Status.REFUSED) + " refused to answer this resolver, " + counts.get(Status.DEAD)
                + " dead, " + counts.get(Status.COULD_NOT_ASK) + " could not be asked.";
    }

    private static String word(Status status) {
        return status == Status.LISTED
                ? "LISTED"
                : status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private String said(Finding finding) {
        String words = finding.words(options.japanese());
        return finding.status() == Status.LISTED ? words + "; " + finding.zone().delisting() : words;
    }

    private void json(BlocklistReport report) throws IOException {
        for (Finding finding : report.findings()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("subject", finding.subject().toString());
            row.put("zone", finding.zone().toString());
            row.put("status", finding.status().name());
            row.put("operator", finding.zone().operator());
            row.put("said", said(finding));
            row.put("page", finding.zone().delisting().toString());
            screen.json(row);
        }
    }

    /// What is listed first, then what has no answer.
    private String html(BlocklistReport report) {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"" + (options.japanese() ? "ja" : "en")
                + "\"><head><meta charset=\"utf-8\"><title>Blocklists</title><style>body{font:15px sans-serif;margin:2em}"
                + "td{padding:2px 8px;vertical-align:top}.CLEAN{color:#0645ad}.LISTED{color:#c00;font-weight:bold}"
                + "</style></head><body><h1>Blocklists</h1>\n<p>" + sum(report) + "</p>\n<table>\n");
        for (Status status : List.of(Status.values()).reversed()) {
            for (Finding finding : report.with(status)) {
                page.append("<tr><td>").append(escaped(finding.subject().toString()));
                page.append("</td><td>").append(escaped(finding.zone().toString()));
                page.append("</td><td class=\"").append(status).append("\">").append(word(status));
                page.append("</td><td>").append(escaped(said(finding))).append("</td></tr>\n");
            }
        }
        return page.append("</table>\n</body></html>\n").toString();
    }

    /// A subject of which no list says anything is not clean, though another one may be.
    private static int exitCode(BlocklistReport report, List<Subject> subjects) {
        if (!report.with(Status.LISTED).isEmpty()) {
            return ExitCode.FOUND;
        }
        boolean known = subjects.stream()
                .allMatch(subject -> report.of(subject).stream().anyMatch(finding -> finding.status() == Status.CLEAN));
        return known ? ExitCode.GOOD : ExitCode.COULD_NOT_TELL;
    }
}
