package org.sekisho.mailbox;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Some neighbouring messages of [Contents], as columns: about 24 octets each. Immutable, shared by all states
/// of a mailbox in which they are the same.
final class Chunk {
    /// Messages in one, at most.
    static final int SIZE = 512;

    private static final int OVERHEAD = 256; // octets of headers and references
    private static final int KEYWORD = 8; // octets of a reference, with a share of what holds it

    private final int[] uids; // unsigned, ascending
    private final Flags[] flags;
    private final Column modSeqs;
    private final Column internalDates;
    private final Column saveDates;
    private final Column octets;
    private final int unseen;
    private final int deleted;
    private final int keywordOctets;
    /// Looked for when somebody asks. Whoever finds them finds the same.
    private @Nullable List<String> keywords;

    Chunk(int[] uids, Flags[] flags, Column modSeqs, Dates dates, Column octets) {
        this.uids = uids;
        this.flags = flags;
        this.modSeqs = modSeqs;
        this.internalDates = dates.internal;
        this.saveDates = dates.saved;
        this.octets = octets;
        int seen = 0;
        int going = 0;
        int octetsOfKeywords = 0;
        Flags last = Flags.NONE;
        for (Flags each : flags) {
            octetsOfKeywords += sameAs(last, each) ? 0 : each.keywords().size() * KEYWORD;
            last = each;
            seen += each.has(SystemFlag.SEEN) ? 1 : 0;
            going += each.has(SystemFlag.DELETED) ? 1 : 0;
        }
        this.unseen = flags.length - seen;
        this.deleted = going;
        this.keywordOctets = octetsOfKeywords;
    }

    /// One object, which they are as a rule when they are equal.
    @SuppressWarnings("ReferenceEquality")
    private static boolean sameAs(Flags one, Flags other) {
        return one == other;
    }

    /// The different ones of its messages.
    List<String> keywords() {
        List<String> known = keywords;
        if (known == null) {
            Set<Flags> different = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Flags each : flags) {
                if (!each.keywords().isEmpty()) {
                    different.add(each);
                }
            }
            known = List.copyOf(
                    Keywords.of(different.stream().map(Flags::keywords)).words());
            keywords = known;
        }
        return known;
    }

    /// In seconds since 1970.
    record Dates(Column internal, Column saved) {}

    int size() {
        return uids.length;
    }

    int unseen() {
        return unseen;
    }

    int deleted() {
        return deleted;
    }

    long firstUid() {
        return uid(0);
    }

    long lastUid() {
        return uid(uids.length - 1);
    }

    long uid(int index) {
        return Integer.toUnsignedLong(uids[index]);
    }

    Flags flags(int index) {
        return flags[index];
    }

    long modSeq(int index) {
        return modSeqs.at(index);
    }

    long internalDate(int index) {
        return internalDates.at(index);
    }

    long saveDate(int index) {
        return saveDates.at(index);
    }

    long octets(int index) {
        return octets.at(index);
    }

    /// The index of the first message with this UID or a higher one; [#size] when there is none.
    int from(long uid) {
        int low = 0;
        int high = uids.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (uid(middle) < uid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean has(long uid) {
        int index = from(uid);
        return index < uids.length && uid(index) == uid;
    }

    /// The same messages, some of them with other flags.
    /// @param changed they are all here
    Chunk with(List<Message> changed) {
        Flags[] now = flags.clone();
        long[] sequences = new long[uids.length];
        Arrays.setAll(sequences, this::modSeq);
        for (Message message : changed) {
            int index = from(message.uid());
            now[index] = message.flags();
            sequences[index] = message.modSeq();
        }
        Column newModSeqs = Column.of(sequences, sequences.length);
        return new Chunk(uids, now, newModSeqs, new Dates(internalDates, saveDates), octets);
    }

    /// What it takes in memory, about.
    int weight() {
        return OVERHEAD
                + uids.length * 2 * Integer.BYTES
                + keywordOctets
                + modSeqs.octets()
                + internalDates.octets()
                + saveDates.octets()
                + octets.octets();
    }
}
