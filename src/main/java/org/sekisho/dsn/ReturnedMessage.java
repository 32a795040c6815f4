package org.sekisho.dsn;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// The message a notification is about.
/// @param octets with CRLF line ends; read once, not closed
/// @param whole RET=FULL (RFC 3461 §4.3); otherwise only its header section is returned
/// @param eightBit it holds octets above 127
public record ReturnedMessage(InputStream octets, boolean whole, boolean eightBit) {
    private static final int CHUNK = 64 * 1024; // octets
    private static final int MAX_HEADER = 256 * 1024; // octets returned when no end of the section is found

    /// Writes it so that the boundary behind stands on a line of its own.
    void writeTo(OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long left = whole ? Long.MAX_VALUE : MAX_HEADER;
        var end = new HeaderEnd();
        boolean more = true;
        while (more) {
            int read = octets.read(chunk, 0, (int) Math.min(chunk.length, left));
            int wanted = read <= 0 || whole ? read : end.before(chunk, read);
            if (wanted > 0) {
                out.write(chunk, 0, wanted);
            }
            left -= Math.max(read, 0);
            more = read > 0 && wanted == read && left > 0;
        }
        out.write('\r');
        out.write('\n');
    }

    /// Finds CRLF CRLF however it is cut.
    private static final class HeaderEnd {
        private int matched = 2; // a message may begin with the empty line

        /// @return how many octets belong to the header section, its last CRLF included
        int before(byte[] chunk, int length) {
            for (int i = 0; i < length; i++) {
                boolean wantsCr = matched % 2 == 0;
                if (chunk[i] == (wantsCr ? '\r' : '\n')) {
                    matched++;
                } else {
                    matched = chunk[i] == '\r' ? 1 : 0;
                }
                if (matched == 4) {
                    return i + 1;
                }
            }
            return length;
        }
    }
}
