package org.sekisho.message;

import java.util.List;

/// Makes an envelope of a header. Of several address fields of one name all addresses count, so that none can
/// hide behind another; of other fields the first. A field that is there and empty is an empty text.
final class EnvelopeReader {
    private EnvelopeReader() {}

    static Envelope read(RawHeader header) {
        return new Envelope(
                header.field("date"),
                header.field("subject"),
                addresses(header, "from"),
                addresses(header, "sender"),
                addresses(header, "reply-to"),
                addresses(header, "to"),
                addresses(header, "cc"),
                addresses(header, "bcc"),
                header.field("in-reply-to"),
                header.field("message-id"));
    }

    private static List<EnvelopeAddress> addresses(RawHeader header, String name) {
        return header.all(name).stream()
                .flatMap(body -> new AddressReader(body).addresses().stream())
                .limit(AddressReader.MAX_ADDRESSES)
                .toList();
    }
}
