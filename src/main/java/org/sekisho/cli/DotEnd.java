package org.sekisho.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Ends where a line holds a single dot, as sendmail(8) does without -i.
final class DotEnd extends FilterInputStream {
    private enum State {
        LINE_START,
        TEXT,
        ENDED
    }

    private static final int NONE = -2;

    private State state = State.LINE_START;
    /// Read ahead and not handed on yet: after a dot.
    private int held = NONE;

    DotEnd(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        if (held != NONE) {
            int octet = held;
            held = NONE;
            return passedOn(octet);
        }
        if (state == State.ENDED) {
            return -1;
        }
        int octet = in.read();
        if (state == State.LINE_START && octet == '.') {
            int following = in.read();
            if (following == '\n' || following == '\r' || following < 0) {
                state = State.ENDED;
                return -1;
            }
            held = following;
            state = State.TEXT;
            return octet;
        }
        return passedOn(octet);
    }

    private int passedOn(int octet) {
        state = octet < 0 ? State.ENDED : octet == '\n' ? State.LINE_START : State.TEXT;
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int octet = read();
            if (octet < 0) {
                return count == 0 && length > 0 ? -1 : count;
            }
            into[offset + count] = (byte) octet;
            count++;
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
