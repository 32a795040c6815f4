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
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sekisho.address.Network;

/// Slows down guessing without locking out the owner. Safe from any thread; in memory and bounded.
///
/// Every attempt is counted before its password is looked at, and taken back when it was good: so many guesses at
/// once gain nothing. The same guess again (a device with an old password) counts once. Three counts:
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

    private final InstantSource clock;
    private final List<Network> exempt;
    private final Cache<String, Tally> byAddress;
    private final Cache<String, Tally> byUser;
    private final Cache<String, Tally> byPair;
    private final Cache<String, Instant> known;

    /// @param last when it last grew
    private record Tally(int wrong, Instant last, List<Long> guesses) {
        static final Tally NONE = new Tally(0, Instant.MIN, List.of());

        Tally plus(long guess, Instant now) {
            if (guesses.contains(guess)) {
                return this;
            }
            List<Long> newest =
                    new ArrayList<>(guesses.subList(Math.max(0, guesses.size() - REMEMBERED + 1), guesses.size()));
            newest.add(guess);
            return new Tally(wrong + 1, now, List.copyOf(newest));
        }

        Tally minus(long guess) {
            return guesses.contains(guess)
                    ? new Tally(
                            Math.max(0, wrong - 1),
                            last,
                            guesses.stream().filter(each -> each != guess).toList())
                    : this;
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

    /// One attempt under way.
    sealed interface Ticket {
        record Go(String address, String user, long guess, boolean exempt, boolean known) implements Ticket {}

        record Wait(Duration duration) implements Ticket {}
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

    /// Counts an attempt as wrong until [#good] says otherwise.
    /// @param user folded as addresses are
    /// @param guess a keyed hash of user and password; a random number where the password is not seen
    /// @param unguessable the password has the form of an app password: guessing at the user's is not what this
    /// is
    Ticket begin(InetAddress client, String user, long guess, boolean unguessable) {
        if (exempt.stream().anyMatch(network -> network.contains(client))) {
            return new Ticket.Go("", user, guess, true, false);
        }
        String address = block(client);
        Instant now = clock.instant();
        boolean familiar = known.getIfPresent(pair(address, user)) != null;
        Duration wait = familiar
                ? tally(byPair, pair(address, user)).wait(now, LONGEST_ADDRESS_WAIT)
                : longer(
                        tally(byAddress, address).wait(now, LONGEST_ADDRESS_WAIT),
                        unguessable ? Duration.ZERO : tally(byUser, user).wait(now, LONGEST_USER_WAIT));
        if (wait.isPositive()) {
            return new Ticket.Wait(wait);
        }
        if (familiar) {
            grow(byPair, pair(address, user), guess, now);
        } else {
            grow(byAddress, address, guess, now);
            grow(byUser, user, guess, now);
        }
        return new Ticket.Go(address, user, guess, false, familiar);
    }

    /// The attempt was right: it does not count, and the address is known as one of the user's.
    void good(Ticket.Go ticket) {
        takeBack(ticket);
        if (!ticket.exempt()) {
            known.put(pair(ticket.address(), ticket.user()), clock.instant());
            byPair.invalidate(pair(ticket.address(), ticket.user()));
        }
    }

    /// The attempt was never looked at.
    void takeBack(Ticket.Go ticket) {
        if (ticket.exempt()) {
            return;
        }
        if (ticket.known()) {
            shrink(byPair, pair(ticket.address(), ticket.user()), ticket.guess());
        } else {
            shrink(byAddress, ticket.address(), ticket.guess());
            shrink(byUser, ticket.user(), ticket.guess());
        }
    }

    private static Tally tally(Cache<String, Tally> cache, String key) {
        Tally tally = cache.getIfPresent(key);
        return tally == null ? Tally.NONE : tally;
    }

    private static void grow(Cache<String, Tally> cache, String key, long guess, Instant now) {
        cache.asMap().compute(key, (_, old) -> (old == null ? Tally.NONE : old).plus(guess, now));
    }

    private static void shrink(Cache<String, Tally> cache, String key, long guess) {
        cache.asMap().computeIfPresent(key, (_, old) -> old.minus(guess));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static String pair(String address, String user) {
        return address + " " + user;
    }

    private static String block(InetAddress client) {
        byte[] octets = client.getAddress();
        return HexFormat.of().formatHex(client instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets);
    }
}
