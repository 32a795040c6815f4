package org.sekisho.store.rocksdb;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one thread has to do, handed in by many. The thread sleeps while there is nothing.
final class Worklist<T> {
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(100); // without work, then what can wait is done

    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final Runnable whenResting;
    private volatile boolean idle;
    private volatile boolean closing;

    /// @param work is called in the new thread whenever something waits, and takes as much of it as it likes
    /// @param whenResting is called in it once after each time of work
    Worklist(String thread, Consumer<Worklist<T>> work, Runnable whenResting) {
        this.whenResting = whenResting;
        this.thread = Thread.ofPlatform().name(thread).unstarted(() -> run(work));
    }

    void start() {
        thread.start();
    }

    /// @return false when the list is closed: `item` is not taken
    boolean add(T item) {
        waiting.add(item);
        if (closing && waiting.remove(item)) { // the thread may have looked for the last time
            return false;
        }
        if (idle) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    /// For the thread: the next item, null when there is none.
    @Nullable
    T poll() {
        return waiting.poll();
    }

    private void run(Consumer<Worklist<T>> work) {
        boolean rested = true;
        while (true) {
            boolean last = closing;
            if (!waiting.isEmpty()) {
                work.accept(this);
                rested = false;
            } else if (last) {
                return;
            } else if (rested) {
                sleep(Long.MAX_VALUE);
            } else {
                rested = rest();
            }
        }
    }

    private boolean rest() {
        long begin = System.nanoTime();
        sleep(REST);
        if (!waiting.isEmpty() || closing || System.nanoTime() - begin < REST) {
            return false;
        }
        whenResting.run();
        return true;
    }

    private void sleep(long longest) {
        idle = true;
        if (waiting.isEmpty() && !closing) {
            LockSupport.parkNanos(this, longest);
        }
        idle = false;
    }

    /// Takes no more, and returns when all that was taken is done.
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
