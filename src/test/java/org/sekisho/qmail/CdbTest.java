package org.sekisho.qmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.address.SyntaxError;
import org.sekisho.testing.Dice;

final class CdbTest {
    private static byte[] three() {
        return new CdbWriter()
                .add("one", "1")
                .add("", "")
                .add("\u00ff", "+A=b\0")
                .octets();
    }

    private static byte[] changed(byte[] octets, int at, int number) {
        byte[] copy = octets.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
        return copy;
    }

    private static void assertDamaged(byte[] octets, String why) {
        var error = assertThrows(SyntaxError.class, () -> Cdb.entries(octets));
        assertTrue(String.valueOf(error.getMessage()).contains(why), error::toString);
    }

    @Test
    void recordsInTheirOrder() {
        assertEquals(
                List.of(new Cdb.Entry("one", "1"), new Cdb.Entry("", ""), new Cdb.Entry("\u00ff", "+A=b\0")),
                Cdb.entries(three()));
        assertEquals(List.of(), Cdb.entries(new CdbWriter().octets()));
    }

    @Test
    void manyAndTheSameKeyOften() {
        var writer = new CdbWriter();
        List<Cdb.Entry> expected = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            var entry = new Cdb.Entry(i < 1_000 ? "same" : "host" + i + ".example.net", "x".repeat(i % 300));
            writer.add(entry.key(), entry.data());
            expected.add(entry);
        }
        assertEquals(expected, Cdb.entries(writer.octets()));
    }

    @Test
    void whatIsNoneIsRefused() {
        assertDamaged(new byte[0], "shorter");
        assertDamaged(new byte[CdbWriter.HEADER - 1], "shorter");
        assertDamaged("x".repeat(5000).getBytes(StandardCharsets.US_ASCII), "outside");
        byte[] withoutTables = Arrays.copyOf(new byte[CdbWriter.HEADER], CdbWriter.HEADER + 8);
        assertDamaged(withoutTables, "do not lead to");
        byte[] whole = three();
        assertDamaged(Arrays.copyOf(whole, whole.length - 1), "outside");
    }

    @Test
    void offsetsAndLengthsAreNotBelieved() {
        byte[] whole = three();
        int first = CdbWriter.HEADER;
        for (int length : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 20}) {
            assertDamaged(changed(whole, first, length), "a record goes on");
            assertDamaged(changed(whole, first + 4, length), "a record goes on");
        }
        assertDamaged(changed(whole, first, 2), ""); // another key, and everything behind it slips
        int index = CdbWriter.hash("one") & 0xff;
        for (int offset : new int[] {-1, 0, first - 1, whole.length, Integer.MAX_VALUE}) {
            assertDamaged(changed(whole, 8 * index, offset), "");
        }
        for (int slots : new int[] {-1, Integer.MAX_VALUE, 1 << 28}) {
            assertDamaged(changed(whole, 8 * index + 4, slots), "");
        }
    }

    /// A slot that leads into the middle of a record, twice to one, or to none: what is looked up there would be
    /// another thing than what was read.
    @Test
    void theTablesMustLeadToTheRecords() {
        byte[] whole = three();
        ByteBuffer numbers = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int index = CdbWriter.hash("one") & 0xff;
        int table = numbers.getInt(8 * index);
        int slot = numbers.getInt(table + 4) == 0 ? table + 8 : table;
        assertDamaged(changed(whole, slot + 4, CdbWriter.HEADER + 1), "do not lead to");
        assertDamaged(changed(whole, slot + 4, 0), "do not lead to");
        assertDamaged(changed(whole, slot, 7), "do not lead to");
        int empty = slot == table ? table + 8 : table;
        assertDamaged(changed(whole, empty + 4, CdbWriter.HEADER), "more than its records");
    }

    /// All 256 tables over the same slots, as many as there is room for; and one record whose table is full.
    @Test
    void noFileKeepsUsBusy() {
        byte[] octets = new byte[Cdb.MAX_OCTETS];
        ByteBuffer numbers = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 256; i++) {
            numbers.putInt(8 * i, CdbWriter.HEADER).putInt(8 * i + 4, (octets.length - CdbWriter.HEADER) / 8);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertDamaged(octets, "room"));
        var writer = new CdbWriter();
        for (int i = 0; i < 20_000; i++) {
            writer.add("same", "");
        }
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertDamaged(writer.octets(), "do not lead to"));
    }

    @Test
    void whateverIsInAFileItIsReadOrRefused() {
        var writer = new CdbWriter();
        for (int i = 0; i < 20; i++) {
            writer.add("host" + i, "+RELAYCLIENT=\0");
        }
        byte[] whole = writer.octets();
        Dice.check(20_000, dice -> {
            byte[] octets = whole.clone();
            for (int i = dice.below(4); i >= 0; i--) {
                octets[dice.below(octets.length)] = (byte) dice.below(256);
            }
            byte[] cut = Arrays.copyOf(octets, octets.length - dice.below(3) * dice.below(40));
            try {
                assertEquals(20, Cdb.entries(cut).size());
            } catch (SyntaxError _) {
                // as it should be
            }
        });
    }
}
