package org.sekisho.message;

import java.util.List;

/// Which piece of a message is meant. RFC 9051 §6.4.5.1 and §9, section-spec.
/// @param part its number, for example 1 and 2 for BODY[1.2]; empty for the message itself
public record Section(List<Integer> part, Text text) {
    /// The whole message: BODY[].
    public static final Section ALL = new Section(List.of(), new Text.All());

    /// Which part of the part.
    public sealed interface Text {
        /// The message, or the body of the part.
        record All() implements Text {}

        /// The header of the message that the part is.
        record Header() implements Text {}

        /// @param names ASCII, as the client wrote them; compared without case
        /// @param not all fields but these
        record HeaderFields(List<String> names, boolean not) implements Text {
            public HeaderFields {
                names = List.copyOf(names);
            }
        }

        /// The body of the message that the part is.
        record Body() implements Text {}

        /// The header of the part; only with a number.
        record Mime() implements Text {}
    }

    public Section {
        part = List.copyOf(part);
        if (part.isEmpty() && text instanceof Text.Mime) {
            throw new IllegalArgumentException("MIME needs the number of a part");
        }
    }
}
