package org.sekisho.blocklist;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sekisho.address.Network;

/// Counts offences for the rules. Safe from any thread; in memory and bounded: of more clients than fit, those
/// that were quiet longest are forgotten.
final class Offences {
    private static final int MAX_TALLIES = 100_000;
    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    private final InstantSource clock;
    private final Cache<Counted, Tally> tallies;

    private record Counted(Rule rule, Network network) {}

    private record Tally(Instant first, int count) {}

    Offences(InstantSource clock) {
        this.clock = clock;
        this.tallies = Caffeine.newBuilder()
                .maximumSize(MAX_TALLIES)
                .expireAfterWrite(LONGEST_WINDOW)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /// Counts one more.
    /// @return how many there were, when that is enough; the count then begins anew
    Optional<Integer> count(Rule rule, Network network) {
        Instant now = clock.instant();
        var key = new Counted(rule, network);
        Tally tally = tallies.asMap()
                .merge(
                        key,
                        new Tally(now, 1),
                        (old, _) -> old.first().plus(rule.within()).isAfter(now) && old.count() < rule.count()
                                ? new Tally(old.first(), old.count() + 1)
                                : new Tally(now, 1));
        return tally.count() == rule.count() ? Optional.of(tally.count()) : Optional.empty();
    }
}
