package org.sekisho.net;

import java.io.Closeable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Watches all connections with one thread, because a blocking write has no timeout of its own and a timer for
/// every read costs more than the read. Safe from any thread; closing it ends the watch, not the connections.
public final class Deadlines implements Closeable {
    private static final Duration TICK = Duration.ofMillis(250);

    private final Set<Connection> watched = ConcurrentHashMap.newKeySet();
    private final Duration tick;
    private final Thread thread;

    public Deadlines() {
        this(TICK);
    }

    /// @param tick how late a deadline may be noticed
    public Deadlines(Duration tick) {
        this.tick = tick;
        this.thread = Thread.ofVirtual().name("deadlines").start(this::watch);
    }

    void add(Connection connection) {
        watched.add(connection);
    }

    void remove(Connection connection) {
        watched.remove(connection);
    }

    /// How many connections are open.
    public int size() {
        return watched.size();
    }

    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            long now = System.nanoTime();
            for (Connection connection : watched) {
                connection.enforce(now);
            }
            LockSupport.parkNanos(this, tick.toNanos());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
