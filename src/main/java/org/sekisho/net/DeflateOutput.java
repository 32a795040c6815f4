package org.sekisho.net;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses for a peer (RFC 4978 §3, RFC 1951); what was written can be read there after a [#flush]. Used by
/// one thread at a time.
final class DeflateOutput extends OutputStream {
    private static final int BLOCK = 4096;
    private static final int LEVEL = 3; // mail programs wait for the network, the server has others to serve

    private final OutputStream raw;
    private @Nullable Deflater deflater;
    private byte[] block = new byte[0];

    DeflateOutput(OutputStream raw) {
        this.raw = raw;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        Deflater compressor = compressor();
        compressor.setInput(octets, offset, length);
        while (!compressor.needsInput()) {
            raw.write(block, 0, compressor.deflate(block, 0, block.length, Deflater.NO_FLUSH));
        }
    }

    private Deflater compressor() {
        Deflater known = deflater;
        if (known == null) {
            known = new Deflater(LEVEL, true);
            deflater = known;
            block = new byte[BLOCK];
        }
        return known;
    }

    @Override
    public void flush() throws IOException {
        Deflater compressor = compressor();
        int octets;
        do {
            octets = compressor.deflate(block, 0, block.length, Deflater.SYNC_FLUSH);
            raw.write(block, 0, octets);
        } while (octets == block.length);
        raw.flush();
    }

    /// Whether there is memory to give back.
    boolean isHeld() {
        return deflater != null;
    }

    /// Gives the memory back. After a [#flush] the stream may go on with a new compressor: its blocks refer to
    /// nothing before them, and the peer's window does not mind.
    void release() {
        Deflater known = deflater;
        if (known != null) {
            known.end();
            deflater = null;
            block = new byte[0];
        }
    }
}
