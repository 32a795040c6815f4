package org.sekisho.testing;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Waits for what happens on another thread.
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Await() {}

    /// Returns as soon as it is true.
    /// @param what for the failure's text
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for: " + what);
            }
            Thread.sleep(5);
        }
    }
}
