package org.sekisho.qmail;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes constant databases as cdb_make(3) does.
final class CdbWriter {
    static final int HEADER = 2048;

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final List<List<int[]>> tables = new ArrayList<>(); // of hash and position

    CdbWriter() {
        for (int i = 0; i < 256; i++) {
            tables.add(new ArrayList<>());
        }
    }

    /// @param key and `data`: each character an octet
    CdbWriter add(String key, String data) {
        int hash = hash(key);
        tables.get(hash & 0xff).add(new int[] {hash, HEADER + records.size()});
        records.writeBytes(numbers(key.length(), data.length()));
        records.writeBytes(key.getBytes(StandardCharsets.ISO_8859_1));
        records.writeBytes(data.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    static int hash(String key) {
        int hash = 5381;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash * 33) ^ key.charAt(i);
        }
        return hash;
    }

    byte[] octets() {
        var header = new ByteArrayOutputStream();
        var rest = new ByteArrayOutputStream();
        for (List<int[]> table : tables) {
            header.writeBytes(numbers(HEADER + records.size() + rest.size(), 2 * table.size()));
            int[][] slots = new int[2 * table.size()][];
            for (int[] entry : table) {
                int slot = (int) ((Integer.toUnsignedLong(entry[0]) >>> 8) % slots.length);
                while (slots[slot] != null) {
                    slot = (slot + 1) % slots.length;
                }
                slots[slot] = entry;
            }
            for (int[] slot : slots) {
                rest.writeBytes(slot == null ? numbers(0, 0) : numbers(slot));
            }
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(header.toByteArray());
        all.writeBytes(records.toByteArray());
        all.writeBytes(rest.toByteArray());
        return all.toByteArray();
    }

    static byte[] numbers(int... numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            buffer.putInt(number);
        }
        return buffer.array();
    }
}
