package org.sekisho.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// The octets that a section of a message is, to be read as often as needed without holding them. RFC 9051
/// §6.4.5.1.
public sealed interface SectionOctets {
    /// A piece of the message.
    record Piece(Extent extent) implements SectionOctets {}

    /// Some fields of a header.
    record Fields(Extent header, Section.Text.HeaderFields fields) implements SectionOctets {}

    /// @param root of the message
    /// @return empty: the message has no such section
    static Optional<SectionOctets> find(Part root, Section section) {
        if (section.part().isEmpty()) {
            return Optional.of(
                    section.text() instanceof Section.Text.All
                            ? new Piece(new Extent(root.header().offset(), root.octets()))
                            : ofMessage(root, section.text()));
        }
        return root.find(section.part()).flatMap(part -> ofPart(part, section.text()));
    }

    private static Optional<SectionOctets> ofPart(Part part, Section.Text text) {
        return switch (text) {
            case Section.Text.All _ -> Optional.of(new Piece(part.body()));
            case Section.Text.Mime _ -> Optional.of(new Piece(part.header()));
            case Section.Text.Header _, Section.Text.HeaderFields _, Section.Text.Body _ ->
                part.content() instanceof Part.Content.Message message
                        ? Optional.of(ofMessage(message.root(), text))
                        : Optional.empty();
        };
    }

    private static SectionOctets ofMessage(Part root, Section.Text text) {
        return switch (text) {
            case Section.Text.HeaderFields fields -> new Fields(root.header(), fields);
            case Section.Text.Header _, Section.Text.Mime _ -> new Piece(root.header());
            case Section.Text.Body _, Section.Text.All _ -> new Piece(root.body());
        };
    }

    /// How many octets [#open] gives. Of some fields only a reading tells.
    default long octets(MessageSource message) throws IOException {
        return switch (this) {
            case Piece(var extent) -> extent.octets();
            case Fields _ -> {
                try (InputStream fields = open(message)) {
                    yield count(fields);
                }
            }
        };
    }

    /// The octets; the caller closes the stream.
    default InputStream open(MessageSource message) throws IOException {
        return switch (this) {
            case Piece(var extent) -> slice(message, extent);
            case Fields(var header, var fields) -> new DecodedInput(slice(message, header), new HeaderFilter(fields));
        };
    }

    /// A piece of a message, read from its beginning.
    static InputStream slice(MessageSource message, Extent extent) throws IOException {
        InputStream whole = message.open();
        try {
            whole.skipNBytes(extent.offset());
            return new SliceInput(whole, extent.octets());
        } catch (IOException | RuntimeException e) {
            whole.close();
            throw e;
        }
    }

    /// Octets up to the end of a stream.
    static long count(InputStream stream) throws IOException {
        return stream.transferTo(OutputStream.nullOutputStream());
    }
}
