package org.sekisho.app;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.Service;
import org.sekisho.audit.self.SelfAudit;
import org.sekisho.audit.self.SelfAudit.Row;
import org.sekisho.config.Protocol;
import org.sekisho.config.Settings;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.gate.RelayGate;

/// The server's check of itself with the settings of now: at the start, after each change of them, and daily. The
/// last result is kept. Safe from any thread.
final class SelfAudits {
    private final RelayGate gate;
    private final Accounts accounts;
    private final Supplier<Settings> settings;
    private final Log log;
    private final AtomicReference<List<Row>> last = new AtomicReference<>(List.of());

    SelfAudits(RelayGate gate, Accounts accounts, Supplier<Settings> settings, Log log, Counters counters) {
        this.gate = gate;
        this.accounts = accounts;
        this.settings = settings;
        this.log = log;
        counters.gauge(
                "self_audit_holes",
                last,
                rows -> rows.get().stream().filter(Row::isHole).count());
    }

    /// @return one row for each kind of client at each kind of listener
    List<Row> run() {
        Settings now = settings.get();
        String hostname = now.hostname().name();
        String domain = accounts.domains().stream()
                .findFirst()
                .map(hosted -> hosted.domain().name())
                .orElse(hostname);
        List<Row> rows = new SelfAudit(gate, hostname, domain)
                .rows(SelfAudit.sources(now.relay().trustedNetworks().networks()), services(now));
        last.set(rows);
        List<Row> holes = rows.stream().filter(Row::isHole).toList();
        long trusting = rows.stream().filter(row -> !row.open().isEmpty()).count() - holes.size();
        if (holes.isEmpty()) {
            log.info("audit.self", "holes", 0, "clients", rows.size(), "trusted", trusting);
        } else {
            log.warn("audit.self", "holes", holes.size(), "first", said(holes.getFirst()));
        }
        return rows;
    }

    private static List<Service> services(Settings settings) {
        return settings.listeners().stream()
                .map(Settings.Listener::service)
                .filter(service -> service == Protocol.SMTP
                        || service == Protocol.SUBMISSION
                        || service == Protocol.SUBMISSIONS
                        || service == Protocol.LMTP)
                .distinct()
                .map(service -> Service.valueOf(service.name()))
                .toList();
    }

    /// For `status`.
    String summary() {
        List<Row> holes = last.get().stream().filter(Row::isHole).toList();
        return holes.isEmpty() ? "no way out without a pass" : "OPEN: " + said(holes.getFirst());
    }

    private static String said(Row row) {
        return row.source().name() + " at " + row.service().name().toLowerCase(Locale.ROOT) + ": "
                + row.open().getFirst();
    }
}
