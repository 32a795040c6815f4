package org.sekisho.sasl;

import com.ongres.saslprep.SASLprep;
import com.ongres.stringprep.Profile;
import java.util.Optional;

/// SASLprep (RFC 4013), so that a name or password typed on another keyboard is the same one.
public final class Prepared {
    private static final Profile PROFILE = new SASLprep(); // holds no state

    private Prepared() {}

    /// For what a client sends; characters that Unicode had not assigned then are let through (RFC 3454 §7).
    /// @return empty for text with prohibited characters, and for what becomes nothing
    public static Optional<String> query(String text) {
        try {
            return Optional.of(PROFILE.prepareQuery(text)).filter(prepared -> !prepared.isEmpty());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
