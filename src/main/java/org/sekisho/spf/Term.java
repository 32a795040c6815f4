package org.sekisho.spf;

import org.sekisho.address.Network;

/// A mechanism with its qualifier. RFC 7208 §5. A domain that is not written is `%{d}`, the current one.
sealed interface Term {
    Qualifier qualifier();

    record All(Qualifier qualifier) implements Term {}

    record Include(Qualifier qualifier, MacroText domain) implements Term {}

    record Address(Qualifier qualifier, MacroText domain, Prefix prefix) implements Term {}

    record Exchanger(Qualifier qualifier, MacroText domain, Prefix prefix) implements Term {}

    record Pointer(Qualifier qualifier, MacroText domain) implements Term {}

    record Block(Qualifier qualifier, Network network) implements Term {}

    record Exists(Qualifier qualifier, MacroText domain) implements Term {}

    /// How much of an address has to agree, in bits.
    record Prefix(int v4, int v6) {
        static final Prefix WHOLE = new Prefix(32, 128);
    }
}
