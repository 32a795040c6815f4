package org.sekisho.doctor.checks;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a listener shows to somebody who connects.
sealed interface Seen {
    /// @param chain the server's own certificate first
    record Chain(List<X509Certificate> chain) implements Seen {
        public Chain {
            chain = List.copyOf(chain);
        }
    }

    record NoTls() implements Seen {}

    /// It offers TLS, which then fails.
    record Broken(String why) implements Seen {}

    record Closed(String why) implements Seen {}

    /// It answers, but does not call itself what it should.
    record Other(String greeting) implements Seen {}
}
