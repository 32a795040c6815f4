package org.sekisho.audit.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.sekisho.net.Deadlines;

/// Tries all probes on one address and port of a server. A message that was taken is no proof: servers take mail
/// and bounce it later. "Relays" is said only of what has come out, at the [Sink]. Safe from any thread.
public final class RelayCheck {
    private static final Duration LOOK = Duration.ofMillis(100); // from one look at the sink to the next

    /// @param connections at once, at most
    /// @param timeout for each reply
    /// @param patience how long after the last probe to wait for what was taken to come out
    public record Pace(int connections, Duration timeout, Duration patience) {
        public static Pace waiting(Duration patience) {
            return new Pace(10, Duration.ofSeconds(20), patience);
        }
    }

    /// Hears of each probe when its dialogue is over.
    public interface Progress {
        void done(Result result, int so, int of);
    }

    private final List<Probe> probes;
    private final Pace pace;
    private final Optional<Sink> sink;
    private final RandomGenerator random;
    private final Approach approach;

    public RelayCheck(List<Probe> probes, Pace pace, Optional<Sink> sink, RandomGenerator random) {
        this(probes, pace, sink, random, Approach.USUAL);
    }

    public RelayCheck(List<Probe> probes, Pace pace, Optional<Sink> sink, RandomGenerator random, Approach approach) {
        this.probes = List.copyOf(probes);
        this.pace = pace;
        this.sink = sink;
        this.random = random;
        this.approach = approach;
    }

    /// What a dialogue has shown, and the names that only it used.
    private record Held(Result result, Token token) {}

    /// Takes at most some seconds with a server that answers.
    public RelayReport check(Target target, Progress progress) throws InterruptedException {
        List<Held> held = hold(target, progress);
        if (sink.isPresent()) {
            await(sink.get(), held);
        }
        return new RelayReport(
                target, sink.isPresent(), held.stream().map(this::proved).toList());
    }

    private List<Held> hold(Target target, Progress progress) throws InterruptedException {
        var places = new Semaphore(pace.connections());
        List<FutureTask<Held>> tasks = new ArrayList<>();
        try (var deadlines = new Deadlines()) {
            for (Probe probe : probes) {
                Token token = Token.create(random);
                var dialogue = new Dialogue(target, approach, probe, token, pace.timeout(), deadlines);
                var task = new FutureTask<>(() -> new Held(dialogue.hold(), token));
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

    /// Until everything that was taken has come out, or nothing has for long enough.
    private void await(Sink where, List<Held> held) throws InterruptedException {
        long end = System.nanoTime() + pace.patience().toNanos();
        while (System.nanoTime() < end
                && held.stream()
                        .filter(each -> each.result().verdict() == Verdict.ACCEPTED)
                        .anyMatch(each -> where.arrived(each.token().victim()).isEmpty())) {
            Thread.sleep(LOOK);
        }
    }

    /// What arrived counts, whatever the server had said.
    private Result proved(Held held) {
        Result result = held.result();
        if (sink.isEmpty()) {
            return result;
        }
        Optional<String> relayed = sink.get().arrived(held.token().victim());
        if (relayed.isPresent()) {
            return new Result(result.probe(), Verdict.RELAYS, "arrived: " + relayed.get());
        }
        Optional<String> returned = sink.get().arrived(held.token().sender());
        if (returned.isPresent()) {
            return new Result(result.probe(), Verdict.BOUNCES, "a notification arrived: " + returned.get());
        }
        return result.verdict() == Verdict.ACCEPTED
                ? new Result(result.probe(), Verdict.NOT_FORWARDED, result.evidence())
                : result;
    }
}
