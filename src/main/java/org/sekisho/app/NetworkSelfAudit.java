package org.sekisho.app;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.sekisho.accounts.Service;
import org.sekisho.address.Mailbox;
import org.sekisho.admin.AdminException;
import org.sekisho.audit.self.History;
import org.sekisho.audit.self.NetworkAudit;
import org.sekisho.audit.self.NetworkAudit.Found;
import org.sekisho.audit.self.Safeguard;
import org.sekisho.audit.self.WaysOut;
import org.sekisho.config.Settings;
import org.sekisho.events.Counters;

/// Tries on this server's own listeners what relay testers try: some time after the start and after each change
/// of the settings, daily, and when asked. One at a time. Safe from any thread.
final class NetworkSelfAudit {
    private static final long DAILY = Duration.ofDays(1).toNanos();
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final SelfAudits.Parts parts;
    private final Safeguard safeguard;
    private final History history;
    private final ReentrantLock one = new ReentrantLock();
    private final AtomicLong due = new AtomicLong(); // System.nanoTime()
    private final AtomicReference<String> cause = new AtomicReference<>("start");
    private final AtomicReference<Optional<History.Run>> last = new AtomicReference<>(Optional.empty());
    private final AtomicReference<List<Found>> found = new AtomicReference<>(List.of());

    NetworkSelfAudit(SelfAudits.Parts parts, Safeguard safeguard, History history) {
        this.parts = parts;
        this.safeguard = safeguard;
        this.history = history;
        Counters counters = parts.world().counters();
        counters.gauge(
                "self_audit_network_holes",
                found,
                it -> it.get().stream()
                        .filter(each -> each.verdict() == History.Verdict.OPEN)
                        .count());
        counters.gauge(
                "self_audit_age_seconds",
                last,
                it -> it.get()
                        .map(run -> (double)
                                Duration.between(run.at(), parts.clock().instant())
                                        .toSeconds())
                        .orElse(Double.NaN),
                "kind",
                "network");
    }

    /// Until the server stops.
    void watch(CountDownLatch stop) {
        last.set(history.last(History.Kind.NETWORK));
        after("start");
        try {
            while (!stop.await(pause(), TimeUnit.NANOSECONDS)) {
                if (System.nanoTime() - due.get() >= 0
                        && parts.settings().get().audit().networkAfter().isPresent()) {
                    due.set(System.nanoTime() + DAILY);
                    run(cause.getAndSet("daily"), stop);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private long pause() {
        return Math.clamp(due.get() - System.nanoTime(), 1_000_000, LOOK.toNanos());
    }

    void settingsChanged() {
        after("reload");
    }

    private void after(String why) {
        cause.set(why);
        due.set(System.nanoTime()
                + parts.settings()
                        .get()
                        .audit()
                        .networkAfter()
                        .map(Duration::toNanos)
                        .orElse(DAILY));
    }

    /// The last one, which may have been before the start.
    Optional<History.Run> last() {
        return last.get();
    }

    /// Tries it now, and waits.
    List<Found> run(String why) throws AdminException {
        try {
            return run(why, new CountDownLatch(1));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new AdminException(AdminException.Kind.TEMPORARY, "interrupted");
        }
    }

    private List<Found> run(String why, CountDownLatch stop) throws InterruptedException {
        one.lockInterruptibly();
        try {
            parts.log().info("audit.network", "cause", why, "helo", NetworkAudit.NAME);
            List<Found> all = audit().audit(doors());
            if (stop.getCount() > 0 || why.equals("by hand")) {
                note(why, all);
            }
            return all;
        } finally {
            one.unlock();
        }
    }

    private NetworkAudit audit() {
        Settings now = parts.settings().get();
        Optional<Mailbox> user =
                parts.accounts().accounts(Optional.empty()).stream().findFirst().map(account -> account.primary());
        return new NetworkAudit(
                safeguard::isTrusted,
                now.hostname().name(),
                user,
                now.limits().receivedHops(),
                parts.world().random());
    }

    private List<NetworkAudit.Door> doors() {
        return parts.endpoints().get().stream()
                .filter(endpoint -> WaysOut.takesMail(endpoint.service()))
                .map(endpoint ->
                        new NetworkAudit.Door(Service.valueOf(endpoint.service().name()), endpoint.address()))
                .toList();
    }

    private void note(String why, List<Found> all) {
        found.set(all);
        List<Found> open = with(all, History.Verdict.OPEN);
        List<Found> unknown = with(all, History.Verdict.COULD_NOT_TELL);
        var verdict = !open.isEmpty()
                ? History.Verdict.OPEN
                : all.isEmpty() || !unknown.isEmpty() ? History.Verdict.COULD_NOT_TELL : History.Verdict.CLEAN;
        String summary = open.size() + " of " + all.size() + " open, " + unknown.size() + " could not tell";
        List<String> details = all.stream()
                .filter(each -> each.verdict() != History.Verdict.CLEAN)
                .map(NetworkSelfAudit::said)
                .toList();
        var run = new History.Run(parts.clock().instant(), History.Kind.NETWORK, why, verdict, summary, details);
        last.set(Optional.of(run));
        history.add(run);
        if (verdict == History.Verdict.CLEAN) {
            parts.log().info("audit.network", "listeners", all.size(), "open", 0);
        } else {
            parts.log()
                    .warn(
                            "audit.network",
                            "listeners",
                            all.size(),
                            "open",
                            open.size(),
                            "could-not-tell",
                            unknown.size(),
                            "first",
                            details.isEmpty() ? "no listener takes mail" : details.getFirst());
        }
    }

    private static List<Found> with(List<Found> all, History.Verdict verdict) {
        return all.stream().filter(each -> each.verdict() == verdict).toList();
    }

    private static String said(Found found) {
        String what = found.from().isEmpty()
                ? "no address of this machine reaches it that is not trusted"
                : found.open().isEmpty() ? "could not try " + found.unknown() : "takes " + found.open();
        return found.service() + " " + found.address() + ": " + what;
    }
}
