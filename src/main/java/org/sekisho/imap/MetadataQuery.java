package org.sekisho.imap;

import java.util.List;
import java.util.OptionalLong;

/// What GETMETADATA asks for. RFC 5464 §4.2.
/// @param maxSize no values of more octets
/// @param entries one or more, in lower case
public record MetadataQuery(OptionalLong maxSize, Depth depth, List<String> entries) {
    public enum Depth {
        /// The entry itself.
        ZERO,
        /// And what is right below it.
        ONE,
        /// And everything below it.
        INFINITY
    }

    public MetadataQuery {
        entries = List.copyOf(entries);
    }
}
