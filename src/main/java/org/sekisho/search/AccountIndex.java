package org.sekisho.search;

import com.ibm.icu.lang.UCharacter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.UidSet;

/// The index of one account, open. Every message is read once, when it is added; its flags are not here. How far each
/// mailbox has been read is written together with what was read, so that after a crash the index is behind, but never
/// wrong. Changed by one thread at a time, asked by any number through [#view].
final class AccountIndex implements AutoCloseable {
    private static final String FORMAT_KEY = "format";
    /// What terms look like is decided here and by what ICU and the JDK know of Unicode.
    private static final String FORMAT =
            "2 " + UCharacter.getUnicodeVersion() + " " + Runtime.version().feature();
    private static final double BUFFER_MIB = 8; // of terms not yet written; only one index is written at a time
    private static final double LARGEST_SEGMENT_MIB = 256; // what one merge may take time for
    private static final int BETWEEN_COMMITS = 10_000; // messages, whose reading a crash would undo

    private final Directory directory;
    private final IndexWriter writer;
    private final Map<MailboxId, Mark> marks;
    private volatile View view;
    private int uncommitted;
    private boolean changed;
    private volatile boolean closed;

    /// How far a mailbox has been read.
    /// @param uidNext all messages below it were
    /// @param modSeq messages expunged up to then are not here any more
    record Mark(long uidValidity, long uidNext, long modSeq) {
        String stored() {
            return uidValidity + " " + uidNext + " " + modSeq;
        }

        static Optional<Mark> read(String stored) {
            var numbers = stored.split(" ", -1);
            return numbers.length == 3
                    ? Optional.of(new Mark(
                            Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2])))
                    : Optional.empty();
        }
    }

    private AccountIndex(Directory directory, IndexWriter writer, Map<MailboxId, Mark> marks) throws IOException {
        this.directory = directory;
        this.writer = writer;
        this.marks = new HashMap<>(marks);
        this.view = new View(DirectoryReader.open(writer), Map.copyOf(marks));
    }

    /// Opens the index in this folder, or makes an empty one.
    /// @throws IOException it is damaged, or another process has it
    static AccountIndex open(Path folder) throws IOException {
        Directory directory = new MMapDirectory(folder);
        try {
            Optional<AccountIndex> there = DirectoryReader.indexExists(directory)
                    ? open(directory, IndexWriterConfig.OpenMode.APPEND)
                    : Optional.empty();
            return there.isPresent()
                    ? there.get()
                    : open(directory, IndexWriterConfig.OpenMode.CREATE).orElseThrow();
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /// @return empty: it was written in another format
    private static Optional<AccountIndex> open(Directory directory, IndexWriterConfig.OpenMode mode)
            throws IOException {
        TieredMergePolicy merging = new TieredMergePolicy();
        merging.setMaxMergedSegmentMB(LARGEST_SEGMENT_MIB);
        IndexWriter writer = new IndexWriter(
                directory,
                new IndexWriterConfig()
                        .setOpenMode(mode)
                        .setRAMBufferSizeMB(BUFFER_MIB)
                        .setMergePolicy(merging)
                        .setMergeScheduler(new SerialMergeScheduler()));
        try {
            Map<String, String> stored = new TreeMap<>();
            if (writer.getLiveCommitData() != null) {
                writer.getLiveCommitData().forEach(entry -> stored.put(entry.getKey(), entry.getValue()));
            }
            boolean create = mode == IndexWriterConfig.OpenMode.CREATE;
            if (!create && !FORMAT.equals(stored.get(FORMAT_KEY))) {
                writer.rollback();
                return Optional.empty();
            }
            return Optional.of(new AccountIndex(directory, writer, create ? Map.of() : marks(stored)));
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
    }

    private static Map<MailboxId, Mark> marks(Map<String, String> stored) {
        Map<MailboxId, Mark> marks = new HashMap<>();
        stored.forEach((key, value) -> {
            if (!key.equals(FORMAT_KEY)) {
                Mark.read(value).ifPresent(mark -> marks.put(new MailboxId(key), mark));
            }
        });
        return marks;
    }

    /// What was read when [#publish] was last called.
    /// @return empty: closed
    Optional<View> view() {
        while (!closed) {
            View current = view;
            if (current.acquire()) {
                return Optional.of(current);
            } // it was replaced or closed just now
        }
        return Optional.empty();
    }

    /// Mailboxes of which something was read.
    Set<MailboxId> mailboxes() {
        return view.marks().keySet();
    }

    Optional<Mark> mark(MailboxId mailbox) {
        return Optional.ofNullable(marks.get(mailbox));
    }

    /// Writes down how far a mailbox was read, after the messages were added.
    void setMark(MailboxId mailbox, Mark mark) {
        if (!mark.equals(marks.put(mailbox, mark))) {
            changed = true;
        }
    }

    void add(Document message) throws IOException {
        writer.addDocument(message);
        uncommitted++;
        changed = true;
    }

    /// UIDs of this mailbox in the view.
    UidSet uids(MailboxId mailbox) throws IOException {
        try (View current = view().orElseThrow()) {
            return current.find(mailbox, new IndexQuery(List.of(), true)).yes();
        }
    }

    void remove(MailboxId mailbox, UidSet uids) throws IOException {
        for (UidSet.Range range : uids.ranges()) {
            for (long uid = range.first(); uid <= range.last(); uid++) {
                writer.deleteDocuments(IndexedMessage.id(mailbox, uid));
                changed = true;
            }
        }
    }

    /// Takes a mailbox away, and how far it was read.
    void remove(MailboxId mailbox) throws IOException {
        writer.deleteDocuments(IndexedMessage.in(mailbox));
        marks.remove(mailbox);
        changed = true;
    }

    /// Lets searches see all that was read so far.
    void publish() throws IOException {
        if (!changed) {
            return;
        }
        DirectoryReader next = DirectoryReader.openIfChanged(view.reader(), writer);
        View before = view;
        if (next == null) {
            before.reader().incRef();
            next = before.reader();
        }
        view = new View(next, Map.copyOf(marks));
        before.close();
        if (uncommitted >= BETWEEN_COMMITS) {
            commit();
        }
    }

    /// Makes durable what was read so far.
    void commit() throws IOException {
        if (!changed) {
            return;
        }
        Map<String, String> stored = new TreeMap<>();
        stored.put(FORMAT_KEY, FORMAT);
        marks.forEach((mailbox, mark) -> stored.put(mailbox.value(), mark.stored()));
        writer.setLiveCommitData(stored.entrySet());
        writer.commit();
        uncommitted = 0;
        changed = false;
    }

    /// Commits and closes; views in use stay valid. What cannot be committed is lost and will be read again.
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            view.close();
            if (writer.isOpen()) {
                commit();
            }
        } finally {
            writer.rollback();
            directory.close();
        }
    }
}
