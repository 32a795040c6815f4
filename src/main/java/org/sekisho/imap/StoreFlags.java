package org.sekisho.imap;

import java.util.List;

/// What STORE does. RFC 9051 §6.4.6.
/// @param silent no FETCH response for what this session knows it has done
/// @param flags as sent, `\Seen` or a keyword, system flags in the RFC's case; may be empty
public record StoreFlags(Mode mode, boolean silent, List<String> flags) {
    public enum Mode {
        REPLACE,
        ADD,
        REMOVE
    }

    public StoreFlags {
        flags = List.copyOf(flags);
    }
}
