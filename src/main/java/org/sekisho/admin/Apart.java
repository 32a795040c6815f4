package org.sekisho.admin;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.sekisho.accounts.DirectoryException;

/// Long work on a thread of its own: reading much, or hashing, would hold up the sessions' threads.
final class Apart {
    private Apart() {}

    interface Work<T> {
        T run() throws AdminException, DirectoryException, IOException;
    }

    /// Waits for it, and throws what it throws.
    static <T> T run(String name, Work<T> work) throws AdminException, DirectoryException, IOException {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                result.complete(work.run());
            } catch (AdminException | DirectoryException | IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case AdminException why -> throw why;
                case DirectoryException why -> throw why;
                case IOException why -> throw why;
                case RuntimeException why -> throw why;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
