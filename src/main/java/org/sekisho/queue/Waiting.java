package org.sekisho.queue;

/// A queued message as the window knows it: 16 octets. In the order of the store's rows.
/// @param due milliseconds since 1970
/// @param id the number of its [QueueId]
record Waiting(long due, long id) implements Comparable<Waiting> {
    static final Waiting FIRST = new Waiting(0, 0);
    /// Behind everything.
    static final Waiting NEVER = new Waiting(Long.MAX_VALUE, -1);

    static Waiting of(QueueEntry entry) {
        return new Waiting(entry.due().toEpochMilli(), entry.id().number());
    }

    /// The place directly behind this one.
    Waiting next() {
        return new Waiting(due, id + 1);
    }

    boolean isBefore(Waiting other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Waiting other) {
        int byTime = Long.compare(due, other.due);
        return byTime != 0 ? byTime : Long.compareUnsigned(id, other.id);
    }
}
