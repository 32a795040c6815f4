package org.sekisho.qmail;

import java.util.Map;
import java.util.Optional;

/// A rule of tcpserver, which starts qmail-smtpd. The most exact rule is taken; the order of lines says nothing.
/// @param environment what is set for qmail-smtpd
public record TcpRule(Line line, TcpSubject subject, boolean allowed, Map<String, String> environment) {
    public TcpRule {
        environment = Map.copyOf(environment);
    }

    /// Set at all, these clients may send to anywhere; what it holds is put behind each recipient.
    public Optional<String> relayClient() {
        return allowed ? Optional.ofNullable(environment.get("RELAYCLIENT")) : Optional.empty();
    }
}
