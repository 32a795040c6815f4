package org.sekisho.accounts;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs password checks on few platform threads: they use much memory and a core each, and would hold up the
/// virtual threads of all sessions. Safe from any thread.
final class Hasher implements AutoCloseable {
    private final ThreadPoolExecutor threads;

    Hasher(int count, int queue) {
        threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().name("password-", 1).daemon(true).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// Waits for a turn and then for the result.
    /// @return empty when too many wait already
    <T> Optional<T> run(Callable<T> check) {
        Future<T> result;
        try {
            result = threads.submit(check);
        } catch (RejectedExecutionException _) {
            return Optional.empty();
        }
        try {
            return Optional.of(result.get());
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
