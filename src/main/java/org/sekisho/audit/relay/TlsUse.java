package org.sekisho.audit.relay;

import java.util.Locale;
import java.util.Optional;

/// How a port is spoken to.
public enum TlsUse {
    /// Without TLS, except for the probes that are about STARTTLS.
    OFF,
    /// Every probe begins with STARTTLS (RFC 3207).
    STARTTLS,
    /// TLS from the first octet (RFC 8314 §3.3).
    IMPLICIT;

    private static final int SUBMISSIONS = 465; // RFC 8314 §7.3

    /// What is usual at a port.
    public static TlsUse at(int port) {
        return port == SUBMISSIONS ? IMPLICIT : OFF;
    }

    /// @return empty for a word that is none of them
    public static Optional<TlsUse> of(String word) {
        for (TlsUse tls : values()) {
            if (tls.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(tls);
            }
        }
        return Optional.empty();
    }
}
