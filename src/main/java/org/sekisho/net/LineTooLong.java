package org.sekisho.net;

import java.io.IOException;
import java.util.Arrays;

/// A line longer than was allowed was read to its end and thrown away.
public final class LineTooLong extends IOException {
    /// So much of its end is known, in octets.
    static final int KEPT = 32;

    private final byte[] end;

    /// @param octets of the line, the last ones
    LineTooLong(int limit, byte[] octets) {
        super("line longer than " + limit + " octets");
        this.end = Arrays.copyOfRange(octets, Math.max(0, octets.length - KEPT), octets.length);
    }

    /// Its last octets, which may say what comes behind it (RFC 9051 §4.3).
    public byte[] end() {
        return end.clone();
    }
}
