package org.sekisho.audit.self;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.sekisho.config.Settings;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.store.Store;

/// Keeps every way out without a log-in closed that nobody has approved, whatever the settings say. What the
/// first settings of a data folder open is approved; what is opened later needs an [Exemption], which has an
/// end. What later settings close is no longer approved. Safe from any thread.
///
/// Time never runs backwards here: an exemption whose end was seen does not come to life again when the clock is
/// set back.
public final class Safeguard {
    public static final Duration WARNING = Duration.ofDays(14);

    /// What opens what is closed.
    public static final String COMMAND = "sekisho audit approve --until YYYY-MM-DD --reason TEXT --yes";

    private static final Duration SOON_ENOUGH = Duration.ofHours(1); // how far the kept time may lag behind

    private final Approvals approvals;
    private final InstantSource clock;
    private final Function<Settings, SortedSet<WayOut>> inspector;
    private final Log log;
    private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);
    private final AtomicReference<View> view = new AtomicReference<>(View.NOTHING);

    /// @param wanted what the settings open
    /// @param until when the next exemption ends
    private record View(
            Trust wantedTrust,
            SortedSet<WayOut> wanted,
            List<WayOut> baseline,
            List<Exemption> exemptions,
            List<String> unreadable,
            Instant kept,
            Trust trust,
            List<WayOut> closed,
            Instant until) {
        static final View NOTHING = new View(
                Trust.NONE,
                new TreeSet<>(),
                List.of(),
                List.of(),
                List.of(),
                Instant.MIN,
                Trust.NONE,
                List.of(),
                Instant.MAX);

        /// The same, with what is open at this time.
        View at(Instant now) {
            List<WayOut> allowed = new ArrayList<>(baseline);
            exemptions.stream().filter(each -> each.isLive(now)).forEach(each -> allowed.addAll(each.ways()));
            List<WayOut> notAllowed =
                    wanted.stream().filter(way -> !covers(allowed, way)).toList();
            Instant next = exemptions.stream()
                    .filter(each -> each.isLive(now))
                    .map(Exemption::until)
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
            return new View(
                    wantedTrust,
                    wanted,
                    baseline,
                    exemptions,
                    unreadable,
                    kept,
                    wantedTrust.limitedTo(allowed, wanted),
                    notAllowed,
                    next);
        }
    }

    /// @param inspector says which ways settings open
    public Safeguard(
            Store store,
            InstantSource clock,
            Function<Settings, SortedSet<WayOut>> inspector,
            Log log,
            Counters counters) {
        this.approvals = new Approvals(store);
        this.clock = clock;
        this.inspector = inspector;
        this.log = log;
        counters.gauge("relay_ways_closed", this, it -> it.closed().size());
        counters.gauge("relay_exceptions", this, it -> it.live().size());
        counters.gauge("relay_exceptions_ending", this, it -> it.ending().size());
    }

    private static boolean covers(Collection<WayOut> allowed, WayOut way) {
        return allowed.stream().anyMatch(each -> each.covers(way));
    }

    /// The first settings after a start. What they open without approval stays closed.
    public synchronized void begin(Settings settings) {
        Approvals.Kept kept = approvals.read();
        latest.accumulateAndGet(kept.latest(), Safeguard::later);
        SortedSet<WayOut> wanted = inspector.apply(settings);
        if (kept.baseline().isEmpty() && approvals.found(wanted)) {
            log.info("audit.approved", "why", "first start", "open", wanted);
        }
        load(Trust.wanted(settings), wanted);
        narrow(wanted);
        tick();
        view.get().unreadable().forEach(what -> log.warn("audit.unreadable", "what", what));
        closed().forEach(way -> log.warn("audit.closed", "way", way, "why", "not approved", "open-with", COMMAND));
    }

    private void load(Trust trust, SortedSet<WayOut> wanted) {
        Approvals.Kept kept = approvals.read();
        show(new View(
                trust,
                wanted,
                kept.baseline().orElse(List.of()),
                kept.exemptions(),
                kept.unreadable(),
                kept.latest(),
                Trust.NONE,
                List.of(),
                Instant.MAX));
    }

    private void reload() {
        View old = view.get();
        load(old.wantedTrust(), old.wanted());
    }

    private void show(View changed) {
        view.set(changed.at(now()));
    }

    /// What is no longer open is no longer approved: opening it again is opening it.
    private void narrow(SortedSet<WayOut> wanted) {
        List<WayOut> before = view.get().baseline();
        SortedSet<WayOut> left = new TreeSet<>();
        for (WayOut way : wanted) {
            if (covers(before, way)) {
                left.add(way);
            }
            left.addAll(before.stream().filter(way::covers).toList());
        }
        if (!List.copyOf(left).equals(before.stream().sorted().toList())) {
            approvals.baseline(left);
            log.info("audit.narrowed", "approved", left);
            reload();
        }
    }

    /// Whom to believe now.
    public Trust trust() {
        return current().trust();
    }

    private View current() {
        View seen = view.get();
        Instant now = now();
        if (now.isBefore(seen.until())) {
            return seen;
        }
        View changed = seen.at(now);
        if (view.compareAndSet(seen, changed)) {
            changed.closed().stream()
                    .filter(way -> !seen.closed().contains(way))
                    .forEach(way -> log.warn("audit.closed", "way", way, "why", "its exception has ended"));
        }
        return changed;
    }

    private Instant now() {
        return latest.accumulateAndGet(clock.instant(), Safeguard::later);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /// What the settings want to be open, and is not.
    public List<WayOut> closed() {
        return current().closed();
    }

    public List<String> unreadable() {
        return view.get().unreadable();
    }

    /// Whether the clock is behind the time that was seen already.
    public boolean isClockBehind() {
        return clock.instant().plus(SOON_ENOUGH).isBefore(now());
    }

    /// Whether a connection from there has to tell whose it is, but is not believed.
    public boolean isClosedProxy(InetAddress address) {
        View now = current();
        return now.wantedTrust().proxies().containing(address).isPresent()
                && now.trust().proxies().containing(address).isEmpty();
    }

    /// Whether a connection from there is believed in anything, or would be if it were approved.
    public boolean isTrusted(InetAddress address) {
        return view.get().wantedTrust().holds(address);
    }

    /// What these settings would open that neither is approved nor was wanted before.
    public List<WayOut> missing(Settings settings) {
        View now = current();
        return uncovered(inspector.apply(settings)).stream()
                .filter(way -> !now.wanted().contains(way))
                .toList();
    }

    private List<WayOut> uncovered(Collection<WayOut> ways) {
        View now = current();
        Instant time = now();
        return ways.stream()
                .filter(way -> !covers(now.baseline(), way))
                .filter(way -> now.exemptions().stream()
                        .filter(each -> each.isLive(time))
                        .noneMatch(each -> each.covers(way)))
                .toList();
    }

    /// The settings after a reload. What was missing stays closed.
    public synchronized void adopt(Settings settings) {
        SortedSet<WayOut> wanted = inspector.apply(settings);
        narrow(wanted); // before it takes effect: a crash in between leaves less approved, not more
        load(Trust.wanted(settings), wanted);
        keepTime();
    }

    /// What an exemption until then would have to name: all that these settings open beyond what is approved, but
    /// for what another one covers for as long.
    public List<WayOut> needed(Settings settings, Instant until) {
        View now = current();
        return inspector.apply(settings).stream()
                .filter(way -> !covers(now.baseline(), way))
                .filter(way -> now.exemptions().stream()
                        .filter(each -> each.isLive(now()) && !each.until().isBefore(until))
                        .noneMatch(each -> each.covers(way)))
                .toList();
    }

    /// @param user who says so
    public record Approval(Instant until, String user, long uid, String reason) {}

    /// Opens these ways for a time, at once where the settings in use want them.
    public synchronized Exemption approve(List<WayOut> ways, Approval approval) {
        tick();
        Instant now = clock.instant();
        boolean damaged = !view.get().unreadable().isEmpty();
        Optional<Collection<WayOut>> baseline = damaged ? Optional.of(view.get().baseline()) : Optional.empty();
        while (true) {
            var exemption = new Exemption(
                    approvals.nextNumber(),
                    ways,
                    now,
                    approval.until(),
                    approval.user(),
                    approval.uid(),
                    approval.reason(),
                    Optional.empty());
            if (approvals.add(exemption, baseline)) {
                latest.set(now);
                reload();
                log.warn(
                        "audit.exception",
                        "number",
                        exemption.number(),
                        "ways",
                        ways,
                        "until",
                        approval.until(),
                        "by",
                        approval.user(),
                        "reason",
                        approval.reason());
                return exemption;
            }
        }
    }

    /// Ends an exemption early; one that cannot be read is removed.
    /// @return false when there is none with this number that has not ended
    public synchronized boolean end(long number, String user) {
        Optional<Exemption> found = view.get().exemptions().stream()
                .filter(each -> each.number() == number)
                .findFirst();
        boolean damaged =
                view.get().unreadable().stream().anyMatch(what -> what.startsWith("exception " + number + " "));
        if (found.filter(each -> each.ended().isEmpty()).isEmpty() && !damaged) {
            return false;
        }
        if (damaged) {
            approvals.remove(number);
        } else {
            approvals.replace(found.get().ended(now(), "ended by " + user));
        }
        reload();
        log.warn("audit.exception-ended", "number", number, "by", user, "closed", closed());
        return true;
    }

    /// Writes down what time has brought: to be called now and then.
    public synchronized void tick() {
        Instant now = now();
        boolean timeIsKnown = !now.equals(Instant.MAX);
        boolean changed = false;
        for (Exemption each : view.get().exemptions()) {
            if (timeIsKnown && each.ended().isEmpty() && !each.isLive(now)) {
                approvals.replace(each.ended(now, "its time was over"));
                log.warn("audit.exception-ended", "number", each.number(), "by", "time", "ways", each.ways());
                changed = true;
            }
        }
        if (changed) {
            reload();
        }
        keepTime();
        if (isClockBehind()) {
            log.warn("audit.clock", "behind", Duration.between(clock.instant(), now), "counted-from", now);
        }
        ending().forEach(each -> log.warn(
                "audit.exception-ending", "number", each.number(), "until", each.until(), "ways", each.ways()));
    }

    private void keepTime() {
        View seen = view.get();
        Instant now = now();
        if (!now.equals(Instant.MAX)
                && (seen.kept().equals(Instant.MIN)
                        || seen.kept().plus(SOON_ENOUGH).isBefore(now))) {
            approvals.latest(now);
            reload();
        }
    }

    /// All that were ever made, the newest first.
    public List<Exemption> exemptions() {
        return view.get().exemptions().reversed();
    }

    public List<Exemption> live() {
        Instant now = now();
        return view.get().exemptions().stream().filter(each -> each.isLive(now)).toList();
    }

    /// Those that end soon.
    public List<Exemption> ending() {
        Instant now = now();
        return live().stream()
                .filter(each -> each.until().minus(WARNING).isBefore(now))
                .toList();
    }

    /// The matrix of the settings that were last approved, or taken because they opened nothing.
    public Optional<String> approvedMatrix() {
        return approvals.matrix();
    }

    public void approveMatrix(String text) {
        approvals.matrix(text);
    }
}
