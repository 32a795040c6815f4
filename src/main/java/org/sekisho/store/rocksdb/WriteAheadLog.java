package org.sekisho.store.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sekisho.events.Log;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;

/// Looks through the write-ahead log before the native library does, to tell two things apart that it cannot:
/// - A write under way when the power failed leaves a torn end. Nobody was told that it was stored: it is cut
///   off.
/// - A record that was acknowledged and cannot be read any more is damage: the start stops, the file is named.
///
/// The library's own modes either stop at the first bad record without a word (and drop what was acknowledged
/// behind it), or refuse a log that a power loss has torn, or take a bad length in the last block for its end.
/// So every write carries the sequence number up to which the log was known to be on the disk when it was made:
/// where any readable record says that the unreadable one was on the disk, that is damage. Afterwards the
/// library reads with `AbsoluteConsistency`: it tolerates nothing, because nothing is left to tolerate.
///
/// The one loss that cannot be told from a torn end is that of the very last write, when nothing was written
/// after it.
final class WriteAheadLog implements LogFile.Reader {
    static final String SUFFIX = ".log";

    private long next; // sequence number behind the last readable record
    private OptionalLong unreadableAt = OptionalLong.empty();
    private @Nullable Path unreadableFile;
    private @Nullable Path current;
    private boolean acknowledged; // the unreadable record, or one behind it

    private WriteAheadLog() {}

    /// @throws StorageException `DAMAGED`
    static void check(Path folder, Log log) throws IOException {
        WriteAheadLog check = new WriteAheadLog();
        for (Path file : files(folder)) {
            check.current = file;
            LogFile.read(file, check);
        }
        Path file = check.unreadableFile;
        if (file != null) {
            check.settle(file, check.unreadableAt.orElseThrow(), log);
        }
    }

    /// Oldest first.
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted() // the numbers have leading zeros
                    .toList();
        }
    }

    private void settle(Path file, long offset, Log log) throws IOException {
        if (acknowledged) {
            throw new StorageException(
                    Kind.DAMAGED,
                    "store: the log " + file + " is damaged at octet " + offset
                            + ": what was stored there cannot be read. Check the disk and restore the whole folder from"
                            + " a backup; the file was not changed.");
        }
        log.warn("store.torn", "file", file, "octet", offset, "cut", Files.size(file) - offset);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(offset);
            channel.force(true);
        }
    }

    @Override
    public void record(long nextSequence, long durable) {
        acknowledged |= unreadableFile != null && durable >= next; // it lies in a file before this one
        if (unreadableFile == null) {
            next = nextSequence;
        }
    }

    @Override
    public void unreadable(long offset) {
        if (unreadableFile == null) {
            unreadableFile = current;
            unreadableAt = OptionalLong.of(offset);
        }
    }

    @Override
    public void recordBehind(long durable) {
        acknowledged |= durable >= next;
    }
}
