package org.sekisho.qmail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sekisho.address.SyntaxError;

/// A constant database (cdb), the compiled form of qmail's larger files. 256 pointers to hash tables, the records,
/// the tables; all numbers are 32 bits, the lowest octet first. Nothing in it is believed: every offset and length
/// is compared with the file, and a record counts only when the program that asks for its key finds it.
final class Cdb {
    static final int MAX_OCTETS = 16 << 20; // hundreds of thousands of domains
    private static final int MAX_RECORDS = 500_000;

    private static final int TABLES = 256;
    private static final int PAIR = 8; // octets of two numbers
    private static final int HEADER = TABLES * PAIR;
    private static final int HASH_START = 5381;
    /// The hash tables are half empty, so that a key is found at once; a file that makes us look long is not one.
    private static final long MAX_STEPS_EACH = 64;
    private static final long MAX_STEPS_MORE = 1_000_000; // for a key that somebody wrote many times

    private final byte[] octets;
    private final ByteBuffer numbers;

    /// A key and what it stands for, each octet as the character of its number.
    record Entry(String key, String data) {}

    private Cdb(byte[] octets) {
        this.octets = octets;
        this.numbers = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// In the order in which they were written.
    /// @throws SyntaxError cut off, damaged, or not such a file at all
    static List<Entry> entries(byte[] octets) {
        if (octets.length < HEADER) {
            throw damaged("shorter than its header");
        }
        return new Cdb(octets).entries();
    }

    private static SyntaxError damaged(String why) {
        return new SyntaxError("a damaged cdb: " + why);
    }

    private long number(long at) {
        return Integer.toUnsignedLong(numbers.getInt((int) at));
    }

    private long table(int index) {
        return number((long) index * PAIR);
    }

    private long slots(int index) {
        return number((long) index * PAIR + 4);
    }

    private List<Entry> entries() {
        long end = endOfRecords();
        List<Entry> entries = new ArrayList<>();
        int[] starts = new int[16];
        int at = HEADER;
        while (at < end) {
            long key = end - at < PAIR ? -1 : number(at);
            long data = key < 0 ? -1 : number(at + 4);
            if (key < 0 || key + data > end - at - PAIR) {
                throw damaged("a record goes on behind the last one");
            }
            if (entries.size() == MAX_RECORDS) {
                throw new SyntaxError("a cdb with more than " + MAX_RECORDS + " records");
            }
            starts = entries.size() == starts.length ? Arrays.copyOf(starts, 2 * starts.length) : starts;
            starts[entries.size()] = at;
            entries.add(new Entry(text(at + PAIR, key), text(at + PAIR + key, data)));
            at += (int) (PAIR + key + data);
        }
        checkThatAllAreFound(entries, starts);
        return entries;
    }

    private String text(long from, long length) {
        return new String(octets, (int) from, (int) length, StandardCharsets.ISO_8859_1);
    }

    /// The tables follow the records.
    private long endOfRecords() {
        long end = octets.length;
        long all = 0;
        for (int i = 0; i < TABLES; i++) {
            if (slots(i) > 0) {
                if (table(i) < HEADER || table(i) > octets.length || slots(i) > (octets.length - table(i)) / PAIR) {
                    throw damaged("a table lies outside the file");
                }
                end = Math.min(end, table(i));
                all += slots(i);
            }
        }
        if (all > (octets.length - end) / PAIR) {
            throw damaged("its tables do not have the room they claim");
        }
        return end;
    }

    private void checkThatAllAreFound(List<Entry> entries, int[] starts) {
        long filled = 0;
        for (int i = 0; i < TABLES; i++) {
            for (long slot = 0; slot < slots(i); slot++) {
                filled += number(table(i) + slot * PAIR + 4) == 0 ? 0 : 1;
            }
            if (filled > entries.size()) {
                throw damaged("its tables lead to more than its records");
            }
        }
        long left = MAX_STEPS_MORE + MAX_STEPS_EACH * entries.size();
        for (int i = 0; i < entries.size(); i++) {
            left -= steps(entries.get(i).key(), starts[i], left);
        }
        if (filled != entries.size()) {
            throw damaged("its tables lead to less than its records");
        }
    }

    /// Looks for a record as cdb_find does.
    /// @return how many slots that took
    private long steps(String key, int start, long most) {
        int hash = HASH_START;
        for (int i = 0; i < key.length(); i++) {
            hash = ((hash << 5) + hash) ^ key.charAt(i);
        }
        int index = hash & 0xff;
        long slots = slots(index);
        long slot = slots == 0 ? 0 : (Integer.toUnsignedLong(hash) >>> 8) % slots;
        for (long step = 1; step <= Math.min(slots, most); step++) {
            long at = table(index) + slot * PAIR;
            if (number(at + 4) == start && numbers.getInt((int) at) == hash) {
                return step;
            }
            if (number(at + 4) == 0) {
                break;
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
        throw damaged("a record that its tables do not lead to");
    }
}
