package org.sekisho.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// Places where a needle may begin, in some documents of a segment. Used by one thread.
final class Starts {
    /// Places kept; 8 octets each. If there are more, all documents at hand must be looked into.
    static final int MOST = 1 << 19;

    private final int[] documents; // ascending
    private final int size;
    private long[] starts = new long[64]; // document, position
    private int count;
    private boolean tooMany;
    private @Nullable PostingsEnum postings;

    /// @param size how many of `documents` count
    Starts(int[] documents, int size) {
        this.documents = documents;
        this.size = size;
    }

    private interface Place {
        void at(int document, int start);
    }

    boolean isEmpty() {
        return count == 0 && !tooMany;
    }

    /// Begins with all places where the step's terms stand.
    void collect(int step, TermWalk walk) throws IOException {
        while (walk.next() && !tooMany) {
            each(walk, step, this::add);
        }
        Arrays.sort(starts, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || starts[i] != starts[i - 1]) {
                starts[distinct++] = starts[i];
            }
        }
        count = distinct;
    }

    /// Keeps those where a term of this step stands in its place, too.
    void keep(int step, TermWalk walk) throws IOException {
        FixedBitSet kept = new FixedBitSet(Math.max(count, 1));
        while (!tooMany && walk.next()) {
            each(walk, step, (document, start) -> {
                int at = Arrays.binarySearch(starts, 0, count, place(document, start));
                if (at >= 0) {
                    kept.set(at);
                }
            });
        }
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (kept.get(i)) {
                starts[left++] = starts[i];
            }
        }
        count = left;
    }

    /// @param unknown gets all documents if there were too many places
    void addTo(FixedBitSet found, FixedBitSet unknown) {
        if (tooMany) {
            for (int i = 0; i < size; i++) {
                unknown.set(documents[i]);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            found.set((int) (starts[i] >>> Integer.SIZE));
        }
    }

    private void each(TermWalk walk, int step, Place place) throws IOException {
        PostingsEnum places = walk.terms().postings(postings, PostingsEnum.POSITIONS);
        postings = places;
        int at = 0;
        while (at < size) {
            int document = places.docID() < documents[at] ? places.advance(documents[at]) : places.docID();
            if (document > documents[size - 1]) {
                return;
            }
            if (document == documents[at]) {
                for (int i = places.freq(); i > 0; i--) {
                    place.at(document, places.nextPosition() - step);
                }
                at++;
            } else {
                int next = Arrays.binarySearch(documents, at, size, document);
                at = next >= 0 ? next : -next - 1;
            }
        }
    }

    private void add(int document, int start) {
        if (start < 0 || tooMany) {
            return;
        }
        if (count == MOST) {
            tooMany = true;
            return;
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = place(document, start);
    }

    private static long place(int document, int start) {
        return ((long) document << Integer.SIZE) | (start & 0xffff_ffffL);
    }
}
