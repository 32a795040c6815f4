package org.sekisho.admin;

import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sekisho.address.IpAddress;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.audit.self.Exemption;
import org.sekisho.audit.self.History;
import org.sekisho.audit.self.NetworkAudit;
import org.sekisho.audit.self.SelfAudit;
import org.sekisho.audit.self.WayOut;

/// Who may send to outside without logging in, and who said so.
final class AuditCommands {
    private static final int MOST_REASON = 500; // characters

    private final AuditControl audits;

    AuditCommands(AuditControl audits) {
        this.audits = audits;
    }

    List<Command> all() {
        return List.of(
                Command.of("audit.self", this::self, "matrix", "diff", "network"),
                Command.of("audit.approve", this::approve, "until", "reason", "yes"),
                Command.of("audit.exceptions.list", this::list),
                Command.of("audit.exceptions.end", this::end, "number"),
                Command.of("audit.history", this::history, "limit"));
    }

    private Map<String, Object> self(Call call) throws AdminException, IOException {
        var arguments = call.arguments();
        if (arguments.flag("matrix")) {
            return lines(call, audits.matrix().lines());
        }
        if (arguments.flag("diff")) {
            List<String> difference = audits.difference();
            lines(call, difference);
            return Fields.of("refused", difference.size());
        }
        return arguments.flag("network") ? network(call) : gate(call);
    }

    private static Map<String, Object> lines(Call call, List<String> lines) throws IOException {
        for (String line : lines) {
            call.row(Fields.of("text", line));
        }
        return Map.of();
    }

    private Map<String, Object> gate(Call call) throws IOException {
        int holes = 0;
        for (SelfAudit.Row row : audits.gate()) {
            holes += row.isHole() ? 1 : 0;
            String verdict = row.open().isEmpty() ? "no way out" : row.isHole() ? "OPEN" : "trusted";
            call.row(Fields.of(
                    "client",
                    row.source().name(),
                    "address",
                    IpAddress.print(row.source().address()),
                    "listener",
                    row.service().name().toLowerCase(Locale.ROOT),
                    "tls",
                    row.tls(),
                    "tried",
                    row.tried(),
                    "out",
                    row.open().size(),
                    "verdict",
                    verdict));
        }
        lines(call, audits.notes());
        return Fields.of("refused", holes);
    }

    private Map<String, Object> network(Call call) throws AdminException, IOException {
        List<NetworkAudit.Found> all = audits.network();
        for (NetworkAudit.Found found : all) {
            call.row(Fields.of(
                    "client",
                    "this machine",
                    "address",
                    found.from().map(IpAddress::print).orElse("none that is not trusted"),
                    "listener",
                    found.service().name().toLowerCase(Locale.ROOT) + " "
                            + IpAddress.print(found.address().getAddress()) + " port "
                            + found.address().getPort(),
                    "tls",
                    "both",
                    "tried",
                    found.tried(),
                    "out",
                    found.open().size(),
                    "verdict",
                    said(found.verdict()),
                    "open",
                    found.open(),
                    "unknown",
                    found.unknown()));
        }
        if (all.stream().anyMatch(found -> found.verdict() == History.Verdict.OPEN)) {
            return Fields.of("refused", 1);
        }
        boolean known = !all.isEmpty() && all.stream().allMatch(it -> it.verdict() == History.Verdict.CLEAN);
        return Fields.of("unknown", !known);
    }

    private static String said(History.Verdict verdict) {
        return switch (verdict) {
            case CLEAN -> "no way out";
            case OPEN -> "OPEN";
            case COULD_NOT_TELL -> "could not tell";
        };
    }

    private Map<String, Object> approve(Call call) throws AdminException, IOException {
        var arguments = call.arguments();
        LocalDate until = arguments.read("until", AuditCommands::date);
        String reason = arguments.read("reason", AuditCommands::reason);
        if (arguments.flag("yes")) {
            Exemption made = audits.approve(until, reason, call.peer());
            lines(call, made.ways().stream().map(way -> "open: " + way).toList());
            lines(call, audits.notes());
            call.row(Fields.of(
                    "text",
                    "exception " + made.number() + " until " + until + " is recorded"
                            + "; if the server does not use these settings yet: sekisho reload",
                    "exception",
                    made.number(),
                    "until",
                    until));
            return Map.of();
        }
        List<WayOut> ways = audits.proposed(until);
        lines(
                call,
                ways.stream()
                        .map(way -> "would be open without a log-in: " + way)
                        .toList());
        lines(call, audits.difference());
        String next = ways.isEmpty()
                ? "the settings file opens nothing that is not approved"
                : "nothing is recorded yet: say it again with --yes";
        lines(call, List.of(next));
        return Fields.of("refused", ways.size());
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException _) {
            throw new SyntaxError("expected a date such as 2027-01-31");
        }
    }

    private static String reason(String text) {
        if (text.isBlank() || text.length() > MOST_REASON || text.chars().anyMatch(Character::isISOControl)) {
            throw new SyntaxError("expected one line of text, at most " + MOST_REASON + " characters");
        }
        return text.strip();
    }

    private Map<String, Object> list(Call call) throws IOException {
        for (Exemption each : audits.exemptions()) {
            call.row(Fields.of(
                    "number",
                    each.number(),
                    "state",
                    each.ended().map(ending -> "ended: " + ending.why()).orElse("live"),
                    "since",
                    each.since(),
                    "until",
                    each.until(),
                    "by",
                    each.user() + " (uid " + each.uid() + ")",
                    "reason",
                    each.reason(),
                    "ways",
                    each.ways().stream().map(WayOut::toString).collect(Collectors.joining("; "))));
        }
        return Map.of();
    }

    private Map<String, Object> end(Call call) throws AdminException {
        long number = call.arguments().read("number", AuditCommands::number);
        if (!audits.end(number, call.peer())) {
            throw new AdminException(Kind.MISSING, "there is no live exception " + number);
        }
        return Fields.of("ended", number);
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new SyntaxError("expected its number");
        }
        return Long.parseLong(text);
    }

    private Map<String, Object> history(Call call) throws AdminException, IOException {
        for (History.Run run : audits.history(call.arguments().number("limit", 1, 400, 20))) {
            call.row(Fields.of(
                    "at",
                    run.at(),
                    "what",
                    run.kind().name().toLowerCase(Locale.ROOT),
                    "cause",
                    run.cause(),
                    "verdict",
                    said(run.verdict()),
                    "found",
                    run.summary(),
                    "difference",
                    run.difference()));
        }
        return Map.of();
    }
}
