package org.sekisho.mailbox;

import java.time.Duration;

/// Waits for changes to one mailbox. Used by one thread.
public final class Watch implements AutoCloseable {
    private final Lanes lanes;
    private final Lane lane;
    private boolean closed;

    Watch(Lanes lanes, Lane lane) {
        this.lanes = lanes;
        this.lane = lane;
    }

    /// Waits until there is a change newer than `knownModSeq`, at most `timeout`. Changes another node made are
    /// not noticed: ask [Mailboxes#changesSince] from time to time anyway.
    /// @return false after `timeout`
    public boolean await(long knownModSeq, Duration timeout) throws InterruptedException {
        return lane.await(knownModSeq, timeout);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            lanes.release(lane);
        }
    }
}
