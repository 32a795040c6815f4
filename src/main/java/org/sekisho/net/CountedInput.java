package org.sekisho.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The next octets of a connection, so many and no more. Closing it changes nothing; [#discard] reads to its end.
public final class CountedInput extends InputStream {
    private static final int BLOCK = 4096;

    private final Connection connection;
    private long left;

    CountedInput(Connection connection, long octets) {
        this.connection = connection;
        this.left = octets;
    }

    /// Octets not read yet.
    public long left() {
        return left;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// @throws EOFException the peer closed in the middle
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int octets = connection.read(into, offset, (int) Math.min(length, left));
        if (octets < 0) {
            throw new EOFException("the peer closed");
        }
        left -= octets;
        return octets;
    }

    /// Reads what is left and throws it away.
    public void discard() throws IOException {
        byte[] block = new byte[(int) Math.min(BLOCK, left)];
        while (left > 0) {
            read(block, 0, block.length);
        }
    }
}
