package org.sekisho.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// The key of a row: bytes, ordered as unsigned. Immutable.
public final class Row implements Comparable<Row> {
    private final byte[] key;

    private Row(byte[] key) {
        this.key = key;
    }

    public static Row of(byte[] key) {
        return new Row(key.clone());
    }

    /// The octets from `from` to the end.
    public static Row of(byte[] source, int from) {
        return new Row(Arrays.copyOfRange(source, from, source.length));
    }

    /// `Row.of("head")`
    public static Row of(String name) {
        return new Row(name.getBytes(StandardCharsets.UTF_8));
    }

    /// `name/` followed by the number as eight octets, big endian: rows of one name sort by number.
    public static Row of(String name, long number) {
        byte[] text = (name + "/").getBytes(StandardCharsets.UTF_8);
        return new Row(ByteBuffer.allocate(text.length + Long.BYTES)
                .put(text)
                .putLong(number)
                .array());
    }

    /// `name/` followed by two numbers as eight octets each: sorted by the first, then by the second.
    public static Row of(String name, long first, long second) {
        byte[] text = (name + "/").getBytes(StandardCharsets.UTF_8);
        return new Row(ByteBuffer.allocate(text.length + 2 * Long.BYTES)
                .put(text)
                .putLong(first)
                .putLong(second)
                .array());
    }

    /// `name/text`
    public static Row of(String name, String text) {
        return of(name + "/" + text);
    }

    public byte[] key() {
        return key.clone();
    }

    public int length() {
        return key.length;
    }

    /// Copies the key without an array in between.
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(key, 0, target, offset, key.length);
    }

    /// The row directly behind this one in key order.
    public Row next() {
        return new Row(Arrays.copyOf(key, key.length + 1));
    }

    /// The first number of a row made by [#of(String, long, long)].
    public long firstNumber() {
        return ByteBuffer.wrap(key).getLong(key.length - 2 * Long.BYTES);
    }

    /// The number at the end of a row made by [#of(String, long)] or [#of(String, long, long)].
    public long number() {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    /// The text after `name/` in a row made by [#of(String, String)].
    public String text(String name) {
        int from = name.getBytes(StandardCharsets.UTF_8).length + 1;
        return new String(key, from, key.length - from, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Row other) {
        return Arrays.compareUnsigned(key, other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && Arrays.equals(key, row.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(key);
    }
}
