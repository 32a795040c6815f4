package org.sekisho.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects the fields that matter from the lines of a header. What is beyond a bound is left out. Used by one
/// thread.
final class RawHeaderDraft {
    /// Octets of one field that are kept. A thousand addresses take less than a third of it.
    static final int MAX_FIELD = 256 * 1024;
    /// Octets kept of all the headers in one message.
    static final int MAX_TOTAL = 1024 * 1024;
    private static final int MAX_FIELDS = 1_000; // of one header

    private static final Set<String> WANTED = Set.of(
            "date",
            "subject",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "in-reply-to",
            "message-id",
            "references",
            "content-type",
            "content-transfer-encoding",
            "content-id",
            "content-description",
            "content-md5",
            "content-disposition",
            "content-language",
            "content-location");
    private static final int LONGEST_WANTED = "content-transfer-encoding".length();

    private final List<RawHeader.Field> fields = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable String name; // of the field under way, when it is wanted
    private boolean begun;
    private boolean inField;
    private int left;

    /// @param left how many octets may still be kept
    RawHeaderDraft(int left) {
        this.left = left;
    }

    /// @return false: this line is no part of a header
    boolean add(OctetLines line) {
        byte[] octets = line.octets();
        int length = line.kept();
        if (inField && length > 0 && isSpace(octets[0])) {
            keep(octets, 0, length);
            return true;
        }
        boolean mailbox = !begun && (begins(octets, length, "From ") || begins(octets, length, ">From "));
        begun = true;
        if (mailbox) {
            return true; // from the days when all mail was in one file; many messages still have it
        }
        int nameEnd = nameEnd(octets, length);
        int colon = colon(octets, nameEnd, length);
        if (colon < 0) {
            return false;
        }
        end();
        inField = true;
        name = nameEnd <= LONGEST_WANTED && fields.size() < MAX_FIELDS ? wanted(octets, nameEnd) : null;
        keep(octets, colon + 1, length);
        return true;
    }

    private static boolean begins(byte[] octets, int length, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        return length >= wanted.length && Arrays.equals(octets, 0, wanted.length, wanted, 0, wanted.length);
    }

    private static @Nullable String wanted(byte[] octets, int nameEnd) {
        String name = new String(octets, 0, nameEnd, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return WANTED.contains(name) ? name : null;
    }

    private static int nameEnd(byte[] octets, int length) {
        int at = 0;
        while (at < length && octets[at] > ' ' && octets[at] < 127 && octets[at] != ':') {
            at++;
        }
        return at;
    }

    /// The colon behind a name, or -1. RFC 5322 §4.5 lets white space stand before it.
    private static int colon(byte[] octets, int nameEnd, int length) {
        int at = nameEnd;
        while (at < length && isSpace(octets[at])) {
            at++;
        }
        return nameEnd > 0 && at < length && octets[at] == ':' ? at : -1;
    }

    private void keep(byte[] octets, int from, int to) {
        int length = Math.min(to - from, Math.min(left, MAX_FIELD - body.size()));
        if (name != null && length > 0) {
            body.write(octets, from, length);
            left -= length;
        }
    }

    private void end() {
        if (name != null) {
            fields.add(new RawHeader.Field(name, clean(body.toString(StandardCharsets.ISO_8859_1))));
        }
        body.reset();
        name = null;
    }

    /// No program can show a NUL or a CR within a line.
    private static RawText clean(String octets) {
        return new RawText(octets.replace("\0", "").replace('\r', ' ').strip());
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /// What may be kept of further headers.
    int left() {
        return left;
    }

    RawHeader header() {
        end();
        return new RawHeader(fields);
    }
}
