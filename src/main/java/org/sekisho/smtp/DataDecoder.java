package org.sekisho.smtp;

/// Finds the end of the data and undoes dot-stuffing, octet by octet however they are cut into pieces. Only
/// CRLF.CRLF ends the data (I6): a bare CR or LF is passed on as it came, for the caller to refuse. Used by one
/// thread. Source: RFC 5321 §4.1.1.4, §4.5.2.
public final class DataDecoder {
    public interface Sink {
        /// The array is reused after the call.
        void write(byte[] octets, int offset, int length);
    }

    private enum State {
        LINE_START,
        TEXT,
        /// After CR.
        CR,
        /// After a dot at the start of a line: it is never passed on.
        DOT,
        /// After such a dot and CR: the CR is held back.
        DOT_CR,
        END
    }

    private static final byte[] HELD_CR = {'\r'};

    private State state = State.LINE_START;

    /// Passes on what belongs to the message, its last CRLF included.
    /// @return how many octets were used: fewer than `length` only when the data ended
    public int decode(byte[] octets, int offset, int length, Sink sink) {
        int end = offset + length;
        int run = offset; // where the octets not passed on yet begin
        for (int i = offset; i < end; i++) {
            byte octet = octets[i];
            switch (state) {
                case TEXT -> {
                    if (octet == '\r') {
                        state = State.CR;
                    } else {
                        i = LineEnds.next(octets, i, end - 1); // looked at in the next round
                        state = octets[i] == '\r' ? State.CR : State.TEXT;
                    }
                }
                case CR -> state = afterCr(octet);
                case LINE_START -> {
                    if (octet == '.') {
                        pass(octets, run, i, sink);
                        run = i + 1;
                        state = State.DOT;
                    } else {
                        state = octet == '\r' ? State.CR : State.TEXT;
                    }
                }
                case DOT -> {
                    if (octet == '\r') {
                        run = i + 1;
                        state = State.DOT_CR;
                    } else {
                        state = State.TEXT;
                    }
                }
                case DOT_CR -> {
                    if (octet == '\n') {
                        state = State.END;
                        return i + 1 - offset;
                    }
                    pass(HELD_CR, 0, 1, sink);
                    state = afterCr(octet);
                }
                case END -> throw new IllegalStateException("the data has ended");
            }
        }
        pass(octets, run, end, sink);
        return length;
    }

    private static State afterCr(byte octet) {
        return switch (octet) {
            case '\n' -> State.LINE_START;
            case '\r' -> State.CR;
            default -> State.TEXT;
        };
    }

    private static void pass(byte[] octets, int from, int to, Sink sink) {
        if (to > from) {
            sink.write(octets, from, to - from);
        }
    }

    public boolean atEnd() {
        return state == State.END;
    }
}
