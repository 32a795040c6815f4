package org.sekisho.search;

import java.util.Locale;
import java.util.Optional;

/// The fields of the index that hold terms of texts.
enum IndexField {
    /// Parts that are text.
    BODY,
    /// All header fields, `name: value`, without signatures.
    HEADERS,
    /// Names of the message's own header fields, each one term, in lower case.
    NAMES,
    // values of the message's own header fields of these names
    SUBJECT,
    FROM,
    TO,
    CC,
    BCC;

    /// Longer names are cut; nobody looks for one.
    static final int LONGEST_NAME = 200;

    private final String key = name().toLowerCase(Locale.ROOT);

    /// Its name in the index; of the last five also that of the header field.
    String key() {
        return key;
    }

    /// The one for values of this header field.
    static Optional<IndexField> ofHeader(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "subject" -> Optional.of(SUBJECT);
            case "from" -> Optional.of(FROM);
            case "to" -> Optional.of(TO);
            case "cc" -> Optional.of(CC);
            case "bcc" -> Optional.of(BCC);
            default -> Optional.empty();
        };
    }
}
