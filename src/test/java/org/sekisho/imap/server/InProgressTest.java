package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class InProgressTest {
    /// Only now and then; how often is for the clock.
    @Test
    void saysHowFarItIs() {
        var pace = new InProgress.Pace(5, 100);
        assertEquals(false, pace.isDue(104));
        assertEquals(true, pace.isDue(105));
        assertEquals(false, pace.isDue(109));
        assertEquals(true, pace.isDue(110));
    }
}
