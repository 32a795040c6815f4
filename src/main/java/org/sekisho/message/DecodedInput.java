package org.sekisho.message;

import java.io.IOException;
import java.io.InputStream;

/// A body as its decoder leaves it. Used by one thread.
final class DecodedInput extends InputStream {
    private static final int PIECE = 8 * 1024;

    /// Undoes one encoding, piece by piece.
    interface Decoder {
        void decode(byte[] encoded, int length, OctetBuffer into);

        /// The encoded octets have ended.
        void finish(OctetBuffer into);
    }

    private final InputStream encoded;
    private final Decoder decoder;
    private final byte[] piece = new byte[PIECE];
    private final OctetBuffer decoded = new OctetBuffer();
    private int at;
    private boolean finished;

    DecodedInput(InputStream encoded, Decoder decoder) {
        this.encoded = encoded;
        this.decoder = decoder;
    }

    @Override
    public int read() throws IOException {
        return fill() ? decoded.octet(at++) & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int taken = Math.min(length, decoded.size() - at);
        System.arraycopy(decoded.octets(), at, target, offset, taken);
        at += taken;
        return taken;
    }

    private boolean fill() throws IOException {
        while (at == decoded.size() && !finished) {
            decoded.reset();
            at = 0;
            int read = encoded.read(piece);
            if (read < 0) {
                finished = true;
                decoder.finish(decoded);
            } else {
                decoder.decode(piece, read, decoded);
            }
        }
        return at < decoded.size();
    }

    @Override
    public void close() throws IOException {
        encoded.close();
    }
}
