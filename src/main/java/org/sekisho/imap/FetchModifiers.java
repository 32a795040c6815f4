package org.sekisho.imap;

import java.util.Optional;
import java.util.OptionalLong;

/// What stands behind the items of a FETCH.
/// @param changedSince only messages with a higher modification sequence (RFC 7162 §3.1.4.1)
/// @param vanished with `changedSince` and UIDs only: tell which are gone, too (RFC 7162 §3.2.6)
/// @param partial with UIDs only (RFC 9394 §3.2)
public record FetchModifiers(OptionalLong changedSince, boolean vanished, Optional<PartialRange> partial) {
    public static final FetchModifiers NONE = new FetchModifiers(OptionalLong.empty(), false, Optional.empty());
}
