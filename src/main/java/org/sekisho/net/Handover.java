package org.sekisho.net;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sekisho.events.SessionId;

/// The output of a connection in the hands of the thread that pushes, and back. That thread is interrupted only
/// while it waits: an interrupt in the middle of a write would close the socket.
final class Handover {
    private enum Phase {
        WAITING,
        PUSHING,
        /// The peer has spoken: no more pushes.
        ENDING
    }

    private final Connection connection;
    private final Pushing pushing;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private final Thread thread;
    private @Nullable RuntimeException failure;

    Handover(Connection connection, Pushing pushing) {
        this.connection = connection;
        this.pushing = pushing;
        SessionId session = SessionId.CURRENT.orElse(new SessionId("-"));
        this.thread = Thread.ofVirtual()
                .unstarted(() -> ScopedValue.where(SessionId.CURRENT, session).run(this::run));
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                pushing.await();
                if (!phase.compareAndSet(Phase.WAITING, Phase.PUSHING)) {
                    return;
                }
                pushing.push();
                connection.pushed();
            } while (phase.compareAndSet(Phase.PUSHING, Phase.WAITING));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            connection.cut(); // wakes the reader, who hears the same
        } catch (RuntimeException e) {
            failure = e;
            connection.cut();
        }
    }

    /// Takes the output back. Waits for a push that is under way, which the connection's deadlines bound.
    void end() {
        if (phase.getAndSet(Phase.ENDING) == Phase.WAITING) {
            thread.interrupt();
        }
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
