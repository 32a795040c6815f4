package org.sekisho.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Finds the parts of a message, line by line. Every open boundary counts at every line, so that a part whose
/// end is missing ends where the one around it goes on (RFC 2046 §5.1.2). Used by one thread, once.
final class MimeParser {
    private static final int KEPT_OF_BODY = 1_024; // octets of a line; longer than any boundary
    private static final int MAX_BOUNDARY = 1_000; // octets; RFC 2046 §5.1.1 allows 70
    private static final int NONE = -1;

    private final OctetLines lines;
    private final List<byte[]> boundaries = new ArrayList<>(); // the innermost is the last
    private long headerEnd; // of the header read last
    private int depth;
    private int parts;
    private int headerLeft = RawHeaderDraft.MAX_TOTAL;
    private long steps;

    MimeParser(InputStream message) {
        this.lines = new OctetLines(message);
    }

    /// A part with the header it was made from.
    private record Entity(RawHeader header, Part part) {}

    MimeTree tree() throws IOException {
        lines.next(RawHeaderDraft.MAX_FIELD);
        Entity root = entity(ContentType.TEXT);
        return MimeTree.of(root.header(), root.part());
    }

    /// How many boundaries were compared with a line: what a message made for it might drive up.
    long steps() {
        return steps;
    }

    /// Reads a part that begins at this line, up to a delimiter of one around it or the end.
    private Entity entity(ContentType otherwise) throws IOException {
        depth++;
        parts++;
        long start = lines.start();
        RawHeader header = header();
        ContentType type = ContentFields.type(header, otherwise);
        if (depth > MimeTree.MAX_DEPTH && (type.isMultipart() || type.isMessage())) {
            type = ContentType.OCTETS;
        }
        long bodyStart = lines.start();
        long lineEnds = lines.lineEnds();
        Part.Content content = content(type);
        Part part = new Part(
                type,
                new Extent(start, bodyStart - start),
                new Extent(bodyStart, bodyEnd() - bodyStart),
                lineEndsOfBody() - lineEnds,
                ContentFields.of(header),
                content);
        depth--;
        return new Entity(header, part);
    }

    private RawHeader header() throws IOException {
        RawHeaderDraft draft = new RawHeaderDraft(headerLeft);
        boolean more = !lines.atEnd();
        while (more) {
            boolean blank = lines.isBlank();
            more = blank || (delimiter() == NONE && draft.add(lines));
            if (more) {
                lines.next(RawHeaderDraft.MAX_FIELD);
            }
            more &= !blank && !lines.atEnd();
        }
        headerLeft = draft.left();
        headerEnd = lines.start();
        return draft.header();
    }

    private Part.Content content(ContentType type) throws IOException {
        if (type.isMultipart()) {
            return new Part.Content.Multipart(multipart(type));
        }
        if (type.isMessage()) {
            Entity message = entity(ContentType.TEXT);
            return new Part.Content.Message(EnvelopeReader.read(message.header()), message.part());
        }
        skipToDelimiter();
        return new Part.Content.Single();
    }

    private List<Part> multipart(ContentType type) throws IOException {
        long start = lines.start();
        List<Part> children = new ArrayList<>();
        Optional<byte[]> boundary = boundary(type);
        if (boundary.isPresent()) {
            int level = boundaries.size();
            boundaries.add(boundary.get());
            children(type, level, children);
            boundaries.removeLast();
        }
        skipToDelimiter(); // the epilogue
        // A multipart needs a part (RFC 9051 §9 body-type-mpart): one that has none is shown with an empty one.
        return children.isEmpty() ? List.of(rest(new Extent(start, 0), 0, ContentType.TEXT)) : children;
    }

    private void children(ContentType type, int level, List<Part> children) throws IOException {
        ContentType otherwise = type.subtype().equals("digest") ? ContentType.MESSAGE : ContentType.TEXT;
        skipToDelimiter(); // the preamble
        while (delimiter() == level && !closes(level)) {
            lines.next(RawHeaderDraft.MAX_FIELD);
            children.add(parts < MimeTree.MAX_PARTS ? entity(otherwise).part() : remaining(level));
        }
        if (delimiter() == level) {
            lines.next(KEPT_OF_BODY);
        }
    }

    /// All that is left of a multipart with too many parts, as one.
    private Part remaining(int level) throws IOException {
        long start = lines.start();
        headerEnd = start; // it has none
        long lineEnds = lines.lineEnds();
        int found = delimiter();
        while (!lines.atEnd() && (found == NONE || (found == level && !closes(level)))) {
            lines.next(KEPT_OF_BODY);
            found = delimiter();
        }
        return rest(new Extent(start, bodyEnd() - start), lineEndsOfBody() - lineEnds, ContentType.OCTETS);
    }

    private static Part rest(Extent body, long lines, ContentType type) {
        return new Part(type, new Extent(body.offset(), 0), body, lines, Part.Fields.NONE, new Part.Content.Single());
    }

    private static Optional<byte[]> boundary(ContentType type) {
        return type.parameter("boundary")
                .map(value -> new RawText(value.octets().stripTrailing()).toBytes())
                .filter(octets -> octets.length > 0 && octets.length <= MAX_BOUNDARY);
    }

    private void skipToDelimiter() throws IOException {
        while (!lines.atEnd() && delimiter() == NONE) {
            lines.next(KEPT_OF_BODY);
        }
    }

    /// Whose delimiter this line is. RFC 2046 §5.1.1: it need only begin with the boundary; so when one boundary
    /// begins with another, the longer counts.
    private int delimiter() {
        int length = lines.kept();
        if (boundaries.isEmpty() || length < 3 || lines.octet(0) != '-' || lines.octet(1) != '-') {
            return NONE;
        }
        int found = NONE;
        for (int level = boundaries.size() - 1; level >= 0; level--) {
            steps++;
            byte[] boundary = boundaries.get(level);
            if ((found == NONE || boundary.length > boundaries.get(found).length) && begins(boundary, length)) {
                found = level;
            }
        }
        return found;
    }

    private boolean begins(byte[] boundary, int length) {
        return length >= 2 + boundary.length
                && Arrays.equals(lines.octets(), 2, 2 + boundary.length, boundary, 0, boundary.length);
    }

    private boolean closes(int level) {
        int end = 2 + boundaries.get(level).length;
        return lines.kept() >= end + 2 && lines.octet(end) == '-' && lines.octet(end + 1) == '-';
    }

    /// Where a body ends, at the delimiter behind it or at the end: the line end before a delimiter is not its,
    /// unless it is a header's.
    private long bodyEnd() {
        return lines.atEnd() ? lines.start() : Math.max(headerEnd, lines.previousContentEnd());
    }

    private long lineEndsOfBody() {
        boolean owns = lines.atEnd() || lines.start() == headerEnd;
        return lines.lineEnds() - (owns ? 0 : 1);
    }
}
