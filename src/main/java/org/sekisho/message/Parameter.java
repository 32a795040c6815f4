package org.sekisho.message;

import java.util.Locale;

/// One parameter of a Content-Type or Content-Disposition field, in the form it has there: continuations and
/// charsets of RFC 2231 (`name*0*`) are not put together.
/// @param name ASCII, in lower case
/// @param value without the quotes
public record Parameter(String name, RawText value) {
    public Parameter {
        name = name.toLowerCase(Locale.ROOT);
    }
}
