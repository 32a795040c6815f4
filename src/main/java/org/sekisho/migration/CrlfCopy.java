package org.sekisho.migration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Copies a message whose lines end with LF, as files of a Maildir have it, so that they end with CRLF.
/// Everything else stays: a CR that stands alone, NUL, octets above 127, a last line without an end.
final class CrlfCopy {
    private static final int BLOCK = 64 * 1024;

    private final byte[] from = new byte[BLOCK];
    private final byte[] to = new byte[2 * BLOCK];

    /// @throws IOException the file cannot be read to its end
    void copy(InputStream in, OutputStream out) throws IOException {
        byte last = 0;
        for (int length = in.read(from); length >= 0; length = in.read(from)) {
            int filled = 0;
            for (int i = 0; i < length; i++) {
                byte octet = from[i];
                if (octet == '\n' && last != '\r') {
                    to[filled++] = '\r';
                }
                to[filled++] = octet;
                last = octet;
            }
            out.write(to, 0, filled);
        }
    }
}
