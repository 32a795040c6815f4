package org.sekisho.message;

import java.util.List;
import java.util.Optional;

/// A node of a message's MIME tree (RFC 2045, 2046) with what BODYSTRUCTURE tells of it (RFC 9051 §7.5.2). The
/// root is the message itself.
/// @param header the part's header fields and the empty line behind them
/// @param body without the CRLF that belongs to the boundary behind it (RFC 2046 §5.1.1); what BODY[n] shows
/// @param lines line ends in the body
/// @param fields what the header says of the part
public record Part(ContentType type, Extent header, Extent body, long lines, Fields fields, Content content) {
    /// What stands in the part's header, unfolded.
    /// @param encoding of Content-Transfer-Encoding, ASCII, in lower case; `7bit` when there is none
    /// @param id of Content-ID, with its brackets
    /// @param language tags of Content-Language (RFC 3282)
    /// @param location of Content-Location (RFC 2557)
    public record Fields(
            String encoding,
            Optional<RawText> id,
            Optional<RawText> description,
            Optional<RawText> md5,
            Optional<Disposition> disposition,
            List<RawText> language,
            Optional<RawText> location) {
        public static final Fields NONE = new Fields(
                "7bit",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());

        public Fields {
            language = List.copyOf(language);
        }
    }

    /// What the body is.
    public sealed interface Content {
        /// Anything that has no parts.
        record Single() implements Content {}

        /// @param parts one or more
        record Multipart(List<Part> parts) implements Content {
            public Multipart {
                parts = List.copyOf(parts);
                if (parts.isEmpty()) {
                    throw new IllegalArgumentException("a multipart without parts");
                }
            }
        }

        /// The body is a message: message/rfc822 or message/global.
        /// @param root the message; its header begins where the body of this part does
        record Message(Envelope envelope, Part root) implements Content {}
    }

    /// Header and body.
    public long octets() {
        return header.octets() + body.octets();
    }

    /// The part with this number, when this is the root of a message. A message that is no multipart is its own
    /// part 1. RFC 9051 §6.4.5.1.
    /// @param numbers one or more, for example 1 and 2 for BODY[1.2]
    /// @return empty: there is no such part
    public Optional<Part> find(List<Integer> numbers) {
        List<Part> among = ofMessage();
        Optional<Part> found = Optional.empty();
        for (int number : numbers) {
            if (number < 1 || number > among.size()) {
                return Optional.empty();
            }
            Part part = among.get(number - 1);
            among = part.numbered();
            found = Optional.of(part);
        }
        return found;
    }

    private List<Part> ofMessage() {
        return content instanceof Content.Multipart(var parts) ? parts : List.of(this);
    }

    private List<Part> numbered() {
        return switch (content) {
            case Content.Single _ -> List.of();
            case Content.Multipart(var parts) -> parts;
            case Content.Message message -> message.root().ofMessage();
        };
    }
}
