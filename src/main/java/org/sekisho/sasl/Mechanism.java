package org.sekisho.sasl;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The mechanisms we speak, the best first: the order in which they are offered.
public enum Mechanism {
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"), // RFC 7677
    SCRAM_SHA_256("SCRAM-SHA-256"),
    PLAIN("PLAIN"), // RFC 4616
    LOGIN("LOGIN"), // draft-murchison-sasl-login: obsolete, and what many devices still speak
    CRAM_MD5("CRAM-MD5"); // RFC 2195

    private final String wireName;

    Mechanism(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// True when the server gets to see the password.
    public boolean showsPassword() {
        return this == PLAIN || this == LOGIN;
    }

    /// @param name in any case (RFC 4422 §3.1 has upper case only; clients differ)
    public static Optional<Mechanism> of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.wireName.equals(upper))
                .findFirst();
    }

    @Override
    public String toString() {
        return wireName;
    }
}
