package org.sekisho.smtp.client;

/// How much privacy a hop must offer. RFC 3207, RFC 7435.
public enum TlsPolicy {
    /// Never, for peers on this machine and for debugging.
    OFF,
    /// With whoever offers it, whatever its certificate; else without.
    OPPORTUNISTIC,
    /// Never without, whatever the certificate.
    REQUIRED,
    /// Never without, and with a certificate that names the host and that an authority has signed.
    VERIFIED;

    boolean mayDoWithout() {
        return this == OFF || this == OPPORTUNISTIC;
    }
}
