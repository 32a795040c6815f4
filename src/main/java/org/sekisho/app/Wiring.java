package org.sekisho.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.Logins;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.activity.Ledger;
import org.sekisho.address.AddressLiteral;
import org.sekisho.admin.AccountMail;
import org.sekisho.admin.AdminCommands;
import org.sekisho.admin.AdminException;
import org.sekisho.admin.AdminServer;
import org.sekisho.admin.Entrance;
import org.sekisho.admin.Holders;
import org.sekisho.admin.MigrationCommands;
import org.sekisho.admin.NoticeCommand;
import org.sekisho.admin.ServerControl;
import org.sekisho.admin.Users;
import org.sekisho.audit.self.Safeguard;
import org.sekisho.config.Protocol;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsException;
import org.sekisho.delivery.DeliveryService;
import org.sekisho.delivery.Outbound;
import org.sekisho.dns.DnsResolver;
import org.sekisho.dns.DnsSettings;
import org.sekisho.dns.Resolver;
import org.sekisho.doctor.Phrases;
import org.sekisho.events.Log;
import org.sekisho.events.PrometheusCounters;
import org.sekisho.gate.Gatekeeper;
import org.sekisho.gate.Policy;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.migration.Migration;
import org.sekisho.net.Deadlines;
import org.sekisho.net.TlsIdentity;
import org.sekisho.notice.NoticeTargets;
import org.sekisho.notice.Notices;
import org.sekisho.queue.DurableQueue;
import org.sekisho.search.FullText;
import org.sekisho.search.MimeTexts;
import org.sekisho.smtp.client.Dialer;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Ourselves;
import org.sekisho.smtp.client.Timeouts;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// The parts list: the whole server, built with `new`, in order, from the settings. One instance is one server;
/// nothing is static, so that many can live in one process. [#start] opens the doors, [#close] shuts them again.
public final class Wiring implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10); // for sessions that are in the middle of something
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SWEEP_GRACE = Duration.ofHours(1);
    private static final Duration RELOAD_CHECK = Duration.ofSeconds(10);

    /// What comes from outside the settings.
    /// @param reread reads the settings file again; the message says what is wrong with it
    /// @param resolver instead of the one of the settings
    public record World(
            Store store,
            InstantSource clock,
            SecureRandom random,
            Log log,
            PrometheusCounters counters,
            Reread reread,
            Optional<Resolver> resolver) {}

    public interface Reread {
        Settings settings() throws AdminException;
    }

    private final World world;
    private final AtomicReference<Settings> settings;
    private final AtomicReference<Policy> policy;
    private final long ownUid;
    private final Accounts accounts;
    private final Logins logins;
    private final Blocking blocking;
    private final Gatekeeper gate;
    private final DurableQueue queue;
    private final Mailboxes mailboxes;
    private final NoticeTargets noticeTargets;
    private final Notices notices;
    private final Deadlines deadlines = new Deadlines();
    private final Optional<TlsIdentity> tls;
    private final Ledger activity;
    private final Resolver resolver;
    private final RouteTable routes;
    private final Gateways gateways;
    private final Outbound outbound;
    private final DeliveryService delivery;
    private final FullText texts;
    private final Doors doors;
    private final Safeguard safeguard;
    private final SelfAudits selfAudits;
    private final BlocklistWatch blocklists;
    private final AdminServer admin;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Thread> chores = new ArrayList<>();
    private final Instant started;

    /// @throws SettingsException they do not go together with the accounts
    public Wiring(Settings initial, World world) throws IOException, GeneralSecurityException, SettingsException {
        this.world = world;
        this.settings = new AtomicReference<>(initial);
        this.started = world.clock().instant();
        var translation = new Translation(initial);
        accounts = Accounts.open(
                world.store(),
                new AccountSettings(
                        initial.admin(),
                        Addresses.own(initial),
                        initial.login().scram(),
                        domain -> Gateways.inTheWayOf(domain, settings.get())),
                world.clock(),
                world.random(),
                world.log());
        logins =
                new Logins(accounts, translation.login(), world.clock(), world.random(), world.log(), world.counters());
        blocking = new Blocking(world, settings::get, accounts, Addresses.own(initial));
        var saslLogin =
                new SaslLogin(blocking.watching(logins), initial.hostname().name(), world.random());
        ownUid = uid(initial.data());
        policy = new AtomicReference<>(translation.policy(ownUid));
        Gateways.check(initial, accounts);
        routes = new RouteTable(settings::get, world.log());
        resolver = resolver();
        NextHops nextHops = nextHops(translation);
        gateways = new Gateways(settings::get, routes, nextHops, timeouts -> dialer(translation, timeouts), world);
        gate = new Gatekeeper(
                accounts, this::approvedPolicy, world.store(), gateways, world.clock(), world.log(), world.counters());
        safeguard = new Safeguard(world.store(), world.clock(), audited()::ways, world.log(), world.counters());
        safeguard.begin(initial);
        queue = new DurableQueue(world.store(), gate, world.clock(), world.log());
        mailboxes = new Mailboxes(
                world.store(),
                world.clock(),
                world.random(),
                translation.mailboxes(),
                () -> queue.oldest().value());
        accounts.tell(mailboxes::accountChanged);
        tls = initial.tls().isPresent() ? Optional.of(identity(initial.tls().get(), world.log())) : Optional.empty();
        activity =
                new Ledger(world.store(), world.clock(), world.random(), Phrases.published()::isUnwelcome, world.log());
        outbound = outbound(translation, nextHops);
        noticeTargets = new NoticeTargets(world.store());
        notices = notices();
        delivery = delivery();
        texts = FullText.open(
                initial.data().resolve("search"), mailboxes, new MimeTexts(mailboxes), world.clock(), world.log());
        doors = new Doors(
                settings::get,
                new Doors.Parts(
                        world, deadlines, blocking, safeguard, gate, queue, accounts, mailboxes, texts, saslLogin,
                        tls));
        doors.open();
        selfAudits = new SelfAudits(audited(), safeguard);
        blocklists = blocklists(Addresses.own(initial));
        admin = new AdminServer(
                initial.data().resolve(AdminServer.SOCKET_NAME), adminCommands(), Users.OF_SYSTEM, world.log());
        gauges();
    }

    /// What the settings say, but for what nobody has approved.
    private Policy approvedPolicy() {
        return policy.get().trusting(safeguard.trust().networks());
    }

    private SelfAudits.Parts audited() {
        return new SelfAudits.Parts(
                gate,
                (directory, its) -> new Gatekeeper(
                        directory, () -> its, world.store(), gateways, world.clock(), world.log(), world.counters()),
                accounts,
                settings::get,
                each -> new Translation(each).policy(ownUid),
                this::endpoints,
                world);
    }

    private static long uid(Path folder) throws IOException {
        return ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
    }

    private static TlsIdentity identity(Settings.Tls files, Log log) throws IOException, GeneralSecurityException {
        return TlsIdentity.load(files.certificate(), files.key(), log);
    }

    private Resolver resolver() throws IOException {
        DnsSettings dns = new Translation(settings.get()).dns();
        return world.resolver().orElseGet(() -> new DnsResolver(dns, world.clock(), world.random(), world.counters()));
    }

    private NextHops nextHops(Translation translation) {
        var ourselves = new Ourselves(Set.of(settings.get().hostname().name()), this::isOwnListener);
        return new NextHops(resolver, ourselves, translation.family(), 25, world.random());
    }

    private Dialer dialer(Translation translation, Timeouts timeouts) {
        return new Dialer(translation.identity(), timeouts, deadlines, world.random(), world.log(), world.counters());
    }

    private Outbound outbound(Translation translation, NextHops nextHops) {
        Settings initial = settings.get();
        return new Outbound(
                dialer(translation, translation.timeouts()),
                nextHops,
                routes::current,
                world.clock(),
                new Outbound.Limits(
                        initial.queue().concurrency(), initial.queue().concurrencyPerDestination()));
    }

    /// Whether mail sent there would come back to us at a port that takes mail from other servers.
    private boolean isOwnListener(InetSocketAddress address) {
        return doors.endpoints().stream()
                .filter(endpoint -> endpoint.service() == Protocol.SMTP)
                .map(Endpoint::address)
                .filter(own -> own.getPort() == address.getPort())
                .anyMatch(own -> own.getAddress().isAnyLocalAddress()
                        ? address.getAddress().isLoopbackAddress()
                                || accounts.isOurs(new AddressLiteral(address.getAddress()))
                        : own.getAddress().equals(address.getAddress()));
    }

    private Notices notices() {
        return new Notices(
                noticeTargets,
                mailboxes,
                accounts::account,
                () -> new Translation(settings.get()).notices(),
                world.clock(),
                world.log(),
                world.counters(),
                work -> Thread.ofVirtual().name("notice").start(work));
    }

    private DeliveryService delivery() {
        Settings initial = settings.get();
        return new DeliveryService(new DeliveryService.Parts(
                queue,
                mailboxes,
                accounts,
                gate,
                world.store().blobs(),
                outbound,
                activity::count,
                notices::arrived,
                gateways.qmailQueue(),
                () -> new Translation(settings.get()).retryPolicy(),
                initial.hostname(),
                initial.timezone(),
                world.clock(),
                world.random(),
                world.log(),
                world.counters()));
    }

    private BlocklistWatch blocklists(Set<InetAddress> own) {
        Settings initial = settings.get();
        var mail = new AdminMail(
                initial.hostname(),
                initial.timezone(),
                gate,
                queue,
                world.store().blobs(),
                world.clock(),
                world.random());
        var busiest = new Busiest(activity, new Holders(accounts), world.log());
        return new BlocklistWatch(world, settings::get, accounts, own, resolver, busiest, mail);
    }

    private AdminCommands adminCommands() {
        Settings initial = settings.get();
        var localMail = new LocalMail(
                initial.hostname(),
                initial.timezone(),
                gate,
                queue,
                world.store().blobs(),
                world.log(),
                world.clock(),
                world.random(),
                initial.limits().headerOctets(),
                () -> settings.get().limits().messageOctets());
        var commands = new AdminCommands(
                accounts,
                new AccountMail(mailboxes, account -> {
                    mailboxes.removeAccount(account);
                    texts.forget(account);
                    noticeTargets.forget(account);
                    chore("removals", mailboxes::finishRemovals);
                }),
                new Entrance(gate, blocking.door()),
                new QueueOperations(queue, outbound::route),
                localMail,
                new Control(),
                selfAudits);
        var migration = new Migration(accounts, mailboxes, world.store().blobs(), world.clock(), world.log());
        return commands.with(activity, new Holders(accounts), blocklists)
                .with(accounts, texts)
                .with(accounts, mailboxes, world.store().blobs(), world.clock(), world.log())
                .with(new NoticeCommand(
                        accounts, noticeTargets, () -> settings.get().notice().programs()))
                .with(blocking.list(), blocking::household, world.clock())
                .with(new MigrationCommands(migration, initial.data().resolve("imported")), selfAudits);
    }

    private final class Control implements ServerControl {
        @Override
        public Map<String, Object> status() {
            Map<String, Object> status = new LinkedHashMap<>();
            status.put("version", Main.version());
            status.put("hostname", settings.get().hostname().name());
            status.put("started", started);
            status.put("queued", queue.statistics().total());
            status.put("counting", queue.isCounting());
            selfAudits.addTo(status);
            status.put("blocklists", blocklists.summary());
            status.putAll(gateways.summary());
            Map<String, List<String>> services = new LinkedHashMap<>();
            doors.endpoints()
                    .forEach(endpoint -> services.computeIfAbsent(
                                    endpoint.service().name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                            .add(endpoint.hostAndPort()));
            status.putAll(services);
            return status;
        }

        @Override
        public String reload() throws AdminException {
            return Wiring.this.reload();
        }

        @Override
        public Gateways gateways() {
            return gateways;
        }

        @Override
        public void stop() {
            stopAsked.countDown();
        }
    }

    private String reload() throws AdminException {
        Settings before = settings.get();
        Settings now = world.reread().settings();
        selfAudits.require(now);
        Gateways.checkAgain(now, accounts);
        String restart = Translation.needingRestart(before, now);
        if (tls.isPresent()) {
            try {
                tls.get().reload();
            } catch (IOException | GeneralSecurityException e) {
                throw new AdminException(
                        AdminException.Kind.REFUSED, "the certificate cannot be used: " + e.getMessage());
            }
        }
        safeguard.adopt(now);
        settings.set(now);
        policy.set(new Translation(now).policy(ownUid));
        gateways.warn();
        world.log().info("server.reloaded", "restart-needed-for", restart);
        selfAudits.reloaded();
        return restart.isEmpty() ? "everything" : "everything but " + restart + ": these need a restart";
    }

    private void gauges() {
        world.counters().gauge("queue_messages", queue, it -> it.statistics().total());
        world.counters().gauge("queue_deferred", queue, it -> it.statistics().deferred());
        world.counters().gauge("queue_held", queue, it -> it.statistics().held());
    }

    public void start() throws IOException {
        gateways.warn();
        notices.start();
        delivery.start();
        chore("queue", queue::open);
        chore("removals", mailboxes::finishRemovals);
        chore("search", () -> texts.retain(account -> accounts.account(account).isPresent()));
        chore("expired", () -> repeat(MINUTE, mailboxes::finishRemovals));
        chore("sweeper", this::sweepForever);
        chore("blocklist", () -> repeat(MINUTE, blocking.list()::tidy));
        tls.ifPresent(identity -> {
            var watch = new CertificateWatch(identity, settings.get().tls().orElseThrow(), world.log());
            chore("certificate", () -> repeat(RELOAD_CHECK, watch::look));
        });
        chore("activity", () -> repeat(MINUTE, this::keepActivity));
        chore("blocklists", () -> repeat(MINUTE, blocklists::tick));
        chore("self-audit", () -> selfAudits.watch(stopAsked));
        chore("network-audit", () -> selfAudits.network(stopAsked));
        doors.start();
        blocking.start();
        admin.start();
        world.log()
                .info(
                        "server.started",
                        "version",
                        Main.version(),
                        "listeners",
                        doors.endpoints().size());
    }

    private void chore(String name, Runnable work) {
        synchronized (chores) {
            chores.removeIf(thread -> !thread.isAlive());
            chores.add(Thread.ofVirtual().name(name).start(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    if (stopAsked.getCount() > 0) { // else the store was closed under it, and it goes on next time
                        world.log().error("server.chore", e, "name", name);
                    }
                }
            }));
        }
    }

    private void sweepForever() {
        repeat(SWEEP, () -> {
            long removed = world.store().blobs().sweep(SWEEP_GRACE);
            if (removed > 0) {
                world.log().info("store.swept", "blobs", removed);
            }
        });
    }

    private void keepActivity() {
        activity.flush();
        activity.sweep(settings.get().audit().activity());
    }

    private void repeat(Duration pause, Runnable work) {
        try {
            while (!stopAsked.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    world.log().error("server.chore", e);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until somebody asks the server to stop.
    public void awaitStop() throws InterruptedException {
        stopAsked.await();
    }

    /// What whoever starts the server should know.
    List<String> notes() {
        List<String> notes = new ArrayList<>(selfAudits.notes());
        IdleMemory.warning(
                        settings.get().limits().connections(),
                        Runtime.getRuntime().maxMemory())
                .ifPresent(notes::add);
        return notes;
    }

    public List<Endpoint> endpoints() {
        return doors.endpoints();
    }

    public Accounts accounts() {
        return accounts;
    }

    BlocklistWatch blocklists() {
        return blocklists;
    }

    public DurableQueue queue() {
        return queue;
    }

    public Mailboxes mailboxes() {
        return mailboxes;
    }

    /// No new connections; idle sessions end, others may finish for some seconds; what is queued stays in the
    /// store, which the caller closes. Idempotent.
    @Override
    public void close() {
        stopAsked.countDown();
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            doors.stop(GRACE);
            admin.close();
        } catch (IOException e) {
            world.log().error("server.stop", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        blocking.close();
        doors.close();
        texts.close();
        delivery.close();
        notices.close();
        try {
            activity.flush();
        } catch (StorageException e) {
            world.log().error("server.stop", e);
        }
        queue.close();
        outbound.close();
        gateways.close();
        logins.close();
        deadlines.close();
        world.log().info("server.stopped");
    }
}
