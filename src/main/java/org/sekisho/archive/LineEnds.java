package org.sekisho.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Between CRLF and LF.
final class LineEnds {
    private static final int BLOCK = 64 * 1024;

    private LineEnds() {}

    /// Copies what is regular ([Spool#isRegular]) so that its lines end with LF.
    static void toLf(InputStream in, OutputStream out) throws IOException {
        byte[] from = new byte[BLOCK];
        byte[] to = new byte[BLOCK + 1];
        boolean held = false;
        for (int length = in.read(from); length >= 0; length = in.read(from)) {
            int filled = 0;
            for (int i = 0; i < length; i++) {
                if (held && from[i] != '\n') {
                    to[filled++] = '\r';
                }
                held = from[i] == '\r';
                if (!held) {
                    to[filled++] = from[i];
                }
            }
            out.write(to, 0, filled);
        }
        if (held) {
            out.write('\r');
        }
    }

    /// With a CR before each LF that has none.
    static InputStream toCrlf(InputStream in) {
        return new Crlf(in);
    }

    private static final class Crlf extends FilterInputStream {
        private final byte[] block = new byte[BLOCK];
        private int position;
        private int filled;
        private int last = -1;

        Crlf(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (position == filled) {
                position = 0;
                filled = Math.max(0, in.read(block, 0, block.length));
                if (filled == 0) {
                    return length == 0 ? 0 : -1;
                }
            }
            int count = 0;
            while (count < length && position < filled) {
                boolean owed = block[position] == '\n' && last != '\r';
                last = owed ? '\r' : block[position++];
                into[offset + count++] = (byte) last;
            }
            return count;
        }

        @Override
        public long skip(long octets) throws IOException {
            long skipped = 0;
            while (skipped < octets && read() >= 0) {
                skipped++;
            }
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
