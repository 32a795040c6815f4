package org.sekisho.store.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/// Reads one file of the native library's write-ahead log, beyond unreadable parts too.
///
/// The file is a row of blocks of 32 KiB; a record is one fragment (full), or several (first, middle …, last),
/// none of which crosses the end of a block: checksum (4), length (2), type (1), all little endian, then the
/// fragment. A record begins with its sequence number (8) and count (4), and ours go on with a note (tag 3,
/// length 8) of how far the log was on the disk. See "Write Ahead Log File Format" in the library's
/// documentation.
final class LogFile {
    /// What is found, in the order of the file.
    interface Reader {
        /// A whole record.
        /// @param next the sequence number behind it
        /// @param durable the sequence number up to which the log was on the disk before it was written
        void record(long next, long durable);

        /// What begins here, and whatever has no whole record behind it, cannot be read. Told once.
        void unreadable(long offset);

        /// The readable beginning of a record behind the unreadable place.
        void recordBehind(long durable);
    }

    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 7;
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int LAST = 4; // 3 is one in the middle
    private static final int RECORD_HEADER = 12;
    private static final int NOTE_TAG = 3;
    private static final int NOTE = RECORD_HEADER + 2; // where its number begins
    private static final int CHECKSUM_MASK = 0xa282ead8;

    private final Reader reader;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    private boolean broken;
    private OptionalLong begun = OptionalLong.empty(); // where the record begins whose fragments are being read
    private final ByteBuffer head = ByteBuffer.allocate(NOTE + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN); // of it

    private LogFile(Reader reader) {
        this.reader = reader;
    }

    static void read(Path file, Reader reader) throws IOException {
        new LogFile(reader).read(file);
    }

    private void read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long offset = 0;
            while (fill(channel)) {
                readBlock(offset);
                offset += BLOCK;
            }
            if (begun.isPresent()) {
                breakAt(begun.getAsLong());
            }
        }
    }

    private boolean fill(FileChannel channel) throws IOException {
        block.clear();
        while (block.hasRemaining() && channel.read(block) >= 0) {
            // a read may return less than a block
        }
        block.flip();
        return block.hasRemaining();
    }

    private void readBlock(long offset) {
        int position = 0;
        boolean whole = block.limit() == BLOCK;
        while (block.limit() - position >= HEADER || (!whole && position < block.limit())) {
            if (isFragment(position)) {
                int length = length(position);
                fragment(offset + position, block.get(position + HEADER - 1), position + HEADER, length);
                position += HEADER + length;
            } else {
                breakAt(begun.orElse(offset + position));
                position++; // where the next one begins cannot be known: it is looked for
            }
        }
    }

    private boolean isFragment(int position) {
        if (block.limit() - position < HEADER) {
            return false;
        }
        int type = block.get(position + HEADER - 1);
        int length = length(position);
        if (type < FULL || type > LAST || position + HEADER + length > block.limit()) {
            return false;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(block.array(), position + HEADER - 1, 1 + length);
        int value = (int) checksum.getValue();
        return ((value >>> 15) | (value << 17)) + CHECKSUM_MASK == block.getInt(position);
    }

    private int length(int position) {
        return Short.toUnsignedInt(block.getShort(position + Integer.BYTES));
    }

    private void fragment(long offset, int type, int start, int length) {
        if (begun.isPresent() == (type == FULL || type == FIRST)) {
            breakAt(begun.orElse(offset)); // a record without its end, or an end without its beginning
        }
        if (type == FULL || type == FIRST) {
            begun = OptionalLong.of(offset);
            head.clear();
        }
        if (begun.isPresent()) {
            readHead(start, length);
            if (type == FULL || type == LAST) {
                end();
            }
        }
    }

    /// The first fragment may be as short as the rest of its block.
    private void readHead(int start, int length) {
        boolean wasWhole = !head.hasRemaining();
        head.put(block.array(), start, Math.min(length, head.remaining()));
        if (broken && !wasWhole && !head.hasRemaining()) {
            reader.recordBehind(durable());
        }
    }

    private void end() {
        if (head.position() < RECORD_HEADER) {
            breakAt(begun.orElseThrow());
        } else if (!broken) {
            reader.record(head.getLong(0) + head.getInt(Long.BYTES), durable());
        }
        begun = OptionalLong.empty();
    }

    private long durable() {
        boolean noted = !head.hasRemaining() && head.get(RECORD_HEADER) == NOTE_TAG && head.get(NOTE - 1) == Long.BYTES;
        return noted ? Long.reverseBytes(head.getLong(NOTE)) : 0; // the note is big endian, as all our numbers are
    }

    private void breakAt(long offset) {
        begun = OptionalLong.empty();
        if (!broken) {
            broken = true;
            reader.unreadable(offset);
        }
    }
}
