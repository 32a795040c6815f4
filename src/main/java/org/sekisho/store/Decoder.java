package org.sekisho.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads what an [Encoder] wrote, strictly: anything unexpected is a [StorageException] `DAMAGED` that names the
/// row. Used by one thread.
public final class Decoder {
    private static final char REPLACEMENT = '\uFFFD';

    private final byte[] buffer;
    private final Supplier<String> what;
    private final int version;
    private int position;

    private Decoder(byte[] value, int newest, Supplier<String> what) {
        this.buffer = value;
        this.what = what;
        long read = number();
        if (read < 0 || read > newest) {
            throw damaged("written by version " + read + " of its format, this program knows up to " + newest);
        }
        this.version = (int) read;
    }

    /// @param newest the highest version the caller can read
    /// @param what for the error message: which row, e.g. `queue/07 entry/…`
    public static Decoder of(byte[] value, int newest, String what) {
        return new Decoder(value, newest, () -> what);
    }

    /// For many rows at once: their names are put together only when one cannot be read.
    public static Decoder of(byte[] value, int newest, Supplier<String> what) {
        return new Decoder(value, newest, what);
    }

    /// The version the value was written with, 0 to newest.
    public int version() {
        return version;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw damaged("a number is too long");
    }

    /// A number that fits 31 bits and is not negative: counts, ports, sizes.
    public int count() {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw damaged("a count is " + value);
        }
        return (int) value;
    }

    public boolean flag() {
        int octet = octet();
        if (octet > 1) {
            throw damaged("a flag is " + octet);
        }
        return octet == 1;
    }

    public byte[] bytes() {
        int size = count();
        if (size > buffer.length - position) {
            throw damaged("it ends too early");
        }
        position += size;
        return Arrays.copyOfRange(buffer, position - size, position);
    }

    public String text() {
        byte[] octets = bytes();
        String text = new String(octets, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try { // it was there, or stands for what is none
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged("a text is not UTF-8");
        }
    }

    public <E extends Enum<E>> E symbol(Class<E> type) {
        String name = text();
        return checked(() -> Enum.valueOf(type, name));
    }

    public Instant instant() {
        long seconds = number();
        long nanos = number();
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw damaged("a time is out of range");
        }
    }

    public <T> List<T> list(Function<Decoder, T> element) {
        int size = count();
        if (size > buffer.length - position) {
            throw damaged("it ends too early"); // an element takes at least one octet
        }
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(element.apply(this));
        }
        return List.copyOf(values);
    }

    public <T> Optional<T> optional(Function<Decoder, T> field) {
        return flag() ? Optional.of(field.apply(this)) : Optional.empty();
    }

    /// Builds a value from fields already read; what its constructor refuses is damage.
    public <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new StorageException(
                    StorageException.Kind.DAMAGED, what.get() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Every field was read: what is left over is damage.
    public void end() {
        if (position != buffer.length) {
            throw damaged((buffer.length - position) + " octets are left over");
        }
    }

    private int octet() {
        if (position == buffer.length) {
            throw damaged("it ends too early");
        }
        return buffer[position++] & 0xff;
    }

    private StorageException damaged(String why) {
        return new StorageException(StorageException.Kind.DAMAGED, what.get() + " cannot be read: " + why);
    }
}
