package org.sekisho.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sekisho.accounts.Accounts;
import org.sekisho.address.Domain;
import org.sekisho.admin.AdminException;
import org.sekisho.admin.AuditControl;
import org.sekisho.admin.Call;
import org.sekisho.audit.self.Exemption;
import org.sekisho.audit.self.History;
import org.sekisho.audit.self.Matrix;
import org.sekisho.audit.self.MatrixCount;
import org.sekisho.audit.self.NetworkAudit;
import org.sekisho.audit.self.Safeguard;
import org.sekisho.audit.self.SelfAudit;
import org.sekisho.audit.self.SelfAudit.Row;
import org.sekisho.audit.self.Trust;
import org.sekisho.audit.self.WayOut;
import org.sekisho.audit.self.WaysOut;
import org.sekisho.config.Gateway;
import org.sekisho.config.Settings;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.gate.Policy;
import org.sekisho.gate.RelayGate;

/// The server's checks of itself with the settings of now: at the start, after each change of them or of the
/// directory, and daily; and what persons say to them. Safe from any thread.
final class SelfAudits implements AuditControl {
    private static final Duration DAILY = Duration.ofDays(1);
    private static final Duration HOURLY = Duration.ofHours(1);
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final int MOST_DAYS = 400;

    private final Parts parts;
    private final Safeguard safeguard;
    private final History history;
    private final NetworkSelfAudit networkAudit;
    private final AtomicReference<List<Row>> rows = new AtomicReference<>(List.of());
    private final AtomicReference<Optional<History.Run>> last = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean directoryChanged = new AtomicBoolean();

    /// @param gate the server's own
    /// @param gates makes others, with what settings would make of the policy
    /// @param policies what settings say about passes
    /// @param endpoints where it listens
    record Parts(
            RelayGate gate,
            MatrixCount.Gates gates,
            Accounts accounts,
            Supplier<Settings> settings,
            Function<Settings, Policy> policies,
            Supplier<List<Endpoint>> endpoints,
            Wiring.World world) {
        InstantSource clock() {
            return world.clock();
        }

        Log log() {
            return world.log();
        }

        SortedSet<WayOut> ways(Settings each) {
            return WaysOut.of(each, gates.gate(accounts, policies.apply(each)));
        }
    }

    SelfAudits(Parts parts, Safeguard safeguard) {
        this.parts = parts;
        this.safeguard = safeguard;
        this.history = new History(parts.world().store());
        this.networkAudit = new NetworkSelfAudit(parts, safeguard, history);
        Counters counters = parts.world().counters();
        counters.gauge(
                "self_audit_holes",
                rows,
                it -> it.get().stream().filter(Row::isHole).count());
        counters.gauge("self_audit_age_seconds", last, it -> age(it.get()), "kind", "gate");
    }

    private double age(Optional<History.Run> run) {
        return run.map(it -> (double)
                        Duration.between(it.at(), parts.clock().instant()).toSeconds())
                .orElse(Double.NaN);
    }

    /// Until the server stops.
    void watch(CountDownLatch stop) {
        run("start");
        Instant daily = parts.clock().instant();
        Instant hourly = daily;
        List<WayOut> closed = safeguard.closed();
        try {
            while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                Instant now = parts.clock().instant();
                if (now.isAfter(hourly.plus(HOURLY)) || !safeguard.closed().equals(closed)) {
                    hourly = now;
                    safeguard.tick();
                }
                if (now.isAfter(daily.plus(DAILY))) {
                    daily = now;
                    run("daily");
                } else if (directoryChanged.getAndSet(false)) {
                    run("accounts changed");
                } else if (!safeguard.closed().equals(closed)) {
                    run("an exception ended or began");
                }
                closed = safeguard.closed();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Tries the listeners, until the server stops.
    void network(CountDownLatch stop) {
        networkAudit.watch(stop);
    }

    /// Asks the gate, and writes down what is new.
    /// @return one row for each kind of client at each kind of listener
    List<Row> run(String cause) {
        Settings now = parts.settings().get();
        List<Row> found = new SelfAudit(
                        parts.gate(), now.hostname().name(), domain(now).name())
                .rows(SelfAudit.sources(safeguard.trust().networks().networks()), WaysOut.services(now, _ -> true));
        Matrix matrix = matrix();
        List<String> difference = changed(matrix);
        List<Row> holes = found.stream().filter(Row::isHole).toList();
        rows.set(found);
        if (holes.isEmpty()) {
            safeguard.approveMatrix(matrix.text()); // all that is open was approved: the safeguard sees to that
        }
        var verdict = holes.isEmpty() ? History.Verdict.CLEAN : History.Verdict.OPEN;
        String summary = holes.isEmpty() ? passes(found) : "OPEN: " + said(holes.getFirst());
        var run = new History.Run(parts.clock().instant(), History.Kind.GATE, cause, verdict, summary, difference);
        boolean news = !difference.isEmpty()
                || last.get().map(History.Run::verdict).filter(verdict::equals).isEmpty();
        if (news || !cause.equals("accounts changed")) {
            history.add(run);
        }
        last.set(Optional.of(run));
        if (holes.isEmpty()) {
            parts.log().info("audit.self", "holes", 0, "clients", found.size(), "changed", difference.size());
        } else {
            parts.log().warn("audit.self", "holes", holes.size(), "first", said(holes.getFirst()));
        }
        return found;
    }

    private List<String> changed(Matrix matrix) {
        return safeguard
                .approvedMatrix()
                .map(text -> matrix.difference(Matrix.parse(text)))
                .orElse(List.of());
    }

    private Domain domain(Settings settings) {
        return parts.accounts().domains().stream()
                .findFirst()
                .map(hosted -> hosted.domain())
                .orElse(settings.hostname());
    }

    private static String passes(List<Row> found) {
        long trusted = found.stream()
                .filter(row -> !row.open().isEmpty())
                .map(row -> row.source().name())
                .distinct()
                .count();
        return trusted == 0 ? "no way out without a pass" : "no way out but for " + trusted + " that are trusted";
    }

    private static String said(Row row) {
        return row.source().name() + " at " + row.service().name().toLowerCase(Locale.ROOT) + ": "
                + row.open().getFirst();
    }

    /// For `status`.
    void addTo(Map<String, Object> status) {
        status.put("relaying", last.get().map(History.Run::summary).orElse("not looked at yet"));
        status.put("audited", said("gate", last.get()));
        status.put("notes", notes());
    }

    private String said(String kind, Optional<History.Run> run) {
        return run.map(it ->
                        kind + " " + it.at().truncatedTo(ChronoUnit.SECONDS) + " (" + it.cause() + "): " + it.summary())
                .orElse(kind + ": not yet");
    }

    /// Before a reload.
    /// @throws AdminException these settings open what nobody has approved
    void require(Settings settings) throws AdminException {
        List<WayOut> missing = safeguard.missing(settings);
        if (!missing.isEmpty()) {
            throw new AdminException(
                    AdminException.Kind.REFUSED,
                    "the settings stay as they were: these would open, without a log-in, " + joined(missing)
                            + "; look at it with `sekisho audit self --diff`, and if it is meant: `"
                            + Safeguard.COMMAND + "`, then `sekisho reload`");
        }
    }

    /// After it.
    void reloaded() {
        run("reload");
        networkAudit.settingsChanged();
    }

    private static String joined(List<WayOut> ways) {
        return String.join("; ", ways.stream().map(WayOut::toString).toList());
    }

    @Override
    public List<Row> gate() {
        return run("by hand");
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        safeguard
                .closed()
                .forEach(way -> notes.add("CLOSED: " + way + ": the settings want it open, but nobody has"
                        + " approved it, or its time is over; " + Safeguard.COMMAND));
        safeguard
                .unreadable()
                .forEach(what -> notes.add("UNREADABLE: " + what + ": it approves nothing; " + Safeguard.COMMAND
                        + " records anew what is to be open"));
        safeguard
                .live()
                .forEach(each -> notes.add("exception " + each.number() + " until "
                        + each.until().atZone(zone()).toLocalDate()
                        + (safeguard.ending().contains(each) ? " (ENDS SOON)" : "")
                        + ": " + joined(each.ways())));
        if (safeguard.isClockBehind()) {
            notes.add(
                    "CLOCK: this machine's clock is behind a time that was seen before; exceptions end by the latter");
        }
        parts.settings().get().gateways().stream()
                .filter(Gateway::anyLocalPart)
                .forEach(each -> notes.add("GATEWAY: " + each.name() + " takes any local part: if its server reads"
                        + " user%domain or domain!user as a way to elsewhere, everybody can send through it; leave"
                        + " any_local_part out"));
        networkAudit.last().ifPresent(run -> notes.add(said("network", Optional.of(run))));
        return notes;
    }

    @Override
    public Matrix matrix() {
        Settings now = parts.settings().get();
        Trust trust = safeguard.trust();
        Policy policy = parts.policies().apply(now).trusting(trust.networks());
        SortedSet<WayOut> open = new TreeSet<>(parts.ways(now));
        open.removeAll(safeguard.closed());
        return new MatrixCount(now, policy, parts.accounts(), domain(now), parts.gates()).matrix(open);
    }

    @Override
    public List<String> difference() throws AdminException {
        Settings file = parts.world().reread().settings();
        Matrix matrix = new MatrixCount(
                        file, parts.policies().apply(file), parts.accounts(), domain(file), parts.gates())
                .matrix(parts.ways(file));
        return matrix.difference(Matrix.parse(safeguard.approvedMatrix().orElse("")));
    }

    @Override
    public List<NetworkAudit.Found> network() throws AdminException {
        return networkAudit.run("by hand");
    }

    private ZoneId zone() {
        return parts.settings().get().timezone();
    }

    private Instant end(LocalDate until) throws AdminException {
        LocalDate today = parts.clock().instant().atZone(zone()).toLocalDate();
        if (!until.isAfter(today) || until.isAfter(today.plusDays(MOST_DAYS))) {
            throw new AdminException(
                    AdminException.Kind.USAGE,
                    "until " + until + ": the day must be from " + today.plusDays(1) + " to "
                            + today.plusDays(MOST_DAYS));
        }
        return until.atStartOfDay(zone()).toInstant();
    }

    @Override
    public List<WayOut> proposed(LocalDate until) throws AdminException {
        return safeguard.needed(parts.world().reread().settings(), end(until));
    }

    @Override
    public Exemption approve(LocalDate until, String reason, Call.Peer by) throws AdminException {
        List<WayOut> ways = proposed(until);
        if (ways.isEmpty()) {
            throw new AdminException(
                    AdminException.Kind.REFUSED, "the settings file opens nothing that is not approved until then");
        }
        Exemption made = safeguard.approve(ways, new Safeguard.Approval(end(until), by.user(), by.uid(), reason));
        run("approval");
        return made;
    }

    @Override
    public List<Exemption> exemptions() {
        return safeguard.exemptions();
    }

    @Override
    public boolean end(long number, Call.Peer by) {
        boolean ended = safeguard.end(number, by.user());
        if (ended) {
            run("an exception was ended");
        }
        return ended;
    }

    @Override
    public List<History.Run> history(int limit) {
        return history.last(limit);
    }

    @Override
    public void directoryChanged() {
        directoryChanged.set(true);
    }
}
