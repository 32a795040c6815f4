package org.sekisho.smtp.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sekisho.message.HeaderSection;
import org.sekisho.smtp.DataDecoder;
import org.sekisho.smtp.LineEnds;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.StorageException;

/// A message on its way in: the header section is held until it is whole, then everything goes to the draft as it
/// comes. Whatever is wrong is remembered, the rest of the message is thrown away, and the answer waits for the
/// end of the data: RFC 5321 §4.1.1.4 knows no other moment. Used by one thread.
final class IncomingMessage implements DataDecoder.Sink, AutoCloseable {
    /// Why it cannot be taken.
    enum Fault {
        /// CR or LF alone (I6): another server might see another end of the message.
        BARE_LINE_END,
        TOO_LARGE,
        HEADER_TOO_LARGE,
        LOOP
    }

    private static final int FIRST_HEADER_BUFFER = 2048;
    private static final byte[] CRLF = {'\r', '\n'};

    private final BlobDraft draft;
    private final SmtpSettings.Limits limits;
    private final Function<HeaderSection, String> trace;

    private byte[] header = new byte[FIRST_HEADER_BUFFER];
    private int headerLength;
    private int lineStart;
    private @Nullable HeaderSection section;

    private long octets;
    private byte last = '\n';
    private byte beforeLast = '\r';
    private boolean eightBit;
    private @Nullable Fault fault;
    private @Nullable StorageException failure;

    /// @param trace the fields to put before the header section, each with its CRLF
    IncomingMessage(BlobDraft draft, SmtpSettings.Limits limits, Function<HeaderSection, String> trace) {
        this.draft = draft;
        this.limits = limits;
        this.trace = trace;
    }

    /// Takes octets of the message, dots already unstuffed.
    @Override
    public void write(byte[] source, int offset, int length) {
        octets += length;
        checkLineEnds(source, offset, length);
        if (octets > limits.messageOctets()) {
            blame(Fault.TOO_LARGE);
        }
        if (isLost()) {
            return;
        }
        int taken = section == null ? addToHeader(source, offset, length) : 0;
        store(source, offset + taken, length - taken);
    }

    private void checkLineEnds(byte[] source, int offset, int length) {
        if (length == 0) {
            return;
        }
        int end = offset + length;
        boolean bare = (last == '\r') != (source[offset] == '\n');
        int at = LineEnds.next(source, offset + (source[offset] == '\n' ? 1 : 0), end);
        while (at < end - 1) {
            bare |= source[at] == '\n' || source[at + 1] != '\n'; // a LF that no CR led to, a CR that no LF follows
            at = LineEnds.next(source, at + (source[at] == '\r' && source[at + 1] == '\n' ? 2 : 1), end);
        }
        bare |= at == end - 1 && source[at] == '\n'; // a CR there is for the next piece
        beforeLast = length > 1 ? source[end - 2] : last;
        last = source[end - 1];
        eightBit |= LineEnds.hasEightBit(source, offset, end);
        if (bare) {
            blame(Fault.BARE_LINE_END);
        }
    }

    /// Copies up to the end of the header section.
    /// @return how many octets belonged to it
    private int addToHeader(byte[] source, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (headerLength == header.length) {
                header = Arrays.copyOf(header, header.length * 2);
            }
            byte octet = source[offset + i];
            header[headerLength++] = octet;
            if (octet == '\n' && endsHeader()) {
                return i + 1;
            }
            if (headerLength > limits.headerOctets()) {
                blame(Fault.HEADER_TOO_LARGE);
                return length;
            }
        }
        return length;
    }

    /// At the end of a line: whether the header section ends with it, or has ended before it because it is no
    /// field. Then an empty line is put before it, so that no reader can take what follows for fields (as Postfix
    /// does).
    private boolean endsHeader() {
        boolean empty = headerLength - lineStart == 2;
        if (empty || !continuesHeader()) {
            endHeader(lineStart, !empty);
            return true;
        }
        lineStart = headerLength;
        return false;
    }

    /// RFC 5322 §2.2: a name of printable characters and a colon, or a folded line of the field before.
    private boolean continuesHeader() {
        int at = lineStart;
        if (isSpace(header[at])) {
            return lineStart > 0;
        }
        while (header[at] > ' ' && header[at] < 127 && header[at] != ':') {
            at++;
        }
        int name = at - lineStart;
        while (isSpace(header[at])) {
            at++;
        }
        return name > 0 && header[at] == ':';
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private void endHeader(int end, boolean addEmptyLine) {
        section = HeaderSection.read(header, 0, end);
        if (section.count("received") >= limits.hops()) {
            blame(Fault.LOOP);
        }
        byte[] added = trace.apply(section).getBytes(StandardCharsets.UTF_8);
        store(added, 0, added.length);
        store(header, 0, end);
        if (addEmptyLine) {
            store(CRLF, 0, CRLF.length);
        }
        store(header, end, headerLength - end);
        header = new byte[0];
    }

    private void store(byte[] source, int offset, int length) {
        if (isLost() || length == 0) {
            return;
        }
        try {
            draft.write(source, offset, length);
        } catch (StorageException e) {
            failure = e;
            draft.close();
        }
    }

    private void blame(Fault what) {
        if (fault == null) {
            fault = what;
            draft.close(); // what was stored so far is of no use any more
        }
    }

    boolean isLost() {
        return fault != null || failure != null;
    }

    /// The end of the data came. A header section without a body ends here (RFC 5322 §3.5); a last line without
    /// CRLF, which only BDAT can bring, gets one, because DATA could not send it on otherwise.
    void finish() {
        if (last == '\r') {
            blame(Fault.BARE_LINE_END);
        }
        if (!isLost() && (last != '\n' || beforeLast != '\r')) {
            write(CRLF, 0, CRLF.length);
        }
        if (!isLost() && section == null) {
            endHeader(headerLength, false);
        }
    }

    Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    /// Our own trouble, when there was one.
    Optional<StorageException> failure() {
        return Optional.ofNullable(failure);
    }

    /// Only after [#finish] without fault or failure.
    HeaderSection section() {
        if (section == null) {
            throw new IllegalStateException("the message is not finished");
        }
        return section;
    }

    /// As received.
    long octets() {
        return octets;
    }

    boolean hasEightBit() {
        return eightBit;
    }

    BlobDraft draft() {
        return draft;
    }

    /// Throws away what was not committed.
    @Override
    public void close() {
        draft.close();
    }
}
