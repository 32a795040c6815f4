package org.sekisho.pop3.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.Directory;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.accounts.Service;
import org.sekisho.address.Network;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.net.Connection;
import org.sekisho.net.TlsIdentity;

/// What all POP3 sessions share. Safe from any thread.
/// @param tls what STLS and POP3S show; empty: STLS is not offered, and POP3S cannot be served
public record Pop3Server(
        Settings settings,
        SaslLogin login,
        Directory directory,
        Maildrops maildrops,
        Optional<TlsIdentity> tls,
        Log log,
        Counters counters) {
    /// What a client hears when too many came from its address.
    public static final String REFUSAL = "-ERR [SYS/TEMP] too many connections from your address\r\n";

    public static final Duration TIMEOUT = Duration.ofMinutes(10); // RFC 1939 §3

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofMinutes(1);

    /// @param timeout how long a client may say nothing; RFC 1939 §3 wants 10 minutes at least
    /// @param plainText from which addresses passwords may be sent without TLS
    public record Settings(String hostname, Duration timeout, List<Network> plainText) {
        public Settings(String hostname) {
            this(hostname, TIMEOUT, List.of());
        }
    }

    /// Serves one connection to its end.
    /// @param service POP3 or POP3S, which begins with a TLS handshake
    public void serve(Connection connection, Service service) throws IOException {
        if (service == Service.POP3S) {
            TlsIdentity identity = tls.orElseThrow(() -> new IllegalStateException("POP3S needs a certificate"));
            if (!secured(connection, identity)) {
                return;
            }
        }
        connection.timeout(settings.timeout);
        new Pop3Session(this, connection, service).run();
    }

    /// Whether who has logged in may go on: not once the account was suspended or removed, its password changed, or
    /// the app password revoked. Asked before each command.
    boolean stands(Login session) {
        if (directory.standing(session) instanceof Directory.Standing.Gone(var why)) {
            log.info("pop3.standing", "user", session.user(), "why", why);
            return false;
        }
        return true;
    }

    /// @return false when the client had sent plain text that would have passed for what it says under TLS: hang
    /// up
    boolean secured(Connection connection, TlsIdentity identity) throws IOException {
        connection.timeout(HANDSHAKE_TIMEOUT);
        int injected = connection.startTlsAsServer(identity);
        connection.timeout(settings.timeout);
        return injected == 0;
    }
}
