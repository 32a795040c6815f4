package org.sekisho.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Puts one `>` more before `From ` where a line begins with it, or with it behind `>`s.
final class FromQuoting extends OutputStream {
    static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final int NOT_NOW = -1;

    private final OutputStream out;
    /// How much of `From ` was seen, all `>`s before it are out; or that the line began otherwise.
    private int matched;

    FromQuoting(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            byte octet = source[i];
            if (matched == NOT_NOW) {
                matched = octet == '\n' ? 0 : NOT_NOW;
            } else if (octet == FROM[matched]) {
                out.write(source, from, i - from);
                from = i + 1;
                matched++;
                if (matched == FROM.length) {
                    out.write('>');
                    release();
                }
            } else if (matched == 0 && (octet == '>' || octet == '\n')) {
                // the line is still to begin
            } else {
                out.write(source, from, i - from);
                from = i;
                release();
                matched = octet == '\n' ? 0 : NOT_NOW;
            }
        }
        out.write(source, from, offset + length - from);
    }

    private void release() throws IOException {
        out.write(FROM, 0, Math.max(0, matched));
        matched = NOT_NOW;
    }

    /// Only at the end of a message: what is half seen is out then.
    @Override
    public void flush() throws IOException {
        release();
    }
}
