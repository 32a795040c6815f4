package org.sekisho.queue;

/// Names a queued message; ordered by arrival; its shard can be told from it.
/// @param value 8 octets as 13 characters of Crockford's base 32, e.g. `01JQ3ZK8M4R7T`
public record QueueId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
