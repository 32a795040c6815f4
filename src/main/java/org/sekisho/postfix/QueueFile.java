package org.sekisho.postfix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/// Reads the records of a queue file: a type, a length in groups of seven bits with the lowest first, that many
/// octets. Reads forward, and follows the pointers that filters leave; a file that leads in circles or says
/// nothing sensible ends early. Used by one thread. Source: rec_type.h, record.c, qmgr_message.c.
final class QueueFile {
    private static final int BUFFER = 4 * 1024; // octets; most messages are looked at no further
    private static final int MAX_RECORD = 64 * 1024; // octets; the longest a record of ours is 2048, line_length_limit
    private static final long MAX_READ = 16L << 20; // octets of a file; a list of 200,000 recipients
    private static final int MAX_JUMPS = 20_000; // pointers; a milter leaves one for each header or recipient
    private static final int LENGTH_BITS = 28;

    /// Is given each record.
    interface Taker {
        /// @param type of the record
        /// @param octets its content, from 0 to `length`, valid for this call only
        /// @return false to stop
        boolean record(char type, byte[] octets, int length) throws IOException;
    }

    private final SeekableByteChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private byte[] octets = new byte[BUFFER];
    private long start; // of the buffer in the file
    private long left = MAX_READ;
    private int jumps;

    QueueFile(SeekableByteChannel file) {
        this.file = file;
    }

    /// @return false when the file broke off or made no sense
    boolean read(Taker taker) throws IOException {
        while (left > 0) {
            int type = octet();
            int length = type < 0 ? -1 : length();
            if (length < 0 || length > MAX_RECORD || !content(length)) {
                return false;
            }
            if (type == 'p' && !follow(length)) {
                return false;
            }
            if (type != 'p' && !taker.record((char) type, octets, length)) {
                return true;
            }
            if (type == 'E') {
                return true;
            }
        }
        return false;
    }

    /// Goes on at another place.
    void seek(long position) throws IOException {
        if (position >= start && position <= start + buffer.limit()) {
            buffer.position((int) (position - start));
            return;
        }
        file.position(position);
        start = position;
        buffer.clear().limit(0);
    }

    /// Where the next record begins.
    long position() {
        return start + buffer.position();
    }

    private boolean follow(int length) throws IOException {
        long target = number(octets, 0, length);
        if (target == 0) {
            return true; // left for a filter that did not use it
        }
        jumps++;
        if (target < 0 || jumps > MAX_JUMPS) {
            return false;
        }
        seek(target);
        return true;
    }

    private int length() throws IOException {
        int length = 0;
        for (int shift = 0; shift < LENGTH_BITS; shift += 7) {
            int octet = octet();
            if (octet < 0) {
                return -1;
            }
            length |= (octet & 0x7f) << shift;
            if ((octet & 0x80) == 0) {
                return length;
            }
        }
        return -1;
    }

    private boolean content(int length) throws IOException {
        if (length > octets.length) {
            octets = new byte[MAX_RECORD];
        }
        int got = 0;
        while (got < length) {
            if (!buffer.hasRemaining() && !fill()) {
                return false;
            }
            int part = Math.min(length - got, buffer.remaining());
            buffer.get(octets, got, part);
            got += part;
        }
        left -= length;
        return true;
    }

    private int octet() throws IOException {
        if (!buffer.hasRemaining() && !fill()) {
            return -1;
        }
        left--;
        return buffer.get() & 0xff;
    }

    private boolean fill() throws IOException {
        start += buffer.limit();
        buffer.clear();
        int read = file.read(buffer);
        buffer.flip();
        return read > 0;
    }

    static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.UTF_8);
    }

    /// The first number, behind blanks; -1 when there is none.
    static long number(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && octets[i] == ' ') {
            i++;
        }
        long number = i < to && octets[i] >= '0' && octets[i] <= '9' ? 0 : -1;
        for (; i < to && octets[i] >= '0' && octets[i] <= '9' && number < Long.MAX_VALUE / 20; i++) {
            number = number * 10 + octets[i] - '0';
        }
        return number;
    }
}
