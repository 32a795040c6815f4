package org.sekisho.smtp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.blocklist.Door;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.gate.RelayGate;
import org.sekisho.net.Connection;
import org.sekisho.net.Listener;
import org.sekisho.net.TlsIdentity;
import org.sekisho.queue.Queue;
import org.sekisho.store.Blobs;

/// What one SMTP or LMTP listener serves with. Safe from any thread.
public final class SmtpService implements Listener.Handler {
    /// What all sessions share.
    /// @param random for Message-ID; safe from any thread
    /// @param door whom the blocklist turns away
    /// @param capacity asked for mail from those who have not logged in: the others' we keep until there is room
    /// @param sasl log-ins; what is offered where, it decides
    /// @param tls empty: STARTTLS is not offered, and an implicit TLS listener cannot be
    public record Parts(
            RelayGate gate,
            Door door,
            Capacity capacity,
            Queue queue,
            Blobs blobs,
            SaslLogin sasl,
            Optional<TlsIdentity> tls,
            InstantSource clock,
            RandomGenerator random,
            Log log,
            Counters counters) {}

    private final SmtpSettings settings;
    private final Parts parts;

    public SmtpService(SmtpSettings settings, Parts parts) {
        if (settings.implicitTls() && parts.tls().isEmpty()) {
            throw new IllegalArgumentException(settings.service() + " needs a certificate");
        }
        this.settings = settings;
        this.parts = parts;
    }

    /// What a client hears when too many came from its address (RFC 5321 §3.8, 421); nothing where TLS comes
    /// first.
    public static byte[] refusal(SmtpSettings settings) {
        return settings.implicitTls()
                ? new byte[0]
                : ("421 4.7.0 " + settings.hostname() + " too many connections from your address\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void serve(Connection connection) throws IOException {
        new SmtpSession(settings, parts, connection).run();
    }
}
