package org.sekisho.blocklist;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Entries by keys of octets, for lists of millions in a small heap: an entry takes its key and 16 octets, where a
/// hash map of objects took a hundred. The keys lie, sorted, in one array of each of many shards; a change makes one
/// shard anew. Read from any thread, without a lock; changed by one at a time.
final class KeptTable {
    private static final int SHARD_BITS = 14; // of a million entries a shard has 60
    private static final int SPREAD = 0x9e37_79b9; // 2^32 by the golden ratio

    /// What is kept of an entry besides its subject.
    record Kept(long number, Terms terms) {}

    interface Sought {
        boolean is(long number, Terms terms);
    }

    private final AtomicReferenceArray<@Nullable Shard> shards = new AtomicReferenceArray<>(1 << SHARD_BITS);
    private final AtomicInteger size = new AtomicInteger();

    int size() {
        return size.get();
    }

    private static int shardOf(byte[] key) {
        return (Arrays.hashCode(key) * SPREAD) >>> (Integer.SIZE - SHARD_BITS);
    }

    @Nullable
    Kept get(byte[] key) {
        Shard shard = shards.get(shardOf(key));
        int at = shard == null ? -1 : shard.find(key);
        return shard == null || at < 0 ? null : shard.kept(at);
    }

    /// @return what was there before
    @Nullable
    Kept put(byte[] key, Kept kept) {
        int number = shardOf(key);
        Shard shard = shards.get(number);
        Shard before = shard == null ? Shard.EMPTY : shard;
        int at = before.find(key);
        Kept old = at < 0 ? null : before.kept(at);
        shards.set(number, at < 0 ? before.with(-at - 1, key, kept) : before.replaced(at, kept));
        size.addAndGet(at < 0 ? 1 : 0);
        return old;
    }

    /// @return what was there
    @Nullable
    Kept remove(byte[] key) {
        int number = shardOf(key);
        Shard shard = shards.get(number);
        int at = shard == null ? -1 : shard.find(key);
        if (shard == null || at < 0) {
            return null;
        }
        Kept old = shard.kept(at);
        shards.set(number, shard.size() == 1 ? null : shard.without(at));
        size.decrementAndGet();
        return old;
    }

    /// In no order; of what changes meanwhile, some is seen. Makes objects only of what is found.
    /// @param most stops then
    void find(int most, Sought sought, BiConsumer<byte[], Kept> found) {
        int left = most;
        for (int i = 0; i < shards.length() && left > 0; i++) {
            Shard shard = shards.get(i);
            for (int at = 0; shard != null && at < shard.size() && left > 0; at++) {
                if (sought.is(shard.numbers[at], shard.terms[at])) {
                    found.accept(shard.key(at), shard.kept(at));
                    left--;
                }
            }
        }
    }

    /// Immutable.
    private static final class Shard {
        private static final Shard EMPTY = new Shard(new byte[0], new int[0], new long[0], new Terms[0]);

        private final byte[] keys; // one behind the other, sorted
        private final int[] ends; // where each ends
        private final long[] numbers;
        private final Terms[] terms;

        Shard(byte[] keys, int[] ends, long[] numbers, Terms[] terms) {
            this.keys = keys;
            this.ends = ends;
            this.numbers = numbers;
            this.terms = terms;
        }

        int size() {
            return ends.length;
        }

        private int start(int at) {
            return at == 0 ? 0 : ends[at - 1];
        }

        byte[] key(int at) {
            return Arrays.copyOfRange(keys, start(at), ends[at]);
        }

        Kept kept(int at) {
            return new Kept(numbers[at], terms[at]);
        }

        /// As [Arrays#binarySearch]: where it is, or minus one and minus the place for it.
        int find(byte[] key) {
            int low = 0;
            int high = ends.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = Arrays.compare(keys, start(middle), ends[middle], key, 0, key.length);
                if (order == 0) {
                    return middle;
                }
                low = order < 0 ? middle + 1 : low;
                high = order < 0 ? high : middle - 1;
            }
            return -low - 1;
        }

        Shard replaced(int at, Kept kept) {
            long[] newNumbers = numbers.clone();
            Terms[] newTerms = terms.clone();
            newNumbers[at] = kept.number();
            newTerms[at] = kept.terms();
            return new Shard(keys, ends, newNumbers, newTerms);
        }

        Shard with(int at, byte[] key, Kept kept) {
            byte[] newKeys = Arrays.copyOf(keys, keys.length + key.length);
            System.arraycopy(keys, start(at), newKeys, start(at) + key.length, keys.length - start(at));
            System.arraycopy(key, 0, newKeys, start(at), key.length);
            int[] newEnds = Arrays.copyOf(ends, ends.length + 1);
            long[] newNumbers = Arrays.copyOf(numbers, ends.length + 1);
            Terms[] newTerms = Arrays.copyOf(terms, ends.length + 1);
            for (int i = ends.length; i > at; i--) {
                newEnds[i] = ends[i - 1] + key.length;
            }
            System.arraycopy(numbers, at, newNumbers, at + 1, ends.length - at);
            System.arraycopy(terms, at, newTerms, at + 1, ends.length - at);
            newEnds[at] = start(at) + key.length;
            newNumbers[at] = kept.number();
            newTerms[at] = kept.terms();
            return new Shard(newKeys, newEnds, newNumbers, newTerms);
        }

        Shard without(int at) {
            int length = ends[at] - start(at);
            byte[] newKeys = Arrays.copyOf(keys, keys.length - length);
            System.arraycopy(keys, ends[at], newKeys, start(at), keys.length - ends[at]);
            int[] newEnds = Arrays.copyOf(ends, ends.length - 1);
            long[] newNumbers = Arrays.copyOf(numbers, ends.length - 1);
            Terms[] newTerms = Arrays.copyOf(terms, ends.length - 1);
            for (int i = at; i < newEnds.length; i++) {
                newEnds[i] = ends[i + 1] - length;
            }
            System.arraycopy(numbers, at + 1, newNumbers, at, newNumbers.length - at);
            System.arraycopy(terms, at + 1, newTerms, at, newTerms.length - at);
            return new Shard(newKeys, newEnds, newNumbers, newTerms);
        }
    }
}
