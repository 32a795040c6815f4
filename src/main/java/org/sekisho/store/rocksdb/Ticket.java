package org.sekisho.store.rocksdb;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sekisho.store.StorageException;

/// One piece of work that waits to be written, and then what came of it. Used by its session and one other
/// thread at a time.
final class Ticket<T> {
    private final Function<Group, T> work;
    private final boolean synced;
    private final @Nullable Thread waiter;
    private @Nullable T result;
    private @Nullable RuntimeException failure;
    private volatile boolean done;

    /// @param synced whether it is done only when it is on the disk
    /// @param waiter the thread that will call [#await], if any
    Ticket(Function<Group, T> work, boolean synced, @Nullable Thread waiter) {
        this.work = work;
        this.synced = synced;
        this.waiter = waiter;
    }

    /// Whether it succeeded, so far, and must reach the disk before it is done.
    boolean needsSync() {
        return synced && failure == null;
    }

    void enter(Group group) {
        try {
            result = work.apply(group);
            group.accept();
        } catch (RuntimeException e) {
            group.drop();
            failure = e;
        }
    }

    void fail(StorageException cause) {
        failure = cause;
        finish();
    }

    void finish() {
        done = true;
        LockSupport.unpark(waiter);
    }

    T await() {
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // a write under way cannot be called back
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return switch (failure) {
            case null -> Objects.requireNonNull(result);
            case StorageException e -> throw new StorageException(e.kind(), String.valueOf(e.getMessage()), e);
            case RuntimeException e -> throw e;
        };
    }
}
