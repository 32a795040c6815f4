package org.sekisho.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.sekisho.accounts.AccountId;
import org.sekisho.activity.Handover;
import org.sekisho.address.Domain;
import org.sekisho.config.Gateway;
import org.sekisho.config.GatewayServer;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.Settings;
import org.sekisho.gateway.GatewayRoute;
import org.sekisho.gateway.QmailQueue;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.mailbox.UidSet;
import org.sekisho.net.Deadlines;
import org.sekisho.queue.DurableQueue;
import org.sekisho.queue.DurableQueue.Choice;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.QueueId;
import org.sekisho.queue.Recipient;
import org.sekisho.smtp.client.Dialer;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Ourselves;
import org.sekisho.smtp.client.Smarthost;
import org.sekisho.smtp.client.Terms;
import org.sekisho.smtp.client.Timeouts;
import org.sekisho.smtp.client.TlsPolicy;
import org.sekisho.testing.FakeResolver;
import org.sekisho.testing.PostOffice;
import org.sekisho.testing.ScriptedSmtpServer;

/// Everything behind the queue, real but for the store, the clock and the DNS. Tests move the clock, and say when
/// what is due is tried: [#run].
final class DeliveryHouse implements AutoCloseable {
    static final RetryPolicy POLICY = new RetryPolicy(
            Duration.ofMinutes(5),
            Duration.ofHours(4),
            2,
            Optional.of(Duration.ofHours(4)),
            Duration.ofDays(5),
            Duration.ofDays(2));

    private static final Duration LONG = Duration.ofMinutes(1); // on a busy machine
    private static final Timeouts TIMEOUTS =
            new Timeouts(LONG, LONG, LONG, LONG, LONG, Duration.ofMillis(500), LONG.multipliedBy(5));
    private static final Terms PLAIN = new Terms(TlsPolicy.OFF, Optional.empty());

    final PostOffice office = new PostOffice();
    final FakeResolver resolver = new FakeResolver();
    final AtomicReference<RetryPolicy> policy = new AtomicReference<>(POLICY);
    final DurableQueue queue;
    final Mailboxes mailboxes;
    final Outbound outbound;

    final List<Handover> handovers = new CopyOnWriteArrayList<>();
    private final List<Routes.Route> routes = new CopyOnWriteArrayList<>();
    private final List<GatewayRoute> gateways = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final QmailQueue qmailQueue;
    private final Deadlines deadlines = new Deadlines(Duration.ofMillis(50));
    private final Random random = new Random(1);
    private final Attempt.Parts parts;

    DeliveryHouse() throws Exception {
        this(new Outbound.Limits(100, 10));
    }

    DeliveryHouse(Outbound.Limits limits) throws Exception {
        folder = Files.createTempDirectory("hand-over");
        qmailQueue = new QmailQueue(folder, LONG);
        queue = new DurableQueue(office.store, office.gate, office.clock, office.events);
        queue.open();
        mailboxes = new Mailboxes(
                office.store,
                office.clock,
                random,
                new Mailboxes.Terms(new Quota.Rule(Quota.UNLIMITED, 50), Duration.ZERO),
                () -> queue.oldest().value());
        var dialer = new Dialer(
                new Dialer.Identity("mx.example.test", Optional.empty(), Optional.empty()),
                TIMEOUTS,
                deadlines,
                new SecureRandom(),
                office.events,
                office.events);
        var ourselves = new Ourselves(Set.of("mx.example.test"), _ -> false);
        var nextHops = new NextHops(resolver, ourselves, NextHops.Family.IPV4_ONLY, 25, random);
        outbound = new Outbound(dialer, nextHops, () -> new Routes(routes, gateways, PLAIN), office.clock, limits);
        var style = new Reports.Style(new Domain("mx.example.test"), ZoneOffset.UTC, true);
        parts = new Attempt.Parts(
                queue,
                new LocalDelivery(mailboxes, office.accounts, office.gate, Arrivals.IGNORED, office.events),
                new RemoteDelivery(
                        outbound, qmailQueue, office.gate, office.store.blobs(), handovers::add, office.events),
                new Reports(style, office.gate, office.store.blobs(), random, office.events, office.events),
                policy::get,
                office.clock,
                random,
                office.events,
                office.events);
    }

    /// Mail for this domain goes there, without asking the DNS.
    DeliveryHouse route(String domain, ScriptedSmtpServer server) {
        return route(domain, "127.0.0.1", server.address().getPort());
    }

    DeliveryHouse route(String domain, String host, int port) {
        var to = new Domain(domain);
        routes.add(new Routes.Route(domain, (_, each) -> each.equals(to), List.of(new Smarthost(host, port)), PLAIN));
        return this;
    }

    /// The domain is behind a gateway to these servers, and to nothing else from now on.
    DeliveryHouse behind(String domain, String... to) {
        var gateway = new Gateway(
                RouteDomain.of(domain),
                Arrays.stream(to).map(GatewayServer::of).toList(),
                new Gateway.Recipients.Any(),
                Optional.empty(),
                Settings.RemoteTls.OFF,
                false,
                1);
        noGateways();
        gateways.add(GatewayRoute.of(gateway, PLAIN));
        office.gateways(gateway);
        return this;
    }

    void noGateways() {
        gateways.clear();
        office.gateways();
    }

    DeliveryService service() {
        return new DeliveryService(new DeliveryService.Parts(
                queue,
                mailboxes,
                office.accounts,
                office.gate,
                office.store.blobs(),
                outbound,
                handovers::add,
                Arrivals.IGNORED,
                qmailQueue,
                policy::get,
                new Domain("mx.example.test"),
                ZoneOffset.UTC,
                office.clock,
                random,
                office.events,
                office.events));
    }

    QueueId mail(String from, String... to) {
        return queue.accept(office.mail(from, to));
    }

    /// Tries everything that is due, and what follows from it.
    void run() {
        int idle = 0;
        while (idle < 2) {
            Optional<QueueEntry> entry = queue.take(Duration.ZERO);
            idle = entry.isPresent() ? 0 : idle + 1;
            entry.ifPresent(this::attempt);
        }
    }

    void attempt(QueueEntry entry) {
        new Attempt(parts, entry).run();
    }

    void after(Duration pause) {
        office.clock.advance(pause);
        run();
    }

    QueueEntry only() {
        List<QueueEntry> all = queued();
        if (all.size() != 1) {
            throw new AssertionError("not one message but " + all);
        }
        return all.getFirst();
    }

    List<QueueEntry> queued() {
        List<QueueEntry> all = new ArrayList<>();
        queue.walk(new Choice(Optional.empty(), _ -> true), all::add);
        return all;
    }

    static String status(QueueEntry entry) {
        Recipient.Status status = entry.recipients().getFirst().status();
        return switch (status) {
            case Recipient.Status.Pending(var error) -> "pending: " + error;
            case Recipient.Status.Done(var note) -> "done: " + note;
            case Recipient.Status.Failed(var code, var note) -> "failed: " + code + " " + note;
        };
    }

    /// The messages in an INBOX, oldest first.
    List<String> inbox(AccountId account) {
        return mailboxes.inbox(account).map(this::texts).orElse(List.of());
    }

    private List<String> texts(MailboxId mailbox) {
        return mailboxes.messages(mailbox, UidSet.range(1, Mailboxes.MAX_UID), 0, 1_000).stream()
                .map(message -> {
                    try (InputStream stream = mailboxes.open(mailbox, message)) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    long logged(String event) {
        return office.events.lines().stream()
                .filter(line -> line.contains(" " + event + " "))
                .count();
    }

    @Override
    public void close() {
        queue.close();
        outbound.close();
        deadlines.close();
        folder.toFile().delete(); // empty unless something was left behind: see GatewayDeliveryTest
    }
}
