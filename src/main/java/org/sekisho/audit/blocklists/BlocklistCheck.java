package org.sekisho.audit.blocklists;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sekisho.dns.Resolver;

/// Asks all lists for all subjects at the same time, so that silent ones cost the time-out of one. Safe from any
/// thread; a run blocks the thread that calls it.
public final class BlocklistCheck {
    private static final int AT_ONCE = 100; // questions; what a small resolver takes without dropping any

    /// Told, on the thread that runs the check, whenever a zone has been asked to the end.
    @FunctionalInterface
    public interface Progress {
        /// @param done zones so far, this one included
        /// @param of zones in all
        void zoneDone(Zone zone, int done, int of);
    }

    private final Resolver resolver;
    private final List<Zone> zones;
    private final Duration limit;

    /// @param zones as a rule [Zones#published()]
    /// @param limit for a whole run: what was not answered by then could not be asked
    public BlocklistCheck(Resolver resolver, List<Zone> zones, Duration limit) {
        this.resolver = resolver;
        this.zones = List.copyOf(zones);
        this.limit = limit;
    }

    private record Asked(Subject subject, Zone zone) {}

    /// Asks. Every subject gets a finding from each zone that lists its kind.
    public BlocklistReport run(List<Subject> subjects, Progress progress) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<Subject> wanted = List.copyOf(new LinkedHashSet<>(subjects));
        List<Zone> asked = zones.stream().filter(zone -> listsOne(zone, wanted)).toList();
        var verdicts = new ConcurrentHashMap<Asked, Verdict>();
        var all = new Semaphore(AT_ONCE);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var running = new ExecutorCompletionService<Zone>(threads);
            for (Zone zone : asked) {
                var questions = new Questions(resolver, threads, all);
                var check = new ZoneCheck(
                        zone, wanted, questions, (subject, verdict) -> verdicts.put(new Asked(subject, zone), verdict));
                var _ = running.submit(() -> {
                    check.run();
                    return zone;
                });
            }
            await(running, asked.size(), end, progress);
        } finally {
            threads.shutdownNow(); // not close: a resolver that nothing wakes must not hold the report up
        }
        return report(wanted, asked, verdicts);
    }

    private static boolean listsOne(Zone zone, List<Subject> subjects) {
        return subjects.stream().anyMatch(subject -> zone.kinds().contains(subject.kind()));
    }

    private static void await(ExecutorCompletionService<Zone> running, int count, long end, Progress progress)
            throws InterruptedException {
        for (int done = 1; done <= count; done++) {
            Future<Zone> next = running.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            try {
                progress.zoneDone(next.get(), done, count);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private BlocklistReport report(List<Subject> subjects, List<Zone> asked, Map<Asked, Verdict> verdicts) {
        var late = new Verdict.CouldNotAsk("no answer within " + limit.toSeconds() + " seconds");
        var findings = new ArrayList<Finding>();
        for (Subject subject : subjects) {
            for (Zone zone : asked) {
                if (zone.kinds().contains(subject.kind())) {
                    Verdict verdict = verdicts.getOrDefault(new Asked(subject, zone), late);
                    findings.add(new Finding(subject, zone, verdict));
                }
            }
        }
        return new BlocklistReport(findings);
    }
}
