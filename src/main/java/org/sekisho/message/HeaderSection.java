package org.sekisho.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The header section of a message, as far as it decides anything. RFC 5322 §2.2, §3.6. Encoded words stay as
/// they are.
public record HeaderSection(List<HeaderField> fields) {
    private static final byte[] MBOX_LINE = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUOTED_MBOX_LINE = ">From ".getBytes(StandardCharsets.US_ASCII);

    public HeaderSection {
        fields = List.copyOf(fields);
    }

    /// Reads up to the empty line, or up to the first line that is no field: what follows is the body, for every
    /// reader that goes by RFC 5322. The line `From ` of an mbox, with which a message may begin (RFC 4155), is
    /// passed over, as programs that show a message do: an author behind it is one that people see.
    public static HeaderSection read(byte[] octets, int from, int to) {
        var fields = new ArrayList<HeaderField>();
        int start = isMboxLine(octets, from, to) ? endOfField(octets, from, to) : from;
        while (start < to) {
            int end = endOfField(octets, start, to);
            int colon = colon(octets, start, end);
            if (colon < 0) {
                break;
            }
            String name = new String(octets, start, colon - start, StandardCharsets.US_ASCII);
            String body = new String(octets, colon + 1, end - colon - 1, StandardCharsets.UTF_8);
            fields.add(new HeaderField(name.stripTrailing(), body.replace("\r\n", "")));
            start = end;
        }
        return new HeaderSection(fields);
    }

    private static boolean isMboxLine(byte[] octets, int from, int to) {
        return begins(octets, from, to, MBOX_LINE) || begins(octets, from, to, QUOTED_MBOX_LINE);
    }

    private static boolean begins(byte[] octets, int from, int to, byte[] with) {
        return to - from >= with.length && Arrays.equals(octets, from, from + with.length, with, 0, with.length);
    }

    /// Behind the CRLF that no white space follows. Only CRLF ends a line (I6).
    private static int endOfField(byte[] octets, int start, int to) {
        int at = start;
        do {
            at++;
            while (at < to && !(octets[at] == '\n' && octets[at - 1] == '\r')) {
                at++;
            }
            at = Math.min(at + 1, to);
        } while (at < to && isSpace(octets[at]));
        return at;
    }

    /// The colon behind a name, or -1. RFC 5322 §4.5 lets white space stand before it.
    private static int colon(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && octets[at] > ' ' && octets[at] < 127 && octets[at] != ':') {
            at++;
        }
        int nameEnd = at;
        while (at < end && isSpace(octets[at])) {
            at++;
        }
        return nameEnd > start && at < end && octets[at] == ':' ? at : -1;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /// The bodies of all fields of this name, in order.
    /// @param name in lower case
    public List<String> bodies(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(HeaderField::body)
                .toList();
    }

    public boolean has(String name) {
        return count(name) > 0;
    }

    public int count(String name) {
        return bodies(name).size();
    }

    /// Who the message says wrote it. RFC 5322 §3.6.2.
    public Authors authors() {
        return Authors.of(bodies("from"));
    }
}
