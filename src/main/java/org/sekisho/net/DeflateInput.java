package org.sekisho.net;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// What a peer compressed (RFC 4978 §3, RFC 1951). One call gives no more octets than were asked for, however
/// many a few compressed ones stand for. Used by one thread.
final class DeflateInput extends InputStream {
    private static final int BLOCK = 1024; // octets; what an idle session keeps

    private final InputStream raw;
    private final Inflater inflater = new Inflater(true);
    private final byte[] block = new byte[BLOCK];

    /// @param first octets that were read from `raw` already
    DeflateInput(InputStream raw, byte[] first) {
        this.raw = raw;
        inflater.setInput(first);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            while (true) {
                int octets = inflater.inflate(into, offset, length);
                if (octets > 0 || length == 0) {
                    return octets;
                }
                if (inflater.finished()) {
                    return -1;
                }
                if (inflater.needsDictionary()) {
                    throw new IOException("the peer compresses with a dictionary");
                }
                int more = raw.read(block);
                if (more < 0) {
                    return -1;
                }
                inflater.setInput(block, 0, more);
            }
        } catch (DataFormatException e) {
            throw new IOException("what came is not compressed", e);
        }
    }

    @Override
    public int available() throws IOException {
        return inflater.needsInput() ? raw.available() : 1;
    }

    void release() {
        inflater.end();
    }
}
