package org.sekisho.message;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A piece of a stream. Used by one thread.
public final class SliceInput extends FilterInputStream {
    private long left;

    /// @param octets at most so many, from where `whole` stands
    public SliceInput(InputStream whole, long octets) {
        super(whole);
        this.left = octets;
    }

    @Override
    public int read() throws IOException {
        int octet = left > 0 ? super.read() : -1;
        left -= octet < 0 ? 0 : 1;
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0 && length > 0) {
            return -1;
        }
        int read = super.read(target, offset, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }

    @Override
    public long skip(long octets) throws IOException {
        long skipped = super.skip(Math.min(octets, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(super.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /// How much of the piece was not read.
    long left() {
        return left;
    }
}
