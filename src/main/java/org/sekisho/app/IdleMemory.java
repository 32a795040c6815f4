package org.sekisho.app;

import java.time.Duration;
import java.util.Optional;

/// Gives memory back once a busy time is over. The serial collector keeps whatever the busiest minute has needed until
/// it collects everything, which an idle server never does by itself; that takes some tenths of a second at most, so it
/// is done when nothing is going on. Used by one thread.
final class IdleMemory {
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final double QUIET = 0.05; // of one processor
    private static final long WORTH_IT = 16L << 20; // octets
    private static final long OF_A_SESSION = 32L << 10; // octets of heap: one over TLS that idles
    private static final long OF_THE_REST = 96L << 20;

    private final Runnable collector;
    private Duration processor = Duration.ZERO;
    private long kept; // octets of heap there were after the last collection of ours

    IdleMemory(Runnable collector) {
        this.collector = collector;
    }

    /// A thread that does it as long as the process lives.
    static void start() {
        var memory = new IdleMemory(Runtime.getRuntime()::gc);
        Thread.ofVirtual().name("idle-memory").start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK);
                    memory.look(LOOK, processor(), Runtime.getRuntime()::totalMemory);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Duration processor() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    interface Heap {
        /// Octets that the process holds for its heap.
        long octets();
    }

    /// @param since the time from the last look
    /// @param used processor time since the start
    void look(Duration since, Duration used, Heap heap) {
        double load = used.minus(processor).toNanos() / (double) since.toNanos();
        processor = used;
        if (load < QUIET && heap.octets() > kept + WORTH_IT) {
            collector.run();
            kept = heap.octets();
        }
    }

    /// Without memory a server ends, and so many sessions are what strangers can make.
    /// @param most octets that the heap may grow to
    static Optional<String> warning(int connections, long most) {
        long wanted = OF_THE_REST + connections * OF_A_SESSION;
        return most >= wanted
                ? Optional.empty()
                : Optional.of("limits.connections = " + connections + " may need a heap of " + (wanted >> 20)
                        + " MB, and this one ends at " + (most >> 20) + " MB: start with SEKISHO_JAVA_OPTS=-Xmx"
                        + ((wanted >> 20) + 32) + "m, or lower the limit");
    }
}
