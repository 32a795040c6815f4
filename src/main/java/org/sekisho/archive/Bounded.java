package org.sekisho.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The first octets of a stream.
final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long octets) {
        super(in);
        this.left = octets;
    }

    @Override
    public int read() throws IOException {
        int octet = left > 0 ? in.read() : -1;
        left -= octet < 0 ? 0 : 1;
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left <= 0) {
            return length == 0 ? 0 : -1;
        }
        int octets = in.read(into, offset, (int) Math.min(length, left));
        left -= Math.max(0, octets);
        return octets;
    }

    @Override
    public long skip(long octets) throws IOException {
        long skipped = in.skip(Math.min(octets, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
