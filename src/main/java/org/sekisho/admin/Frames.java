package org.sekisho.admin;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// How a body of unknown length follows a request: pieces of a four-octet length and that many octets; a piece of
/// length 0 is the end, without which the body was cut off.
final class Frames {
    static final int MAX_PIECE = 64 * 1024; // octets

    private Frames() {}

    /// For a body that comes piece by piece.
    /// @return to be closed at the body's end, which leaves `to` open
    static OutputStream output(OutputStream to) {
        return new BufferedOutputStream(new Framing(new DataOutputStream(to)), MAX_PIECE);
    }

    private static final class Framing extends OutputStream {
        private final DataOutputStream out;

        Framing(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += MAX_PIECE) {
                int octets = Math.min(length - done, MAX_PIECE);
                out.writeInt(octets);
                out.write(source, offset + done, octets);
            }
        }

        @Override
        public void close() throws IOException {
            out.writeInt(0);
            out.flush();
        }
    }

    static InputStream read(InputStream from) {
        return new Pieces(new DataInputStream(from));
    }

    private static final class Pieces extends InputStream {
        private final DataInputStream in;
        private int left;
        private boolean ended;

        Pieces(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                left = in.readInt();
                ended = left == 0;
                if (left < 0 || left > MAX_PIECE) {
                    throw new IOException("not a piece of a body");
                }
            }
            if (ended) {
                return -1;
            }
            int octets = in.read(into, offset, Math.min(length, left));
            if (octets < 0) {
                throw new EOFException("the body was cut off");
            }
            left -= octets;
            return octets;
        }

        @Override
        public int available() throws IOException {
            return Math.min(left, in.available());
        }
    }
}
