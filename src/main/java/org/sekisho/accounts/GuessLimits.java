package org.sekisho.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.sekisho.address.Network;

/// Slows down guessing without locking out the owner. Safe from any thread; in memory and bounded.
///
/// Every attempt is counted before its password is looked at, and taken back when it was good: so many guesses at
/// once gain nothing. An attempt that would have to wait only because of others still being looked at (an office
/// whose devices all come back after a restart) is held until they are known, instead of refused.
/// The same guess again (a device with an old password) counts once. Three counts:
/// - per client address (IPv6: per /64), whatever the user name;
/// - per user name, over all addresses from which this user has not logged in lately;
/// - per pair of both, for an address from which this user did log in lately. It stands in for the two others
///   there: a stranger's guessing slows nobody who was here before, nor does a colleague's phone behind the same
///   address.
final class GuessLimits {
    private static final int FREE = 10; // wrong guesses without a wait: more than a person's tries and devices
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_ADDRESS_WAIT = Duration.ofMinutes(15);
    private static final Duration LONGEST_USER_WAIT = Duration.ofMinutes(1); // the owner may be at a new address
    private static final Duration FORGET = Duration.ofHours(2);
    private static final Duration KNOWN = Duration.ofDays(14);
    private static final int MAX_ENTRIES = 100_000;
    private static final int REMEMBERED = 16; // guesses of which a repetition is recognised
    private static final Duration HELD = Duration.ofSeconds(20); // less than clients wait for an answer
    private static final int MAX_HELD = 2_000;

    private final InstantSource clock;
    private final List<Network> exempt;
    private final Cache<String, Tally> byAddress;
    private final Cache<String, Tally> byUser;
    private final Cache<String, Tally> byPair;
    private final Cache<String, Instant> known;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition lookedAt = lock.newCondition();
    private int held;

    /// @param wrong with those still being looked at
    /// @param open how many are still being looked at
    /// @param last when it last grew
    private record Tally(int wrong, int open, Instant last, List<Long> guesses) {
        static final Tally NONE = new Tally(0, 0, Instant.MIN, List.of());

        Tally plus(long guess, Instant now) {
            if (guesses.contains(guess)) {
                return new Tally(wrong, open + 1, last, guesses);
            }
            List<Long> newest =
                    new ArrayList<>(guesses.subList(Math.max(0, guesses.size() - REMEMBERED + 1), guesses.size()));
            newest.add(guess);
            return new Tally(wrong + 1, open + 1, now, List.copyOf(newest));
        }

        Tally minus(long guess) {
            return guesses.contains(guess)
                    ? new Tally(
                            Math.max(0, wrong - 1),
                            closed().open,
                            last,
                            guesses.stream().filter(each -> each != guess).toList())
                    : closed();
        }

        Tally closed() {
            return new Tally(wrong, Math.max(0, open - 1), last, guesses);
        }

        /// Whether there would be no wait if all that are still being looked at were good.
        boolean mayPass() {
            return open > 0 && wrong - open < FREE;
        }

        Duration wait(Instant now, Duration longest) {
            if (wrong < FREE) {
                return Duration.ZERO;
            }
            Duration pause = FIRST_WAIT.multipliedBy(1L << Math.min(wrong - FREE, 20));
            Instant until = last.plus(pause.compareTo(longest) > 0 ? longest : pause);
            return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
        }
    }

    /// One of the counts an attempt is under.
    private record Count(Cache<String, Tally> tallies, String key, Duration longest) {
        Tally tally() {
            Tally tally = tallies.getIfPresent(key);
            return tally == null ? Tally.NONE : tally;
        }

        Duration wait(Instant now) {
            return tally().wait(now, longest);
        }

        void change(UnaryOperator<Tally> change) {
            tallies.asMap().compute(key, (_, old) -> change.apply(old == null ? Tally.NONE : old));
        }
    }

    /// One attempt under way.
    sealed interface Ticket {
        /// To be ended by [#good], [#wrong] or [#takeBack]; one that never is (its client has gone) stays counted.
        record Go(String address, String user, long guess, boolean exempt, boolean known) implements Ticket {}

        record Wait(Duration duration) implements Ticket {}

        /// So many are being looked at that this one's turn did not come.
        record Busy() implements Ticket {}
    }

    GuessLimits(InstantSource clock, List<Network> exempt) {
        this.clock = clock;
        this.exempt = List.copyOf(exempt);
        this.byAddress = cache(FORGET);
        this.byUser = cache(FORGET);
        this.byPair = cache(FORGET);
        this.known = cache(KNOWN);
    }

    private <V> Cache<String, V> cache(Duration life) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterWrite(life)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /// Counts an attempt as wrong until [#good] says otherwise. May block for [#HELD].
    /// @param user folded as addresses are
    /// @param guess a keyed hash of user and password; a random number where the password is not seen
    /// @param unguessable the password has the form of an app password: guessing at the user's is not what this
    /// is
    Ticket begin(InetAddress client, String user, long guess, boolean unguessable) {
        if (exempt.stream().anyMatch(network -> network.contains(client))) {
            return new Ticket.Go("", user, guess, true, false);
        }
        String address = block(client);
        lock.lock();
        try {
            Optional<Ticket> decided = decide(address, user, guess, unguessable);
            for (long left = HELD.toNanos(); decided.isEmpty() && left > 0 && held < MAX_HELD; ) {
                held++;
                try {
                    left = lookedAt.awaitNanos(left);
                } finally {
                    held--;
                }
                decided = decide(address, user, guess, unguessable);
            }
            return decided.orElseGet(Ticket.Busy::new);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Ticket.Busy();
        } finally {
            lock.unlock();
        }
    }

    /// Empty while it depends on others that are still being looked at.
    private Optional<Ticket> decide(String address, String user, long guess, boolean unguessable) {
        boolean familiar = known.getIfPresent(pair(address, user)) != null;
        Instant now = clock.instant();
        List<Count> waiting = waiting(counts(address, user, familiar, !unguessable), now);
        if (waiting.isEmpty()) {
            var go = new Ticket.Go(address, user, guess, false, familiar);
            counts(go).forEach(count -> count.change(tally -> tally.plus(guess, now)));
            return Optional.of(go);
        }
        return waiting.stream().allMatch(count -> count.tally().mayPass())
                ? Optional.empty()
                : Optional.of(new Ticket.Wait(longest(waiting, now)));
    }

    private static List<Count> waiting(List<Count> counts, Instant now) {
        return counts.stream().filter(count -> count.wait(now).isPositive()).toList();
    }

    private static Duration longest(List<Count> waiting, Instant now) {
        return waiting.stream()
                .map(count -> count.wait(now))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private List<Count> counts(Ticket.Go ticket) {
        return counts(ticket.address(), ticket.user(), ticket.known(), true);
    }

    private List<Count> counts(String address, String user, boolean familiar, boolean ofUser) {
        if (familiar) {
            return List.of(new Count(byPair, pair(address, user), LONGEST_ADDRESS_WAIT));
        }
        var ofAddress = new Count(byAddress, address, LONGEST_ADDRESS_WAIT);
        return ofUser ? List.of(ofAddress, new Count(byUser, user, LONGEST_USER_WAIT)) : List.of(ofAddress);
    }

    /// The attempt was right: it does not count, and the address is known as one of the user's.
    void good(Ticket.Go ticket) {
        if (!ticket.exempt()) {
            known.put(pair(ticket.address(), ticket.user()), clock.instant());
        }
        takeBack(ticket);
        if (!ticket.exempt()) {
            byPair.invalidate(pair(ticket.address(), ticket.user()));
        }
    }

    /// The attempt was never looked at.
    void takeBack(Ticket.Go ticket) {
        end(ticket, tally -> tally.minus(ticket.guess()));
    }

    /// The attempt was wrong: it stays counted.
    void wrong(Ticket.Go ticket) {
        end(ticket, Tally::closed);
    }

    private void end(Ticket.Go ticket, UnaryOperator<Tally> change) {
        if (ticket.exempt()) {
            return;
        }
        lock.lock();
        try {
            counts(ticket).forEach(count -> count.change(change));
            lookedAt.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static String pair(String address, String user) {
        return address + " " + user;
    }

    private static String block(InetAddress client) {
        byte[] octets = client.getAddress();
        return HexFormat.of().formatHex(client instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets);
    }
}
