package org.sekisho.smtp.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.blocklist.Door;
import org.sekisho.events.SessionId;
import org.sekisho.net.ConnectionLimits;
import org.sekisho.net.Deadlines;
import org.sekisho.net.Listener;
import org.sekisho.net.SelfSigned;
import org.sekisho.net.TlsIdentity;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

/// SMTP listeners on the loopback, with everything behind them in memory.
final class SmtpHouse implements AutoCloseable {
    static final SmtpSettings.Times QUICK = new SmtpSettings.Times(
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ZERO,
            Duration.ZERO);

    final MemoryStore store = new MemoryStore();
    final KeptMessages queue = new KeptMessages(store);
    final RecordedEvents events = new RecordedEvents();
    final Deadlines deadlines = new Deadlines(Duration.ofMillis(20));
    private final AtomicLong ids = new AtomicLong();
    private final List<Listener> listeners = new ArrayList<>();
    private final TlsIdentity identity;
    Door door = Door.OPEN;
    Capacity capacity = Capacity.ENDLESS;

    SmtpHouse(Path folder) throws IOException, GeneralSecurityException {
        var certificate = folder.resolve("cert.pem");
        var key = folder.resolve("key.pem");
        SelfSigned.write(certificate, key, List.of("mx.example.test"), Instant.now());
        identity = TlsIdentity.load(certificate, key, events);
    }

    static SmtpSettings settings(Service service) {
        return SmtpSettings.of(service, Domain.of("mx.example.test"), ZoneId.of("Asia/Tokyo"))
                .with(QUICK);
    }

    Listener listen(SmtpSettings settings) throws IOException {
        return listen(settings, "127.0.0.1");
    }

    Listener listen(SmtpSettings settings, String address) throws IOException {
        var parts = new SmtpService.Parts(
                new SmallGate(),
                door,
                capacity,
                queue,
                store,
                new SaslLogin(new OnePassword(), "mx.example.test", new SecureRandom()),
                Optional.of(identity),
                new SetClock(Instant.parse("2026-03-01T00:00:00Z")),
                new SecureRandom(),
                events,
                events);
        var listener = new Listener(
                new Listener.Settings(
                        settings.service().name(),
                        new InetSocketAddress(InetAddress.ofLiteral(address), 0),
                        SmtpService.refusal(settings)),
                new ConnectionLimits(500, 500),
                deadlines,
                () -> new SessionId("s" + ids.incrementAndGet()),
                new SmtpService(settings, parts),
                events,
                events);
        listener.start();
        listeners.add(listener);
        return listener;
    }

    SmtpClient connect(Service service) throws IOException {
        return connect(settings(service));
    }

    SmtpClient connect(SmtpSettings settings) throws IOException {
        return new SmtpClient(listen(settings).endpoint());
    }

    @Override
    public void close() {
        listeners.forEach(Listener::close);
        deadlines.close();
    }
}
