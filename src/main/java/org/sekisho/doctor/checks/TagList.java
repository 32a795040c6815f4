package org.sekisho.doctor.checks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sekisho.address.SyntaxError;

/// `tag=value;` pairs, as DKIM keys and DMARC records have them. RFC 6376 §3.2, RFC 7489 §6.4.
/// @param tags names lower case, values without blanks around them
record TagList(Map<String, String> tags) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    TagList {
        tags = Map.copyOf(tags);
    }

    /// @throws SyntaxError no such pairs, or a tag that stands there twice
    static TagList of(String text) {
        var tags = new LinkedHashMap<String, String>();
        for (String pair : text.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (pair.isBlank()) {
                continue;
            }
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!NAME.matcher(name).matches()) {
                throw new SyntaxError("'" + pair.strip() + "' is not of the form tag=value");
            }
            if (tags.put(
                            name.toLowerCase(Locale.ROOT),
                            pair.substring(equals + 1).strip())
                    != null) {
                throw new SyntaxError(name + "= stands there twice");
            }
        }
        return new TagList(tags);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(tags.get(name));
    }
}
