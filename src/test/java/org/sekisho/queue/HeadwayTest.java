package org.sekisho.queue;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class HeadwayTest {
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final long HALF = Headway.ROOM / 2;

    @Test
    void aLargeMessageWaitsUntilOthersWereTried() throws Exception {
        var headway = new Headway(FOREVER);
        headway.add(1, HALF);
        headway.add(2, HALF);
        Thread waiting = Thread.ofVirtual().start(() -> headway.await(HALF));
        headway.remove(7, HALF); // none of these
        assertTrue(waiting.isAlive());
        headway.remove(1, HALF);
        waiting.join();
        headway.remove(1, HALF);
        headway.remove(2, HALF);
        headway.await(3 * Headway.ROOM); // nobody is before it
    }

    @Test
    void aSmallMessageNeverWaits() {
        var headway = new Headway(FOREVER);
        headway.add(1, 2 * Headway.ROOM);
        headway.await(Headway.LARGE - 1);
    }

    @Test
    void aDestinationThatTakesNothingDoesNotStopTheIntake() {
        var headway = new Headway(Duration.ofMillis(1));
        headway.add(1, 2 * Headway.ROOM);
        headway.await(HALF);
    }
}
