package org.sekisho.imap;

import java.util.Optional;

/// RFC 5464 §4.3.
/// @param name in lower case, begins with `/private/` or `/shared/`
/// @param value empty (NIL) to remove it
public record MetadataEntry(String name, Optional<Octets> value) {}
