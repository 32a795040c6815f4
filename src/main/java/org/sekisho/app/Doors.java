package org.sekisho.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.accounts.Service;
import org.sekisho.audit.self.Safeguard;
import org.sekisho.config.Settings;
import org.sekisho.events.SessionId;
import org.sekisho.gate.RelayGate;
import org.sekisho.imap.server.ImapServer;
import org.sekisho.mailbox.AccessLists;
import org.sekisho.mailbox.Annotations;
import org.sekisho.mailbox.FirstFolders;
import org.sekisho.mailbox.MailboxTree;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.net.ConnectionLimits;
import org.sekisho.net.Deadlines;
import org.sekisho.net.Listener;
import org.sekisho.net.TlsIdentity;
import org.sekisho.pop3.server.Maildrops;
import org.sekisho.pop3.server.Pop3Server;
import org.sekisho.queue.DurableQueue;
import org.sekisho.search.FullText;
import org.sekisho.search.Ordering;
import org.sekisho.smtp.server.Capacity;
import org.sekisho.smtp.server.SmtpService;

/// Where clients come in: one listener for each of the settings, each with the kind of session it is for. Bound
/// by [#open], so that a port that is taken stops the start; served from [#start] on.
final class Doors implements AutoCloseable {
    private static final byte[] SILENCE = {}; // to who would have to speak TLS first

    /// What the sessions work with.
    record Parts(
            Wiring.World world,
            Deadlines deadlines,
            Blocking blocking,
            Safeguard safeguard,
            RelayGate gate,
            DurableQueue queue,
            Accounts accounts,
            Mailboxes mailboxes,
            FullText texts,
            SaslLogin login,
            Optional<TlsIdentity> tls) {}

    private final Supplier<Settings> settings;
    private final Parts parts;
    private final Wiring.World world;
    private final Maildrops maildrops;
    private final Ordering ordering;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private Optional<MetricsServer> metrics = Optional.empty();
    private final AtomicLong sessions = new AtomicLong();

    /// @param settings of now
    Doors(Supplier<Settings> settings, Parts parts) {
        this.settings = settings;
        this.parts = parts;
        this.world = parts.world;
        this.maildrops = new Maildrops(parts.mailboxes);
        this.ordering = new Ordering(parts.mailboxes);
    }

    /// @throws IOException one cannot be had; then none is open
    void open() throws IOException {
        try {
            for (Settings.Listener each : settings.get().listeners()) {
                open(each);
            }
        } catch (IOException e) {
            listeners.forEach(Listener::close);
            parts.blocking.close();
            throw e;
        }
    }

    private void open(Settings.Listener each) throws IOException {
        switch (each.service()) {
            case METRICS -> {
                var server = new MetricsServer(each.address(), world.counters()::text);
                metrics = Optional.of(server);
                endpoints.add(new Endpoint(each.service(), server.endpoint()));
            }
            case DNSBL ->
                endpoints.add(new Endpoint(each.service(), parts.blocking.listen(each.address(), parts.deadlines)));
            case SMTP, SUBMISSION, SUBMISSIONS, LMTP, IMAP, IMAPS, POP3, POP3S, MANAGESIEVE, CONSOLE -> {
                Listener listener = listener(each);
                listeners.add(listener);
                endpoints.add(new Endpoint(each.service(), listener.endpoint()));
            }
        }
    }

    private Listener listener(Settings.Listener each) throws IOException {
        var service = Service.valueOf(each.service().name());
        Settings current = settings.get();
        var limits = new ConnectionLimits(
                each.maxConnections().orElse(current.limits().connections()),
                current.limits().connectionsPerAddress());
        var listening = new Listener.Settings(
                each.service().name().toLowerCase(Locale.ROOT),
                each.address(),
                ApprovedProxies.believed(each, settings, parts.safeguard),
                refusal(service));
        try {
            return new Listener(
                    listening,
                    limits,
                    parts.deadlines,
                    () -> new SessionId("s" + Long.toString(sessions.incrementAndGet(), 36)),
                    each.proxyProtocol()
                            ? new ApprovedProxies(service, parts.safeguard, handler(service))
                            : handler(service),
                    world.log(),
                    world.counters());
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + each.address() + " for " + listening.service() + ": " + e.getMessage(), e);
        }
    }

    private byte[] refusal(Service service) {
        return switch (service) {
            case POP3 -> Pop3Server.REFUSAL.getBytes(StandardCharsets.US_ASCII);
            case IMAP -> ImapServer.REFUSAL.getBytes(StandardCharsets.US_ASCII);
            case IMAPS, POP3S -> SILENCE;
            case SMTP, SUBMISSION, SUBMISSIONS, LMTP, MANAGESIEVE, CONSOLE, METRICS ->
                SmtpService.refusal(new Translation(settings.get()).smtp(service));
        };
    }

    private Listener.Handler handler(Service service) {
        return switch (service) {
            case POP3, POP3S -> pop3(service);
            case SMTP, SUBMISSION, SUBMISSIONS, LMTP -> smtp(service);
            case IMAP, IMAPS -> imap(service);
            case MANAGESIEVE, CONSOLE, METRICS ->
                throw new IllegalStateException("the settings let nobody listen for " + service);
        };
    }

    private Listener.Handler pop3(Service service) {
        var pop3 = new Pop3Server(
                new Pop3Server.Settings(
                        settings.get().hostname().name(),
                        Pop3Server.TIMEOUT,
                        settings.get().login().plainText()),
                parts.login,
                parts.accounts,
                maildrops,
                parts.tls,
                world.log(),
                world.counters());
        return connection -> pop3.serve(connection, service);
    }

    private Capacity.Answer capacity(AccountId account, long octets) {
        return switch (parts.mailboxes.room(account, octets)) {
            case ENOUGH -> Capacity.Answer.ENOUGH;
            case LATER -> Capacity.Answer.LATER;
            case NONE -> Capacity.Answer.NONE;
        };
    }

    private Listener.Handler imap(Service service) {
        Settings current = settings.get();
        var imap = new ImapServer(
                new ImapServer.Settings(
                        current.hostname().name(),
                        ImapServer.TIMEOUT,
                        ImapServer.LOGIN_TIMEOUT,
                        current.login().plainText(),
                        current.limits().messageOctets()),
                parts.login,
                parts.accounts,
                parts.mailboxes,
                new MailboxTree(parts.mailboxes, parts.accounts),
                new FirstFolders(parts.mailboxes, () -> new Translation(settings.get()).folders()),
                world.store().blobs(),
                parts.texts,
                ordering,
                new AccessLists(parts.mailboxes, parts.accounts),
                new Annotations(
                        parts.mailboxes,
                        () -> Optional.of(
                                "mailto:postmaster@" + settings.get().hostname().name())),
                parts.tls,
                world.clock(),
                world.log(),
                world.counters());
        return connection -> imap.serve(connection, service);
    }

    private Listener.Handler smtp(Service service) {
        var smtp = new SmtpService.Parts(
                parts.gate,
                parts.blocking.door(),
                this::capacity,
                parts.queue,
                world.store().blobs(),
                parts.login,
                parts.tls,
                world.clock(),
                world.random(),
                world.log(),
                world.counters());
        // Made for each connection, so that it sees the settings of now.
        return connection -> new SmtpService(
                        new Translation(settings.get())
                                .smtp(service)
                                .withXclientHosts(
                                        parts.safeguard.trust().xclient().networks()),
                        smtp)
                .serve(connection);
    }

    void start() {
        listeners.forEach(Listener::start);
        metrics.ifPresent(MetricsServer::start);
    }

    List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    /// No new connections; idle sessions end, others may finish within `grace`.
    void stop(Duration grace) throws InterruptedException {
        List<Thread> stopping = listeners.stream()
                .map(listener -> Thread.ofVirtual().start(() -> listener.stop(grace)))
                .toList();
        for (Thread each : stopping) {
            each.join();
        }
    }

    /// Ends what is left: the numbers may be asked for until the last session has ended.
    @Override
    public void close() {
        metrics.ifPresent(MetricsServer::close);
    }
}
