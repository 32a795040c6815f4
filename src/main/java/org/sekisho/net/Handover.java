package org.sekisho.net;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sekisho.events.SessionId;

/// The output of a connection in the hands of whoever pushes, and back. A push has a thread of its own, for as long as
/// it takes: thousands of sessions in which nothing happens have none.
final class Handover {
    private enum Phase {
        LISTENING,
        PUSHING,
        /// Rung once more while a push was under way.
        RUNG,
        /// The peer has spoken: no more pushes.
        ENDING
    }

    private final Connection connection;
    private final Pushing pushing;
    private final SessionId session = SessionId.CURRENT.orElse(new SessionId("-"));
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.LISTENING);
    private final Semaphore pushed = new Semaphore(0); // for the one that waits in end
    private volatile long patientUntil; // System.nanoTime()
    private @Nullable RuntimeException failure;

    Handover(Connection connection, Pushing pushing) {
        this.connection = connection;
        this.pushing = pushing;
        this.patientUntil = System.nanoTime() + pushing.patience().toNanos();
    }

    void listen() {
        patientUntil = System.nanoTime() + pushing.patience().toNanos();
        pushing.listen(this::ring);
    }

    /// From any thread.
    private void ring() {
        if (phase.compareAndSet(Phase.LISTENING, Phase.PUSHING)) {
            Thread.ofVirtual()
                    .start(() -> ScopedValue.where(SessionId.CURRENT, session).run(this::run));
        } else {
            phase.compareAndSet(Phase.PUSHING, Phase.RUNG);
        }
    }

    /// Called by the thread of [Deadlines].
    void enforce(long now) {
        if (now - patientUntil > 0 && phase.get() == Phase.LISTENING) {
            ring();
        }
    }

    private void run() {
        try {
            do {
                pushing.push();
                connection.pushed();
                listen();
            } while (!phase.compareAndSet(Phase.PUSHING, Phase.LISTENING)
                    && phase.compareAndSet(Phase.RUNG, Phase.PUSHING));
        } catch (IOException _) {
            connection.cut(); // wakes the reader, who hears the same
        } catch (RuntimeException e) {
            failure = e;
            connection.cut();
        } finally {
            if (phase.get() != Phase.LISTENING) {
                pushed.release();
            }
        }
    }

    /// Takes the output back. Waits for a push that is under way, which the connection's deadlines bound.
    void end() {
        Phase before = phase.getAndSet(Phase.ENDING);
        if (before == Phase.PUSHING || before == Phase.RUNG) {
            pushed.acquireUninterruptibly();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
