package org.sekisho.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.smtp.client.Failure;
import org.sekisho.testing.SetClock;

final class DestinationTest {
    private static final Failure REFUSED =
            new Failure(Failure.Scope.HOST, false, false, "4.4.1", "nobody there", Optional.empty());

    private final SetClock clock = new SetClock(Instant.parse("2026-04-01T00:00:00Z"));
    private final Destination destination = new Destination(clock, 20);

    private int fill() {
        int entered = 0;
        while (destination.enter(Duration.ZERO)) {
            entered++;
        }
        return entered;
    }

    private void empty(int entered) {
        for (int i = 0; i < entered; i++) {
            destination.leave();
        }
    }

    private int limit() {
        int entered = fill();
        empty(entered);
        return entered;
    }

    @Test
    void itBeginsWithAFewAndEachSuccessAllowsOneMore() {
        assertEquals(5, limit());
        for (int i = 0; i < 7; i++) {
            destination.succeeded();
        }
        assertEquals(12, limit());
        for (int i = 0; i < 50; i++) {
            destination.succeeded();
        }
        assertEquals(20, limit(), "and no more than the settings say");
    }

    @Test
    void theSettingsMayAllowLess() {
        var one = new Destination(clock, 1);
        assertTrue(one.enter(Duration.ZERO));
        assertFalse(one.enter(Duration.ZERO));
        one.succeeded();
        assertFalse(one.enter(Duration.ZERO));
    }

    @Test
    void aRefusalHalvesAndOneAtATimeIsTheLeast() {
        for (int least : new int[] {2, 1, 1}) {
            destination.refused(REFUSED);
            assertEquals(least, limit());
            clock.advance(Duration.ofMinutes(10));
        }
    }

    @Test
    void whatWasUnderWayTogetherIsOneRefusal() {
        destination.refused(REFUSED);
        destination.refused(REFUSED);
        destination.refused(REFUSED);
        assertEquals(2, limit());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), destination.resting());
    }

    @Test
    void itRestsLongerAndLongerUntilASuccess() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            destination.refused(REFUSED);
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertEquals(Optional.of(REFUSED), destination.resting());
            clock.advance(Duration.ofMillis(1));
            assertEquals(Optional.empty(), destination.resting());
        }
        destination.succeeded();
        destination.refused(REFUSED);
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), destination.resting());
    }

    @Test
    void whatIsNotTriedIsNotRefusedForGood() {
        destination.refused(new Failure(Failure.Scope.HOST, true, false, "5.3.2", "never", Optional.empty()));
        Failure told = destination.resting().orElseThrow();
        assertFalse(told.permanent());
        assertEquals("4.3.2", told.enhancedCode());
    }

    @Test
    void whoeverWaitsGetsThePlaceThatIsLeft() throws Exception {
        int entered = fill();
        Thread waiting = Thread.ofVirtual().start(() -> assertTrue(destination.enter(Duration.ofSeconds(20))));
        while (destination.queued() == 0) {
            Thread.onSpinWait();
        }
        destination.leave();
        assertTrue(waiting.join(Duration.ofSeconds(10)));
        assertEquals(0, destination.queued());
        empty(entered);
    }

    @Test
    void waitingHasAnEnd() {
        fill();
        assertFalse(destination.enter(Duration.ofMillis(20)));
        assertEquals(0, destination.queued());
    }

    @Test
    void itIsForgottenWhenNothingIsLost() {
        assertFalse(destination.end(false), "just made");
        assertTrue(destination.enter(Duration.ZERO));
        clock.advance(Duration.ofHours(1));
        assertFalse(destination.end(false), "in use");
        destination.leave();
        assertFalse(destination.end(false), "just used");
        clock.advance(Duration.ofMinutes(11));
        assertTrue(destination.end(false));
    }
}
