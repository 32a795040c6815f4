package org.sekisho.imap;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What a search reports. RFC 9051 §6.4.4, RFC 5267 (ESORT), RFC 9394 §3.1 (PARTIAL).
/// @param options `RETURN ()` is ALL, and already is so here
/// @param partial never together with ALL
public record SearchReturn(Set<Option> options, Optional<PartialRange> partial) {
    public enum Option {
        MIN,
        MAX,
        ALL,
        COUNT,
        SAVE
    }

    public SearchReturn {
        var copy = EnumSet.noneOf(Option.class);
        copy.addAll(options);
        options = Collections.unmodifiableSet(copy);
    }

    public boolean has(Option option) {
        return options.contains(option);
    }
}
