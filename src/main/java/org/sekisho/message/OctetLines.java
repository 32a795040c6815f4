package org.sekisho.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The lines of a message, one at a time, with their places. A line ends with CRLF or, in mail that never came
/// over SMTP, with LF. Of a long line only the beginning is kept. Used by one thread.
final class OctetLines {
    private static final int BUFFER = 8 * 1024;
    private static final int FIRST_LINE = 256;

    private final InputStream message;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;
    private byte[] line = new byte[FIRST_LINE];
    private int kept;
    private boolean atEnd;
    private boolean hasContent;
    private long start;
    private long contentEnd;
    private long previousContentEnd;
    private long end;
    private long lineEnds;
    private boolean ended;

    /// Stands before the first line.
    OctetLines(InputStream message) {
        this.message = message;
    }

    /// Goes to the next line, or behind the last.
    /// @param keep octets of it to keep at most
    void next(int keep) throws IOException {
        lineEnds += ended ? 1 : 0;
        previousContentEnd = contentEnd;
        start = end;
        kept = 0;
        ended = false;
        hasContent = false;
        byte last = 0;
        while (!ended && fill()) {
            int from = at;
            while (at < filled && buffer[at] != '\n') {
                at++;
            }
            keep(from, at, keep);
            last = at > from ? buffer[at - 1] : last;
            end += at - from;
            ended = at < filled;
            at += ended ? 1 : 0;
        }
        boolean crLf = ended && end > start && last == '\r';
        contentEnd = crLf ? end - 1 : end;
        kept = (int) Math.min(kept, contentEnd - start);
        hasContent = contentEnd > start;
        end += ended ? 1 : 0;
        atEnd = end == start;
    }

    private boolean fill() throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(0, message.read(buffer, 0, buffer.length));
        }
        return at < filled;
    }

    private void keep(int from, int to, int most) {
        int length = Math.min(to - from, most - kept);
        if (length <= 0) {
            return;
        }
        if (kept + length > line.length) {
            line = Arrays.copyOf(line, Math.max(kept + length, Math.min(2 * line.length, most)));
        }
        System.arraycopy(buffer, from, line, kept, length);
        kept += length;
    }

    /// There is no further line.
    boolean atEnd() {
        return atEnd;
    }

    /// Where this line begins; behind the last line, where the message ends.
    long start() {
        return start;
    }

    /// Where the line before ends, its CRLF not counted.
    long previousContentEnd() {
        return previousContentEnd;
    }

    /// Line ends before this line.
    long lineEnds() {
        return lineEnds;
    }

    boolean isBlank() {
        return !hasContent && !atEnd;
    }

    /// How many octets of the line were kept, its end not counted.
    int kept() {
        return kept;
    }

    byte octet(int index) {
        return line[index];
    }

    /// The octets of the line, as far as they were kept. Only to look at, until the next line.
    byte[] octets() {
        return line;
    }
}
