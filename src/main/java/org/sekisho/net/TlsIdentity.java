package org.sekisho.net;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The certificate and key that listeners show; reloaded when the files change. Safe from any thread.
public interface TlsIdentity {
    SSLContext context();

    /// The hash of the certificate for `tls-server-end-point` (RFC 5929 §4), of the certificate now in use.
    Optional<byte[]> endPointHash();
}
