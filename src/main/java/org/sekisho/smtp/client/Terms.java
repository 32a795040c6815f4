package org.sekisho.smtp.client;

import java.util.Optional;
import org.sekisho.events.Secret;

/// How to speak with a hop: what its route says.
/// @param login at a smarthost; a password is shown only under TLS, or to this machine with [TlsPolicy#OFF]
public record Terms(TlsPolicy tls, Optional<Credentials> login) {
    public record Credentials(String user, Secret password) {}

    /// For mail to the hosts that DNS names.
    public static final Terms DEFAULT = new Terms(TlsPolicy.OPPORTUNISTIC, Optional.empty());
}
