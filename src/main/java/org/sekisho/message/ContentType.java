package org.sekisho.message;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A media type with its parameters, in order. RFC 2045 §5.
/// @param type ASCII, in lower case
/// @param subtype ASCII, in lower case
/// @param parameters as in the field; of a text without charset, `charset=us-ascii` is the last (§5.2)
public record ContentType(String type, String subtype, List<Parameter> parameters) {
    private static final Parameter US_ASCII = new Parameter("charset", RawText.of("us-ascii"));

    /// What a part without Content-Type is.
    public static final ContentType TEXT = new ContentType("text", "plain", List.of());
    /// What cannot be told more precisely.
    public static final ContentType OCTETS = new ContentType("application", "octet-stream", List.of());
    /// What a part of a multipart/digest without Content-Type is (RFC 2046 §5.1.5).
    public static final ContentType MESSAGE = new ContentType("message", "rfc822", List.of());

    public ContentType {
        type = type.toLowerCase(Locale.ROOT);
        subtype = subtype.toLowerCase(Locale.ROOT);
        if (type.equals("text")
                && parameters.stream().noneMatch(each -> each.name().equals(US_ASCII.name()))) {
            parameters = Stream.concat(parameters.stream(), Stream.of(US_ASCII)).toList();
        }
        parameters = List.copyOf(parameters);
    }

    public boolean isText() {
        return type.equals("text");
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /// Whether it holds a whole message (RFC 2046 §5.2.1, RFC 6532 §3.7).
    public boolean isMessage() {
        return type.equals("message") && (subtype.equals("rfc822") || subtype.equals("global"));
    }

    public boolean is(String wantedType, String wantedSubtype) {
        return type.equals(wantedType) && subtype.equals(wantedSubtype);
    }

    /// The first parameter of this name, as it stands in the field.
    /// @param name in lower case
    public Optional<RawText> parameter(String name) {
        return parameters.stream()
                .filter(each -> each.name().equals(name))
                .map(Parameter::value)
                .findFirst();
    }
}
