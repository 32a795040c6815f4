package org.sekisho.search;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// Answers one [IndexQuery] for one segment. One term is read after the other, so that a step that thousands of terms
/// will do for needs no more memory than one: some bits a message, and at most [Starts#MOST] places at a time. Used by
/// one thread.
final class SegmentSearch {
    private static final int WINDOW = 8_192; // documents whose places are compared at a time

    private final LeafReader segment;
    private final int documents;

    SegmentSearch(LeafReader segment) {
        this.segment = segment;
        this.documents = segment.maxDoc();
    }

    /// Documents by their numbers, removed ones too.
    /// @param yes match
    /// @param perhaps must be looked into; none of `yes`
    record Found(FixedBitSet yes, FixedBitSet perhaps) {}

    Found find(IndexQuery query) throws IOException {
        FixedBitSet yes = all();
        FixedBitSet possible = all();
        for (IndexQuery.Part part : query.parts()) {
            FixedBitSet partYes = new FixedBitSet(documents);
            FixedBitSet partPossible = new FixedBitSet(documents);
            for (IndexField field : part.fields()) {
                Terms terms = segment.terms(field.key());
                if (terms != null) {
                    new InField(terms, part.pattern(), partYes, partPossible).find();
                }
            }
            yes.and(partYes);
            partPossible.or(partYes);
            possible.and(partPossible);
        }
        if (!query.exact()) {
            yes.clear(0, documents);
        }
        possible.andNot(yes);
        return new Found(yes, possible);
    }

    private FixedBitSet all() {
        FixedBitSet all = new FixedBitSet(documents);
        all.set(0, documents);
        return all;
    }

    /// One pattern in one field.
    private final class InField {
        private final Terms terms;
        private final Pattern pattern;
        private final FixedBitSet yes;
        private final FixedBitSet perhaps;
        private final int[] matches; // documents of each step

        InField(Terms terms, Pattern pattern, FixedBitSet yes, FixedBitSet perhaps) {
            this.terms = terms;
            this.pattern = pattern;
            this.yes = yes;
            this.perhaps = perhaps;
            this.matches = new int[pattern.steps().size()];
        }

        void find() throws IOException {
            FixedBitSet candidates = candidates();
            if (candidates == null) {
                return;
            }
            if (pattern.ordered() && matches.length > 1) {
                compareWindows(candidates);
            } else {
                (pattern.exact() ? yes : perhaps).or(candidates);
            }
        }

        /// Documents that have a term for every step.
        private @Nullable FixedBitSet candidates() throws IOException {
            FixedBitSet candidates = all();
            List<Integer> easyFirst = IntStream.range(0, matches.length)
                    .boxed()
                    .sorted(Comparator.comparing(i -> pattern.steps().get(i).fit()))
                    .toList();
            PostingsEnum postings = null;
            for (int i : easyFirst) {
                FixedBitSet having = new FixedBitSet(documents);
                TermWalk walk = new TermWalk(terms, pattern.steps().get(i));
                while (walk.next()) {
                    postings = walk.terms().postings(postings, PostingsEnum.NONE);
                    having.or(postings);
                }
                candidates.and(having);
                matches[i] = having.cardinality();
                if (candidates.scanIsEmpty()) {
                    return null;
                }
            }
            return candidates;
        }

        private void compareWindows(FixedBitSet candidates) throws IOException {
            BitSetIterator iterator = new BitSetIterator(candidates, 0);
            int[] window = new int[Math.min(WINDOW, candidates.cardinality())];
            int document = iterator.nextDoc();
            while (document != DocIdSetIterator.NO_MORE_DOCS) {
                int size = 0;
                while (size < window.length && document != DocIdSetIterator.NO_MORE_DOCS) {
                    window[size++] = document;
                    document = iterator.nextDoc();
                }
                compare(new Starts(window, size));
            }
        }

        /// Finds places where each step's term stands one behind that of the step before.
        private void compare(Starts starts) throws IOException {
            int rarest = rarest();
            starts.collect(rarest, new TermWalk(terms, pattern.steps().get(rarest)));
            for (int i = 0; i < matches.length && !starts.isEmpty(); i++) {
                if (i != rarest) {
                    starts.keep(i, new TermWalk(terms, pattern.steps().get(i)));
                }
            }
            starts.addTo(pattern.exact() ? yes : perhaps, perhaps);
        }

        private int rarest() {
            return IntStream.range(0, matches.length)
                    .boxed()
                    .min(Comparator.comparingInt(i -> matches[i]))
                    .orElseThrow();
        }
    }
}
