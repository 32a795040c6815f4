package org.sekisho.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The [MessageKeys] of one mailbox, column by column, about a hundred octets a message: each text is kept once, in the
/// form of [Casemap], and message-ids as numbers. Rows are in the order of the mailbox; they are added at the end and
/// never change. Used by one thread at a time.
final class KeyTable {
    /// References kept of one message, while there are few in all; afterwards [#FEW] of them. A bound for hostile mail.
    private static final int MANY_REFERENCES = 2_000_000;
    private static final int FEW = 16; // the newest
    private static final int FIRST_CAPACITY = 16;

    /// Columns that hold texts.
    enum Text {
        SUBJECT,
        FROM,
        TO,
        CC,
        DISPLAY_FROM,
        DISPLAY_TO
    }

    private volatile int size; // others ask how far it has come
    private long[] uids = new long[FIRST_CAPACITY];
    private long[] sent = new long[FIRST_CAPACITY];
    private long[] arrivals = new long[FIRST_CAPACITY];
    private long[] octets = new long[FIRST_CAPACITY];
    private boolean[] replies = new boolean[FIRST_CAPACITY];
    private int[] ids = new int[FIRST_CAPACITY]; // 0 for none
    private int[] referencesEnd = new int[FIRST_CAPACITY];
    private int[] references = new int[FIRST_CAPACITY];
    private final Map<Text, int[]> texts = new EnumMap<>(Text.class);
    private final Map<String, Integer> pool = new HashMap<>(Map.of("", 0));
    private final IdNumbers idNumbers = new IdNumbers();
    private int[] ranks = new int[0];
    private long characters;

    KeyTable() {
        for (Text text : Text.values()) {
            texts.put(text, new int[FIRST_CAPACITY]);
        }
    }

    void add(MessageKeys keys) {
        int row = size;
        if (row > 0 && keys.uid() <= uids[row - 1]) {
            throw new IllegalArgumentException("not in the order of the mailbox: " + keys.uid());
        }
        if (row == uids.length) {
            grow();
        }
        uids[row] = keys.uid();
        sent[row] = keys.sent();
        arrivals[row] = keys.arrival();
        octets[row] = keys.octets();
        replies[row] = keys.reply();
        ids[row] = keys.id().isEmpty() ? 0 : idNumbers.of(keys.id());
        texts(Text.SUBJECT)[row] = text(keys.subject());
        texts(Text.FROM)[row] = text(keys.from());
        texts(Text.TO)[row] = text(keys.to());
        texts(Text.CC)[row] = text(keys.cc());
        texts(Text.DISPLAY_FROM)[row] = text(keys.displayFrom());
        texts(Text.DISPLAY_TO)[row] = text(keys.displayTo());
        addReferences(keys.references());
        size = row + 1;
    }

    private void addReferences(List<String> all) {
        int end = size == 0 ? 0 : referencesEnd[size - 1];
        List<String> kept = end < MANY_REFERENCES ? all : all.subList(Math.max(0, all.size() - FEW), all.size());
        if (end + kept.size() > references.length) {
            references = Arrays.copyOf(references, Math.max(end + kept.size(), references.length * 2));
        }
        for (String reference : kept) {
            references[end++] = idNumbers.of(reference);
        }
        referencesEnd[size] = end;
    }

    private void grow() {
        int capacity = size + (size >> 1);
        uids = Arrays.copyOf(uids, capacity);
        sent = Arrays.copyOf(sent, capacity);
        arrivals = Arrays.copyOf(arrivals, capacity);
        octets = Arrays.copyOf(octets, capacity);
        replies = Arrays.copyOf(replies, capacity);
        ids = Arrays.copyOf(ids, capacity);
        referencesEnd = Arrays.copyOf(referencesEnd, capacity);
        texts.replaceAll((_, column) -> Arrays.copyOf(column, capacity));
    }

    private int text(String text) {
        String form = Casemap.of(text);
        Integer known = pool.putIfAbsent(form, pool.size());
        if (known == null) {
            characters += form.length();
        }
        return known == null ? pool.size() - 1 : known;
    }

    int size() {
        return size;
    }

    /// 0 when the table is empty.
    long lastUid() {
        return size == 0 ? 0 : uids[size - 1];
    }

    long uid(int row) {
        return uids[row];
    }

    /// Rows of these messages; those that are not here are left out.
    /// @param wanted UIDs, ascending
    int[] rows(long[] wanted) {
        int[] rows = new int[wanted.length];
        int count = 0;
        int row = 0;
        for (long uid : wanted) {
            if (row < size && uids[row] < uid) {
                int found = Arrays.binarySearch(uids, row, size, uid);
                row = found >= 0 ? found : -found - 1;
            }
            if (row < size && uids[row] == uid) {
                rows[count++] = row++;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    long[] sent() {
        return sent;
    }

    long[] arrivals() {
        return arrivals;
    }

    long[] octets() {
        return octets;
    }

    boolean isReply(int row) {
        return replies[row];
    }

    /// Numbers of texts; 0 is the empty one, equal texts have equal numbers.
    int[] texts(Text text) {
        return Objects.requireNonNull(texts.get(text));
    }

    /// Numbers of texts there are.
    int textCount() {
        return pool.size();
    }

    /// The place of each text, by its number, in the order of all.
    int[] ranks() {
        if (ranks.length != pool.size()) {
            List<Map.Entry<String, Integer>> all = new ArrayList<>(pool.entrySet());
            all.sort(Map.Entry.comparingByKey(Casemap::compare));
            ranks = new int[all.size()];
            for (int i = 0; i < ranks.length; i++) {
                ranks[all.get(i).getValue()] = i;
            }
        }
        return ranks;
    }

    /// The number of the message's id; 0 when it has none.
    int id(int row) {
        return ids[row];
    }

    /// Numbers of ids there are, 0 included.
    int idCount() {
        return idNumbers.count();
    }

    int referencesStart(int row) {
        return row == 0 ? 0 : referencesEnd[row - 1];
    }

    int referencesEnd(int row) {
        return referencesEnd[row];
    }

    /// The number of an id that a message names.
    /// @param at from [#referencesStart] to before [#referencesEnd]
    int reference(int at) {
        return references[at];
    }

    /// Octets in memory, about.
    long weight() {
        long columns = uids.length * (4L * Long.BYTES + 1 + (2L + texts.size()) * Integer.BYTES);
        long inPool = pool.size() * 100L + characters * 2;
        return columns + inPool + (references.length + ranks.length) * (long) Integer.BYTES + idNumbers.weight();
    }
}
