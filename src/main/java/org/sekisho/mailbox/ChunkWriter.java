package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Puts chunks together: whole ones as they are, and single messages between them. Messages come in the order of
/// their UIDs. Used by one thread.
final class ChunkWriter {
    private static final int FEW = Chunk.SIZE / 4;
    private static final int FIRST_ROOM = 64;

    private final List<Chunk> chunks = new ArrayList<>();
    private int filled;
    private long[] uids = new long[0];
    private Flags[] flags = new Flags[0];
    private long[] modSeqs = new long[0];
    private long[] internalDates = new long[0];
    private long[] saveDates = new long[0];
    private long[] octets = new long[0];

    void add(Chunk whole) {
        if (filled > 0 && filled <= FEW && filled + whole.size() <= Chunk.SIZE) {
            copy(whole);
            return;
        }
        flush();
        chunks.add(whole);
    }

    /// Takes the last whole chunk back to add to it, when it has fewer messages than that.
    void reopen(int fewerThan) {
        if (filled == 0 && !chunks.isEmpty() && chunks.getLast().size() < fewerThan) {
            copy(chunks.removeLast());
        }
    }

    private void copy(Chunk chunk) {
        for (int i = 0; i < chunk.size(); i++) {
            add(chunk, i);
        }
    }

    void add(Chunk chunk, int index) {
        int at = place(chunk.uid(index));
        flags[at] = chunk.flags(index);
        modSeqs[at] = chunk.modSeq(index);
        internalDates[at] = chunk.internalDate(index);
        saveDates[at] = chunk.saveDate(index);
        octets[at] = chunk.octets(index);
    }

    /// @param numbers modification sequence, internal date, save date, octets
    void add(long uid, Flags its, long[] numbers) {
        int at = place(uid);
        flags[at] = its;
        modSeqs[at] = numbers[0];
        internalDates[at] = numbers[1];
        saveDates[at] = numbers[2];
        octets[at] = numbers[3];
    }

    void add(Message message) {
        int at = place(message.uid());
        flags[at] = message.flags();
        modSeqs[at] = message.modSeq();
        internalDates[at] = message.internalDate().getEpochSecond();
        saveDates[at] = message.saveDate().getEpochSecond();
        octets[at] = message.octets();
    }

    private int place(long uid) {
        if (filled == Chunk.SIZE) {
            flush();
        }
        if (filled == uids.length) {
            grow(Math.clamp(filled * 2L, FIRST_ROOM, Chunk.SIZE));
        }
        uids[filled] = uid;
        return filled++;
    }

    private void grow(int room) {
        uids = Arrays.copyOf(uids, room);
        flags = Arrays.copyOf(flags, room);
        modSeqs = Arrays.copyOf(modSeqs, room);
        internalDates = Arrays.copyOf(internalDates, room);
        saveDates = Arrays.copyOf(saveDates, room);
        octets = Arrays.copyOf(octets, room);
    }

    private void flush() {
        if (filled == 0) {
            return;
        }
        int[] narrow = new int[filled];
        for (int i = 0; i < filled; i++) {
            narrow[i] = (int) uids[i];
        }
        chunks.add(new Chunk(
                narrow,
                Arrays.copyOf(flags, filled),
                Column.of(modSeqs, filled),
                new Chunk.Dates(Column.of(internalDates, filled), Column.of(saveDates, filled)),
                Column.of(octets, filled)));
        filled = 0;
    }

    Chunk[] finish() {
        flush();
        return chunks.toArray(Chunk[]::new);
    }
}
