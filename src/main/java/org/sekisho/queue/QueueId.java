package org.sekisho.queue;

/// Names a queued message; ordered by arrival; its shard can be told from it.
/// 44 bits of milliseconds since 1970, 16 of a counter, 4 of the shard.
/// @param value 8 octets as 13 characters of Crockford's base 32, e.g. `01JQ3ZK8M4R7T`
public record QueueId(String value) implements Comparable<QueueId> {
    static final int SHARDS = 16;

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 13;
    private static final int SHARD_BITS = 4;
    private static final int COUNTER_BITS = 16;

    /// The smallest number of an id made at this moment.
    static long firstOf(long milliseconds) {
        return milliseconds << (SHARD_BITS + COUNTER_BITS);
    }

    static QueueId of(long number) {
        char[] text = new char[LENGTH];
        long rest = number;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new QueueId(new String(text));
    }

    /// @throws IllegalArgumentException not an id
    long number() {
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            number = number << 5 | digit(value.charAt(i));
        }
        return number;
    }

    private static int digit(char letter) {
        int digit = DIGITS.indexOf(letter);
        if (digit < 0) {
            throw new IllegalArgumentException("not the id of a queued message");
        }
        return digit;
    }

    /// Whether the text can be an id at all, as a person may mistype it.
    boolean isWellFormed() {
        return value.length() == LENGTH && value.chars().allMatch(letter -> DIGITS.indexOf(letter) >= 0);
    }

    int shard() {
        return (int) (number() & (SHARDS - 1));
    }

    @Override
    public int compareTo(QueueId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
