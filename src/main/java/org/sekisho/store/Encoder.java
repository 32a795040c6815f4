package org.sekisho.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Writes the value of a row: a version number, then fields in a fixed order without names. [Decoder] reads it
/// in the same order. Numbers take 1 to 10 octets, small ones one. Used by one thread.
public final class Encoder {
    private byte[] buffer = new byte[64];
    private int length;

    private Encoder() {}

    /// @param version 0 or more; raise it when fields are added, and read the older ones for as long as rows
    ///     with them may exist
    public static Encoder version(int version) {
        return new Encoder().number(version);
    }

    public Encoder number(long value) {
        long rest = (value << 1) ^ (value >> 63); // small negative numbers stay short
        while ((rest & ~0x7fL) != 0) {
            octet(((int) rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        octet((int) rest);
        return this;
    }

    public Encoder flag(boolean value) {
        octet(value ? 1 : 0);
        return this;
    }

    public Encoder bytes(byte[] value) {
        number(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
        return this;
    }

    public Encoder text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /// By its name, so that constants may be reordered, but not renamed.
    public Encoder symbol(Enum<?> value) {
        return text(value.name());
    }

    /// To the nanosecond.
    public Encoder instant(Instant value) {
        return number(value.getEpochSecond()).number(value.getNano());
    }

    public <T> Encoder list(Collection<T> values, BiConsumer<Encoder, ? super T> element) {
        number(values.size());
        values.forEach(value -> element.accept(this, value));
        return this;
    }

    public <T> Encoder optional(Optional<T> value, BiConsumer<Encoder, ? super T> field) {
        flag(value.isPresent());
        value.ifPresent(present -> field.accept(this, present));
        return this;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    private void octet(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    private void reserve(int octets) {
        if (buffer.length - length < octets) {
            buffer = Arrays.copyOf(buffer, Math.max(length + octets, buffer.length * 2));
        }
    }
}
