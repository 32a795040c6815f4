package org.sekisho.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.GuessLimits.Ticket;
import org.sekisho.address.Network;
import org.sekisho.testing.SetClock;

final class GuessLimitsTest {
    private static final String ALICE = "alice@example.test";

    private final SetClock clock = new SetClock(Instant.parse("2026-04-01T00:00:00Z"));
    private final GuessLimits limits = new GuessLimits(clock, List.of(Network.of("198.51.100.0/24")));
    private long guess;

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    /// A wrong guess, not seen before. Returns how long to wait, zero when it was let through.
    private Duration guess(String address, String user) {
        return switch (limits.begin(address(address), user, ++guess, false)) {
            case Ticket.Wait(var wait) -> wait;
            case Ticket.Busy() -> throw new AssertionError("nothing is being looked at");
            case Ticket.Go go -> {
                limits.wrong(go);
                yield Duration.ZERO;
            }
        };
    }

    private void logIn(String address, String user) {
        limits.good(assertInstanceOf(Ticket.Go.class, limits.begin(address(address), user, ++guess, false)));
    }

    @Test
    void waitsGrowPerAddressWhateverTheName() {
        int through = 0;
        for (int i = 0; i < 1_000; i++) {
            through += guess("192.0.2.1", "user" + i).isZero() ? 1 : 0;
        }
        assertEquals(10, through);
        for (int doubling = 0; doubling < 5; doubling++) {
            Duration wait = guess("192.0.2.1", "x");
            assertEquals(Duration.ofSeconds(1L << doubling), wait);
            clock.advance(wait);
            assertEquals(Duration.ZERO, guess("192.0.2.1", "x"));
        }
        assertEquals(Duration.ZERO, guess("192.0.2.2", "x"), "another address does not wait");
    }

    @Test
    void noWaitIsLongerThanAQuarterOfAnHourAndQuietIsForgiven() {
        for (int i = 0; i < 40; i++) {
            clock.advance(guess("192.0.2.1", "u" + i));
        }
        assertTrue(guess("192.0.2.1", "x").compareTo(Duration.ofMinutes(15)) <= 0);
        clock.advance(Duration.ofHours(3));
        for (int i = 0; i < 10; i++) {
            assertEquals(Duration.ZERO, guess("192.0.2.1", "x"));
        }
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        for (int i = 0; i < 10; i++) {
            assertEquals(Duration.ZERO, guess("2001:db8:1:2::" + i, "u" + i));
        }
        assertTrue(guess("2001:db8:1:2:ffff::1", "x").isPositive());
        assertEquals(Duration.ZERO, guess("2001:db8:1:3::1", "x"));
    }

    /// A thousand machines guess at one user; the owner, who was here before, does not notice.
    @Test
    void theOwnerIsNotLockedOut() {
        logIn("203.0.113.5", ALICE);
        for (int i = 0; i < 250; i++) {
            guess("192.0.2." + i, ALICE);
        }
        Duration wait = guess("192.0.2.251", ALICE);
        assertTrue(wait.isPositive() && wait.compareTo(Duration.ofMinutes(1)) <= 0, "strangers wait: " + wait);
        logIn("203.0.113.5", ALICE);
        var unguessable = limits.begin(address("192.0.2.252"), ALICE, ++guess, true);
        assertInstanceOf(Ticket.Go.class, unguessable, "an app password works from anywhere");
    }

    /// A colleague's wrong phone behind the same address must not stop the others.
    @Test
    void aSharedAddress() {
        logIn("203.0.113.5", ALICE);
        for (int i = 0; i < 50; i++) {
            guess("203.0.113.5", "bob@example.test");
        }
        assertTrue(guess("203.0.113.5", "carol@example.test").isPositive());
        logIn("203.0.113.5", ALICE);
        int through = 0;
        for (int i = 0; i < 50; i++) { // but guessing at Alice's from there has its own count
            through += guess("203.0.113.5", ALICE).isZero() ? 1 : 0;
        }
        assertEquals(10, through);
    }

    @Test
    void theSameWrongPasswordCountsOnce() {
        for (int i = 0; i < 100; i++) {
            assertInstanceOf(Ticket.Go.class, limits.begin(address("192.0.2.1"), ALICE, 42, false));
        }
        assertEquals(Duration.ZERO, guess("192.0.2.1", ALICE));
    }

    @Test
    void goodAttemptsDoNotCount() {
        for (int i = 0; i < 100; i++) {
            logIn("192.0.2.1", "user" + i);
        }
        assertEquals(Duration.ZERO, guess("192.0.2.1", "x"));
    }

    @Test
    void exemptNetworksDoNotWait() {
        for (int i = 0; i < 100; i++) {
            assertEquals(Duration.ZERO, guess("198.51.100.9", ALICE));
        }
    }

    /// After a restart everybody behind one address comes back at once, and nobody guesses wrong.
    @Test
    void manyRightPasswordsAtOnceAreHeldNotRefused() throws Exception {
        try (var devices = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Ticket>> begun = new ArrayList<>();
            var open = new LinkedBlockingQueue<Ticket.Go>();
            for (int i = 0; i < 60; i++) {
                String user = "user" + i;
                begun.add(devices.submit(() -> {
                    Ticket ticket = limits.begin(address("192.0.2.1"), user, user.hashCode(), false);
                    if (ticket instanceof Ticket.Go go) {
                        open.put(go);
                    }
                    return ticket;
                }));
            }
            for (int i = 0; i < 60; i++) {
                limits.good(Objects.requireNonNull(open.poll(30, TimeUnit.SECONDS), i + " passed"));
            }
            for (Future<Ticket> each : begun) {
                assertInstanceOf(Ticket.Go.class, each.get());
            }
        }
    }

    /// The held ones are not let through by what turns out to be wrong.
    @Test
    void heldGuessesAreRefusedOnceTheOthersWereWrong() throws Exception {
        List<Ticket.Go> first = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            first.add(assertInstanceOf(Ticket.Go.class, limits.begin(address("192.0.2.1"), "u" + i, ++guess, false)));
        }
        try (var devices = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Ticket>> held = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long next = ++guess;
                held.add(devices.submit(() -> limits.begin(address("192.0.2.1"), "v", next, false)));
            }
            first.forEach(limits::wrong);
            for (Future<Ticket> each : held) {
                assertInstanceOf(Ticket.Wait.class, each.get());
            }
        }
    }
}
