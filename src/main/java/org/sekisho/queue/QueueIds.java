package org.sekisho.queue;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// Makes ids: each larger than the one before, whatever the clock does. Safe from any thread.
final class QueueIds {
    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();

    QueueIds(InstantSource clock) {
        this.clock = clock;
    }

    QueueId next() {
        return QueueId.of(last.updateAndGet(before -> Math.max(before + 1, QueueId.firstOf(clock.millis()))));
    }

    /// An id in the same shard: for what must be committed together with `other`.
    QueueId nextInShardOf(QueueId other) {
        QueueId id = next();
        while (id.shard() != other.shard()) {
            id = next();
        }
        return id;
    }

    /// Every id given out so far is smaller.
    QueueId upcoming() {
        return QueueId.of(Math.max(last.get() + 1, QueueId.firstOf(clock.millis())));
    }
}
