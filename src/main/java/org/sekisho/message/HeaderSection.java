package org.sekisho.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The header section of a message, as far as it decides anything. RFC 5322 §2.2, §3.6. Encoded words stay as
/// they are.
public record HeaderSection(List<HeaderField> fields) {
    public HeaderSection {
        fields = List.copyOf(fields);
    }

    /// Reads up to the empty line, or up to the first line that is no field: what follows is the body, for every
    /// reader that goes by RFC 5322.
    public static HeaderSection read(byte[] octets, int from, int to) {
        var fields = new ArrayList<HeaderField>();
        int start = from;
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
