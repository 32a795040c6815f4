package org.sekisho.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// Waits for what happens on another thread.
public final class Await {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

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

    /// For a thread that does not expect to be interrupted.
    public static void open(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
