package org.sekisho.pop3;

/// Turns a message into the lines of a multi-line reply, as it comes: every line ends with CRLF, whatever ended
/// it before (I6: a bare CR or LF is never sent), a line that begins with a dot gets another one (RFC 1939 §3),
/// and the last line ends. For TOP it knows where to stop. Used by one thread, for one message.
public final class MultiLine {
    private static final byte[] END = {'.', '\r', '\n'};

    /// Lines of the body still to send; negative when all are.
    private long bodyLines;
    private boolean inHeader = true;
    private boolean atLineStart = true;
    private boolean afterCr;
    private boolean complete;

    private MultiLine(long bodyLines) {
        this.bodyLines = bodyLines;
    }

    /// The whole message (RETR).
    public static MultiLine whole() {
        return new MultiLine(-1);
    }

    /// The header, the empty line and so many lines (TOP, RFC 1939 §7).
    public static MultiLine top(int bodyLines) {
        return new MultiLine(bodyLines);
    }

    /// True when nothing more of the message is wanted.
    public boolean isComplete() {
        return complete;
    }

    /// The room [#convert] needs: each octet may become two, and the end of a line may be owed from before.
    public static int room(int length) {
        return 2 * length + 2;
    }

    /// @param into of at least [#room] octets
    /// @return how many octets were put into it
    public int convert(byte[] from, int length, byte[] into) {
        int out = 0;
        for (int i = 0; i < length && !complete; i++) {
            byte octet = from[i];
            if (afterCr) {
                afterCr = false;
                out = endLine(into, out);
                if (octet == '\n' || complete) {
                    continue;
                }
            }
            switch (octet) {
                case '\r' -> afterCr = true;
                case '\n' -> out = endLine(into, out);
                default -> {
                    if (atLineStart && octet == '.') {
                        into[out++] = '.';
                    }
                    into[out++] = octet;
                    atLineStart = false;
                }
            }
        }
        return out;
    }

    /// What comes behind the last octet: the end of a line that had none, and the line with one dot.
    /// @param into has room for 5 octets
    public int finish(byte[] into) {
        int out = 0;
        if (afterCr || !atLineStart) {
            out = endLine(into, out);
            afterCr = false;
        }
        System.arraycopy(END, 0, into, out, END.length);
        return out + END.length;
    }

    private int endLine(byte[] into, int out) {
        into[out] = '\r';
        into[out + 1] = '\n';
        if (inHeader) {
            inHeader = !atLineStart;
            complete = !inHeader && bodyLines == 0;
        } else if (bodyLines > 0) {
            bodyLines--;
            complete = bodyLines == 0;
        }
        atLineStart = true;
        return out + 2;
    }
}
