package org.sekisho.queue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.TreeSet;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.Store;

/// Makes ids: each larger than every one before, in this run and in all earlier ones, whatever the clock does.
/// Mailboxes know a delivery by its id: one given out twice would be a message lost. Safe from any thread.
final class QueueIds {
    private static final Partition PARTITION = EntryRow.partition(0);
    private static final Row ROW = Row.of("ids");
    private static final int VERSION = 1;
    private static final Duration AHEAD = Duration.ofMinutes(1); // one commit for so long

    private final Store store;
    private final InstantSource clock;
    private final TreeSet<Long> arriving = new TreeSet<>();
    private long last; // given out
    private long reserved; // no run has given out this one or a larger one

    QueueIds(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.reserved = store.get(PARTITION, ROW).map(QueueIds::read).orElse(0L);
        this.last = reserved;
    }

    private static long read(byte[] value) {
        var decoder = Decoder.of(value, VERSION, "the ids of queued messages");
        long number = decoder.number();
        decoder.end();
        return number;
    }

    /// An id in the next shard. It counts as arriving until [#settled].
    synchronized QueueId next() {
        return give((last + 1) & (QueueId.SHARDS - 1));
    }

    /// An id in the same shard: for what must be committed together with `other`.
    synchronized QueueId nextInShardOf(QueueId other) {
        return give(other.shard());
    }

    private QueueId give(long shard) {
        long least = Math.max(last + 1, QueueId.firstOf(clock.millis()));
        long number = least + ((shard - least) & (QueueId.SHARDS - 1));
        if (number >= reserved) {
            long more = number + QueueId.firstOf(AHEAD.toMillis());
            store.commit(Batch.in(PARTITION)
                    .put(ROW, Encoder.version(VERSION).number(more).toBytes()));
            reserved = more;
        }
        last = number;
        arriving.add(number);
        return QueueId.of(number);
    }

    /// The message is in the store now, or never will be.
    synchronized void settled(QueueId id) {
        arriving.remove(id.number());
    }

    /// Every id given out so far is smaller.
    synchronized QueueId upcoming() {
        return QueueId.of(Math.max(last + 1, QueueId.firstOf(clock.millis())));
    }

    /// No message that is not in the store yet will enter it with a smaller id.
    synchronized QueueId least() {
        return arriving.isEmpty() ? upcoming() : QueueId.of(arriving.first());
    }
}
