package org.sekisho.audit.relay;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.sekisho.net.Deadlines;

/// Tries all probes on the addresses and ports of a server. A message that was taken is no proof: servers take
/// mail and bounce it later. "Relays" is said only of what has come out, before a [Witness]. Used by one thread.
public final class RelayCheck {
    private static final DateTimeFormatter DATE = // RFC 5322 §3.3
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final int BASE = 36;
    private static final Duration AT_LEAST = Duration.ofSeconds(2); // when something was taken that should stay

    /// @param connections at once and in all, at most
    /// @param timeout for each reply
    /// @param patience how long after the last probe to wait for what was taken to come out
    public record Pace(int connections, Duration timeout, Duration patience) {
        public static Pace waiting(Duration patience) {
            return new Pace(10, Duration.ofSeconds(20), patience);
        }
    }

    /// Hears how it goes.
    public interface Progress {
        /// A probe's dialogue is over.
        void done(Result result, int so, int of);

        /// What was taken has not all come out.
        /// @param missing messages
        default void waiting(int missing, Duration left) {}
    }

    private final List<Probe> probes;
    private final Pace pace;
    private final Optional<Witness> witness;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Approach approach;

    public RelayCheck(
            List<Probe> probes, Pace pace, Optional<Witness> witness, InstantSource clock, RandomGenerator random) {
        this(probes, pace, witness, clock, random, Approach.USUAL);
    }

    public RelayCheck(
            List<Probe> probes,
            Pace pace,
            Optional<Witness> witness,
            InstantSource clock,
            RandomGenerator random,
            Approach approach) {
        this.probes = List.copyOf(probes);
        this.pace = pace;
        this.witness = witness;
        this.clock = clock;
        this.random = random;
        this.approach = approach;
    }

    /// What a dialogue has shown, and the names that only it used.
    private record Held(Target target, Result result, Token token) {}

    /// Takes at most some seconds with a server that answers, and then the time that its messages need.
    /// @return one report for each target, in their order
    public List<RelayReport> check(List<Target> targets, Progress progress) throws InterruptedException {
        List<Held> held = hold(targets, progress);
        Optional<String> blind = witness.isPresent() ? await(witness.get(), held, progress) : Optional.empty();
        var proof = new Proof(witness, blind, pace.patience(), usersMailComesAnyway(held));
        List<RelayReport> reports = new ArrayList<>();
        for (Target target : targets) {
            reports.add(new RelayReport(
                    target,
                    witness.isPresent(),
                    held.stream()
                            .filter(each -> each.target().equals(target))
                            .map(each -> proof.of(each.result(), each.token()))
                            .toList()));
        }
        return reports;
    }

    private List<Held> hold(List<Target> targets, Progress progress) throws InterruptedException {
        var places = new Semaphore(pace.connections());
        List<FutureTask<Held>> tasks = new ArrayList<>();
        String date = DATE.format(clock.instant().atZone(ZoneOffset.UTC));
        try (var deadlines = new Deadlines()) {
            for (Target target : targets) {
                for (Probe probe : probes) {
                    Token token = token();
                    var dialogue = new Dialogue(target, approach, probe, token, date, pace.timeout(), deadlines);
                    var task = new FutureTask<>(() -> new Held(target, dialogue.hold(), token));
                    tasks.add(task);
                    Thread.ofVirtual().start(() -> {
                        places.acquireUninterruptibly();
                        try {
                            task.run();
                        } finally {
                            places.release();
                        }
                    });
                }
            }
            List<Held> all = new ArrayList<>();
            for (FutureTask<Held> task : tasks) {
                all.add(task.get());
                progress.done(all.getLast().result(), all.size(), tasks.size());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a dialogue failed", e);
        }
    }

    private Token token() {
        String unique = Long.toString(random.nextLong(1L << 50, 1L << 52), BASE);
        return witness.map(where -> where.token(unique)).orElseGet(() -> Token.own(unique));
    }

    /// Until everything that was taken has come out, or nothing has for long enough.
    /// @return why the last look could not be taken
    private Optional<String> await(Witness where, List<Held> held, Progress progress) throws InterruptedException {
        long end = System.nanoTime() + pace.patience().toNanos();
        boolean taken = held.stream().anyMatch(each -> each.result().verdict() == Verdict.NOT_FORWARDED);
        long notBefore = System.nanoTime() + (taken ? AT_LEAST.toNanos() : 0);
        while (true) {
            Optional<String> blind = Optional.empty();
            try {
                where.look();
            } catch (IOException e) {
                blind = Optional.of(String.valueOf(e.getMessage()));
            }
            int missing = missing(where, held);
            long left = end - System.nanoTime();
            boolean complete = blind.isEmpty() && missing == 0 && System.nanoTime() - notBefore >= 0;
            if (left <= 0 || complete) {
                return blind;
            }
            progress.waiting(missing, Duration.ofNanos(left));
            Thread.sleep(Duration.ofNanos(Math.min(left, where.pause().toNanos())));
        }
    }

    private static int missing(Witness where, List<Held> held) {
        return (int) held.stream()
                .filter(each -> each.result().verdict() == Verdict.ACCEPTED)
                .filter(each -> each.result().probe().isSeenOutside())
                .filter(each -> where.relayed(each.token())
                        .or(() -> where.returned(each.token()))
                        .isEmpty())
                .count();
    }

    /// Whether mail that was for the local user alone has come into the mailbox outside.
    private boolean usersMailComesAnyway(List<Held> held) {
        return witness.filter(Witness::isMailbox).isPresent()
                && held.stream()
                        .filter(each -> !each.result().probe().namesOutside())
                        .anyMatch(each -> witness.get().relayed(each.token()).isPresent());
    }
}
