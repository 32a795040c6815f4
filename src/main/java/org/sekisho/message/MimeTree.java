package org.sekisho.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// A message as its header and its parts tell it. RFC 5322, 2045, 2046.
/// @param references all References fields, one after the other; empty when there are none
/// @param root the message itself
public record MimeTree(Envelope envelope, Optional<RawText> references, Part root) {
    /// Parts within parts that are told apart; what is deeper is one part, application/octet-stream.
    public static final int MAX_DEPTH = 50;
    /// Parts of a message that are told apart; what comes behind them in a multipart is one more.
    public static final int MAX_PARTS = 1_000;

    /// Reads a message, once, from beginning to end. Anything is a message: what does not follow the RFCs is
    /// read as most programs read it. Needs memory for one header and the tree, both bounded, and time
    /// proportional to the message's length.
    public static MimeTree parse(InputStream message) throws IOException {
        return new MimeParser(message).tree();
    }

    static MimeTree of(RawHeader header, Part root) {
        List<RawText> references = header.all("references");
        return new MimeTree(
                EnvelopeReader.read(header),
                references.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RawText(String.join(
                                " ", references.stream().map(RawText::octets).toList()))),
                root);
    }
}
