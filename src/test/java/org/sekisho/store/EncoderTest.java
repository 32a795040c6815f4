package org.sekisho.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EncoderTest {
    private enum Colour {
        RED,
        GREEN
    }

    @Test
    void whatIsWrittenIsRead() {
        Instant time = Instant.parse("2026-11-24T08:35:00.123456789Z");
        byte[] value = Encoder.version(3)
                .number(Long.MIN_VALUE)
                .number(-1)
                .number(Long.MAX_VALUE)
                .flag(true)
                .text("関所")
                .bytes(new byte[] {1, 2, 3})
                .instant(time)
                .symbol(Colour.GREEN)
                .list(List.of("a", "b"), Encoder::text)
                .optional(Optional.of(7L), Encoder::number)
                .optional(Optional.<Long>empty(), Encoder::number)
                .toBytes();
        Decoder decoder = Decoder.of(value, 3, "row");
        assertEquals(3, decoder.version());
        assertEquals(Long.MIN_VALUE, decoder.number());
        assertEquals(-1, decoder.number());
        assertEquals(Long.MAX_VALUE, decoder.number());
        assertEquals(true, decoder.flag());
        assertEquals("関所", decoder.text());
        assertArrayEquals(new byte[] {1, 2, 3}, decoder.bytes());
        assertEquals(time, decoder.instant());
        assertEquals(Colour.GREEN, decoder.symbol(Colour.class));
        assertEquals(List.of("a", "b"), decoder.list(Decoder::text));
        assertEquals(Optional.of(7L), decoder.optional(Decoder::number));
        assertEquals(Optional.empty(), decoder.optional(Decoder::number));
        decoder.end();
    }

    @Test
    void numbersOfAllSizes() {
        for (int bit = 0; bit < Long.SIZE; bit++) {
            for (long near : new long[] {-1, 0, 1}) {
                long number = (1L << bit) + near;
                byte[] value = Encoder.version(0).number(number).toBytes();
                assertEquals(number, Decoder.of(value, 0, "row").number());
                assertEquals(
                        -number,
                        Decoder.of(Encoder.version(0).number(-number).toBytes(), 0, "row")
                                .number());
            }
        }
    }

    @Test
    void damageIsNoticed() {
        refuse(Encoder.version(2).toBytes(), _ -> {});
        refuse(new byte[0], _ -> {});
        refuse(Encoder.version(1).toBytes(), Decoder::number);
        refuse(Encoder.version(1).number(5).toBytes(), Decoder::bytes);
        refuse(Encoder.version(1).number(-5).toBytes(), Decoder::count);
        refuse(Encoder.version(1).number(1).toBytes(), Decoder::flag);
        refuse(Encoder.version(1).bytes(new byte[] {(byte) 0xff}).toBytes(), Decoder::text);
        refuse(Encoder.version(1).text("BLUE").toBytes(), decoder -> decoder.symbol(Colour.class));
        refuse(Encoder.version(1).number(Long.MAX_VALUE).number(0).toBytes(), Decoder::instant);
        refuse(Encoder.version(1).number(1 << 30).toBytes(), decoder -> decoder.list(Decoder::number));
        refuse(Encoder.version(1).number(1).toBytes(), Decoder::end);
    }

    /// Bytes at random may be read as something or refused, but never anything else.
    @Test
    void anythingElseIsDamage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] value = new byte[random.nextInt(24)];
            random.nextBytes(value);
            try {
                Decoder decoder = Decoder.of(value, 1, "row");
                decoder.list(Decoder::text);
                decoder.optional(Decoder::instant);
                decoder.number();
            } catch (StorageException e) {
                assertEquals(StorageException.Kind.DAMAGED, e.kind(), "seed " + seed);
            }
        }
    }

    private static void refuse(byte[] value, Consumer<Decoder> read) {
        StorageException refused =
                assertThrows(StorageException.class, () -> read.accept(Decoder.of(value, 1, "the row")));
        assertEquals(StorageException.Kind.DAMAGED, refused.kind());
        assertTrue(refused.toString().contains("the row cannot be read"), refused::toString);
    }
}
