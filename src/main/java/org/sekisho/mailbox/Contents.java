package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The messages of a mailbox at one moment, in memory: about 24 octets each, without what only some commands
/// ask for. Immutable, for any number of threads. States of one mailbox share what is the same in them, so a
/// session that keeps an older one as its view costs little, and [#differences] costs as much as differs.
///
/// Positions are IMAP's message sequence numbers: from 1 to [#size], in the order of the UIDs (RFC 9051
/// §2.3.1.2). Dates are in seconds since 1970.
public final class Contents {
    private static final int OVERHEAD = 200; // octets

    private final Home home;
    private final long uidValidity;
    private final long uidNext;
    private final long highestModSeq;
    private final Chunk[] chunks;
    private final int[] starts; // messages before each chunk
    private final int size;
    private final int unseen;
    private final int deleted;
    /// Put together when somebody asks. Whoever does it gets the same.
    private @Nullable Keywords keywords;

    /// What keeps the newest state of a mailbox; the states keep it, so that all who have one find each other.
    interface Home {}

    private Contents(Home home, long uidValidity, long uidNext, long highestModSeq, Chunk[] chunks) {
        this.home = home;
        this.uidValidity = uidValidity;
        this.uidNext = uidNext;
        this.highestModSeq = highestModSeq;
        this.chunks = chunks;
        this.starts = new int[chunks.length];
        int messages = 0;
        int notSeen = 0;
        int going = 0;
        for (int i = 0; i < chunks.length; i++) {
            starts[i] = messages;
            messages += chunks[i].size();
            notSeen += chunks[i].unseen();
            going += chunks[i].deleted();
        }
        this.size = messages;
        this.unseen = notSeen;
        this.deleted = going;
    }

    static Contents of(Home home, Head head, Chunk... chunks) {
        return new Contents(home, head.uidValidity(), head.uidNext(), head.highestModSeq(), chunks);
    }

    public long uidValidity() {
        return uidValidity;
    }

    public long uidNext() {
        return uidNext;
    }

    public long highestModSeq() {
        return highestModSeq;
    }

    public int size() {
        return size;
    }

    public int countUnseen() {
        return unseen;
    }

    public int countDeleted() {
        return deleted;
    }

    /// The different ones of its messages.
    public Keywords keywords() {
        Keywords known = keywords;
        if (known == null) {
            known = Keywords.of(Arrays.stream(chunks).map(Chunk::keywords));
            keywords = known;
        }
        return known;
    }

    /// The position of the first message without \Seen; 0 when there is none.
    public int firstUnseen() {
        for (int i = 0; i < chunks.length; i++) {
            for (int j = 0; j < chunks[i].size() && chunks[i].unseen() > 0; j++) {
                if (!chunks[i].flags(j).has(SystemFlag.SEEN)) {
                    return starts[i] + j + 1;
                }
            }
        }
        return 0;
    }

    public long uidAt(int position) {
        int chunk = chunkAt(position);
        return chunks[chunk].uid(position - 1 - starts[chunk]);
    }

    public Flags flagsAt(int position) {
        int chunk = chunkAt(position);
        return chunks[chunk].flags(position - 1 - starts[chunk]);
    }

    public long modSeqAt(int position) {
        int chunk = chunkAt(position);
        return chunks[chunk].modSeq(position - 1 - starts[chunk]);
    }

    public long internalDateAt(int position) {
        int chunk = chunkAt(position);
        return chunks[chunk].internalDate(position - 1 - starts[chunk]);
    }

    public long saveDateAt(int position) {
        int chunk = chunkAt(position);
        return chunks[chunk].saveDate(position - 1 - starts[chunk]);
    }

    public long octetsAt(int position) {
        int chunk = chunkAt(position);
        return chunks[chunk].octets(position - 1 - starts[chunk]);
    }

    /// The position of the message with this UID; 0 when it is not here.
    public int positionOf(long uid) {
        int position = positionFrom(uid);
        return position <= size && uidAt(position) == uid ? position : 0;
    }

    /// The position of the first message with this UID or a higher one; [#size] + 1 when there is none.
    public int positionFrom(long uid) {
        int low = 0; // the first chunk that ends at this UID or behind it
        int high = chunks.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle].lastUid() < uid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == chunks.length ? size + 1 : starts[low] + chunks[low].from(uid) + 1;
    }

    /// Goes through the messages from one position to another, both included. Makes no garbage but itself.
    /// @param last a lower one than `first` is an empty range
    public Cursor cursor(int first, int last) {
        if (first <= last) {
            Objects.checkFromToIndex(first - 1, last, size);
        }
        return new Cursor(first, last);
    }

    public Cursor cursor() {
        return cursor(1, size);
    }

    /// Stands on one message after each [#next]. Used by one thread.
    public final class Cursor {
        private final int last;
        private int position;
        private int chunk;
        private int index;

        private Cursor(int first, int last) {
            this.last = last;
            this.position = first - 1;
            if (first <= last) {
                chunk = chunkAt(first);
                index = first - 2 - starts[chunk];
            }
        }

        public boolean next() {
            if (position >= last) {
                return false;
            }
            position++;
            index++;
            if (index == chunks[chunk].size()) {
                chunk++;
                index = 0;
            }
            return true;
        }

        public int position() {
            return position;
        }

        public long uid() {
            return chunks[chunk].uid(index);
        }

        public Flags flags() {
            return chunks[chunk].flags(index);
        }

        public long modSeq() {
            return chunks[chunk].modSeq(index);
        }

        public long internalDate() {
            return chunks[chunk].internalDate(index);
        }

        public long saveDate() {
            return chunks[chunk].saveDate(index);
        }

        public long octets() {
            return chunks[chunk].octets(index);
        }
    }

    /// What is different in a later state of the same mailbox, under the same UIDVALIDITY.
    public Differences differences(Contents later) {
        return Differences.between(this, later);
    }

    /// This state, and in it the messages that are gone from it but that a session still counts, as it knows
    /// them: for a session that must not hear of EXPUNGE now (RFC 9051 §7.5.1). This one itself when nothing is
    /// gone, which is found without looking at every message.
    /// @param view an earlier state, or one that came from here
    public Contents keeping(Contents view) {
        Positions ghosts =
                view.uidValidity == uidValidity ? view.differences(this).vanished() : Positions.NONE;
        if (ghosts.isEmpty()) {
            return this;
        }
        ChunkWriter writer = new ChunkWriter();
        int next = 0;
        for (Chunk chunk : chunks) {
            if (next < ghosts.size() && view.uidAt(ghosts.at(next)) < chunk.lastUid()) {
                for (int i = 0; i < chunk.size(); i++) {
                    for (; next < ghosts.size() && view.uidAt(ghosts.at(next)) < chunk.uid(i); next++) {
                        view.copy(ghosts.at(next), writer);
                    }
                    writer.add(chunk, i);
                }
            } else {
                writer.add(chunk);
            }
        }
        for (; next < ghosts.size(); next++) {
            view.copy(ghosts.at(next), writer);
        }
        return new Contents(home, uidValidity, uidNext, highestModSeq, writer.finish());
    }

    private void copy(int position, ChunkWriter writer) {
        int chunk = chunkAt(position);
        writer.add(chunks[chunk], position - 1 - starts[chunk]);
    }

    /// The state after this one. Costs a copy of the chunks that are touched.
    /// @param messages new and changed ones, ascending; each once
    /// @param vanished also those that were never here
    Contents after(List<Message> messages, UidSet vanished, Head head) {
        ChunkWriter writer = new ChunkWriter();
        int next = 0;
        for (Chunk chunk : chunks) {
            int end = next;
            while (end < messages.size() && messages.get(end).uid() <= chunk.lastUid()) {
                end++;
            }
            merge(chunk, messages.subList(next, end), vanished, writer);
            next = end;
        }
        if (next < messages.size()) {
            writer.reopen(Chunk.SIZE);
        }
        for (Message message : messages.subList(next, messages.size())) {
            if (!vanished.contains(message.uid())) {
                writer.add(message);
            }
        }
        return of(home, head, writer.finish());
    }

    private static void merge(Chunk chunk, List<Message> messages, UidSet vanished, ChunkWriter writer) {
        boolean cut = vanished.intersects(chunk.firstUid(), chunk.lastUid());
        if (!cut && messages.isEmpty()) {
            writer.add(chunk);
            return;
        }
        if (!cut && messages.stream().allMatch(message -> chunk.has(message.uid()))) {
            writer.add(chunk.with(messages));
            return;
        }
        writer.reopen(Chunk.SIZE / 2);
        List<Message> rest = new ArrayList<>(messages).reversed(); // the next one last
        for (int i = 0; i < chunk.size(); i++) {
            long uid = chunk.uid(i);
            while (!rest.isEmpty() && rest.getLast().uid() < uid) {
                addUnless(vanished, rest.removeLast(), writer);
            }
            if (!rest.isEmpty() && rest.getLast().uid() == uid) {
                addUnless(vanished, rest.removeLast(), writer);
            } else if (!vanished.contains(uid)) {
                writer.add(chunk, i);
            }
        }
    }

    private static void addUnless(UidSet vanished, Message message, ChunkWriter writer) {
        if (!vanished.contains(message.uid())) {
            writer.add(message);
        }
    }

    Home home() {
        return home;
    }

    int chunks() {
        return chunks.length;
    }

    Chunk chunk(int index) {
        return chunks[index];
    }

    /// What it takes in memory, about, when it shares nothing.
    int weight() {
        return OVERHEAD
                + chunks.length * 2 * Integer.BYTES
                + Arrays.stream(chunks).mapToInt(Chunk::weight).sum();
    }

    private int chunkAt(int position) {
        Objects.checkIndex(position - 1, size);
        int at = Arrays.binarySearch(starts, position - 1);
        return at >= 0 ? at : -at - 2;
    }
}
