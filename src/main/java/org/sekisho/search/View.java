package org.sekisho.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.UidSet;

/// An account's index at one moment, and how far it had come then. Safe from any thread; close it when done.
/// @param marks how far each mailbox had been read
record View(DirectoryReader reader, Map<MailboxId, AccountIndex.Mark> marks) implements AutoCloseable {
    /// @param yes messages that match
    /// @param perhaps messages that must be looked into, none of `yes`
    record Answer(UidSet yes, UidSet perhaps) {}

    /// @return false: closed
    boolean acquire() {
        return reader.tryIncRef();
    }

    Optional<AccountIndex.Mark> mark(MailboxId mailbox) {
        return Optional.ofNullable(marks.get(mailbox));
    }

    Answer find(MailboxId mailbox, IndexQuery query) throws IOException {
        Uids yes = new Uids();
        Uids perhaps = new Uids();
        BytesRef wanted = new BytesRef(mailbox.value());
        for (LeafReaderContext leaf : reader.leaves()) {
            LeafReader segment = leaf.reader();
            int ordinal = DocValues.getSorted(segment, IndexedMessage.MAILBOX).lookupTerm(wanted);
            if (ordinal >= 0) {
                SegmentSearch.Found found = new SegmentSearch(segment).find(query);
                yes.add(segment, ordinal, found.yes());
                perhaps.add(segment, ordinal, found.perhaps());
            }
        }
        return new Answer(yes.toSet(), perhaps.toSet());
    }

    /// Documents there are.
    int messages() {
        return reader.numDocs();
    }

    @Override
    public void close() throws IOException {
        reader.decRef();
    }

    private static final class Uids {
        private long[] uids = new long[64];
        private int count;

        /// Adds those that are in the mailbox, and there.
        void add(LeafReader segment, int mailbox, FixedBitSet documents) throws IOException {
            Bits live = segment.getLiveDocs();
            SortedDocValues mailboxes = DocValues.getSorted(segment, IndexedMessage.MAILBOX);
            NumericDocValues numbers = DocValues.getNumeric(segment, IndexedMessage.UID);
            BitSetIterator found = new BitSetIterator(documents, 0);
            for (int at = found.nextDoc(); at != DocIdSetIterator.NO_MORE_DOCS; at = found.nextDoc()) {
                boolean there = live == null || live.get(at);
                if (there
                        && mailboxes.advanceExact(at)
                        && mailboxes.ordValue() == mailbox
                        && numbers.advanceExact(at)) {
                    add(numbers.longValue());
                }
            }
        }

        private void add(long uid) {
            if (count == uids.length) {
                uids = Arrays.copyOf(uids, count * 2);
            }
            uids[count++] = uid;
        }

        UidSet toSet() {
            return UidSet.of(Arrays.copyOf(uids, count));
        }
    }
}
