package org.sekisho.smtp;

import java.io.IOException;

/// Writes a message as data: dots stuffed, every line ended by CRLF, then CRLF.CRLF. A bare CR or LF becomes
/// CRLF, because a peer that takes it for a line end would find another message in ours (I6). Used by one thread,
/// for one message. Source: RFC 5321 §2.3.8, §4.5.2.
public final class DataEncoder {
    public interface Sink {
        /// The array is reused after the call.
        void write(byte[] octets, int offset, int length) throws IOException;
    }

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] DOT = {'.'};
    private static final byte[] END = {'.', '\r', '\n'};

    private enum State {
        LINE_START,
        TEXT,
        /// A CR is held back.
        CR
    }

    private final Sink sink;
    private State state = State.LINE_START;
    private boolean changed;

    public DataEncoder(Sink sink) {
        this.sink = sink;
    }

    /// Whether a bare CR or LF was seen.
    public boolean changed() {
        return changed;
    }

    public void write(byte[] octets, int offset, int length) throws IOException {
        int end = offset + length;
        int at = offset;
        if (state == State.CR && at < end) {
            at = endHeldLine(octets, at);
        }
        int run = at; // where the octets not passed on yet begin
        while (at < end) {
            if (state == State.LINE_START && octets[at] == '.') {
                pass(octets, run, at);
                sink.write(DOT, 0, 1);
                run = at;
            }
            int text = at;
            at = LineEnds.next(octets, at, end);
            state = at > text ? State.TEXT : state;
            if (at + 1 < end && octets[at] == '\r' && octets[at + 1] == '\n') {
                at += 2;
                state = State.LINE_START;
            } else if (at < end) {
                pass(octets, run, at);
                endOddLine(octets[at] == '\r' && at + 1 == end);
                run = ++at;
            }
        }
        pass(octets, run, end);
    }

    /// The piece before ended with CR.
    private int endHeldLine(byte[] octets, int at) throws IOException {
        boolean whole = octets[at] == '\n';
        newLine(whole);
        return whole ? at + 1 : at;
    }

    private void endOddLine(boolean mayBeHalf) throws IOException {
        if (mayBeHalf) {
            state = State.CR;
        } else {
            newLine(false);
        }
    }

    private void newLine(boolean whole) throws IOException {
        changed |= !whole;
        sink.write(CRLF, 0, CRLF.length);
        state = State.LINE_START;
    }

    private void pass(byte[] octets, int from, int to) throws IOException {
        if (to > from) {
            sink.write(octets, from, to - from);
        }
    }

    /// Ends the message.
    public void finish() throws IOException {
        if (state != State.LINE_START) {
            newLine(state == State.TEXT);
        }
        sink.write(END, 0, END.length);
    }
}
