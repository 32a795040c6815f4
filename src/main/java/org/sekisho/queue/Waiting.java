package org.sekisho.queue;

/// A queued message as the window knows it: 16 octets.
/// @param due milliseconds since 1970
/// @param id the number of its [QueueId]
record Waiting(long due, long id) implements Comparable<Waiting> {
    @Override
    public int compareTo(Waiting other) {
        int byTime = Long.compare(due, other.due);
        return byTime != 0 ? byTime : Long.compareUnsigned(id, other.id);
    }
}
