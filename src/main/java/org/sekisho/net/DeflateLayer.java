package org.sekisho.net;

import java.io.InputStream;
import java.io.OutputStream;

/// Both directions of a compressed connection (RFC 4978).
record DeflateLayer(DeflateInput input, DeflateOutput output) {
    /// @param first octets that were read from `in` already
    static DeflateLayer over(InputStream in, byte[] first, OutputStream out) {
        return new DeflateLayer(new DeflateInput(in, first), new DeflateOutput(out));
    }

    /// Gives the memory back, which is not the garbage collector's. Nothing can be read or written any more.
    void release() {
        input.release();
        output.release();
    }
}
