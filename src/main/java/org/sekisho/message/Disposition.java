package org.sekisho.message;

import java.util.List;
import java.util.Locale;

/// What Content-Disposition says. RFC 2183.
/// @param type ASCII, in lower case, for example `attachment`
/// @param parameters as in the field
public record Disposition(String type, List<Parameter> parameters) {
    public Disposition {
        type = type.toLowerCase(Locale.ROOT);
        parameters = List.copyOf(parameters);
    }
}
