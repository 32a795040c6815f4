package org.sekisho.mailbox;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The lanes of the mailboxes at work, and a bounded number of those that were at work lately: what a lane
/// remembers (the head) saves a read, and is nothing anybody depends on. Safe from any thread.
final class Lanes {
    private static final int IDLE_KEPT = 2_000;

    private final Function<MailboxId, Lane> create;
    private final Map<MailboxId, Lane> used = new HashMap<>();
    private final LinkedHashMap<MailboxId, Lane> idle = new LinkedHashMap<>();

    Lanes(Function<MailboxId, Lane> create) {
        this.create = create;
    }

    /// To be given back with [#release].
    synchronized Lane acquire(MailboxId mailbox) {
        Lane lane = used.get(mailbox);
        if (lane == null) {
            lane = idle.remove(mailbox);
            if (lane == null) {
                lane = create.apply(mailbox);
            }
            used.put(mailbox, lane);
        }
        lane.users++;
        return lane;
    }

    /// Makes a change; see [Lane#run].
    <R> Optional<R> run(MailboxId mailbox, Change<R> change) {
        Lane lane = acquire(mailbox);
        try {
            return lane.run(change);
        } finally {
            release(lane);
        }
    }

    synchronized void release(Lane lane) {
        lane.users--;
        if (lane.users > 0) {
            return;
        }
        used.remove(lane.mailbox());
        idle.put(lane.mailbox(), lane);
        if (idle.size() > IDLE_KEPT) {
            idle.pollFirstEntry();
        }
    }
}
