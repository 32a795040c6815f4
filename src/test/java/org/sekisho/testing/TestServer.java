package org.sekisho.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.admin.AdminException;
import org.sekisho.app.Endpoint;
import org.sekisho.app.Wiring;
import org.sekisho.config.Machine;
import org.sekisho.config.Protocol;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsException;
import org.sekisho.config.SettingsReader;
import org.sekisho.dns.Resolver;
import org.sekisho.events.PrometheusCounters;
import org.sekisho.events.Secret;
import org.sekisho.net.SelfSigned;
import org.sekisho.store.Store;

/// The whole server in the test's JVM, by the real parts list: `mx.example.test` with the accounts alice and bob
/// of `example.test`, every service on a port of its own, and all other mail to an [OutsideSink]. The settings
/// are a file in the folder, as a person writes it.
public final class TestServer implements AutoCloseable {
    public static final String ALICE = "alice@example.test";
    public static final String ALICES_PASSWORD = "wonder-land-9";
    public static final String BOB = "bob@example.test";
    public static final String BOBS_PASSWORD = "builder-builder-9";

    private static final List<String> SERVICES =
            List.of("smtp", "submission", "submissions", "lmtp", "imap", "imaps", "pop3", "pop3s", "metrics");

    private final Path folder;
    private final String settings;
    private final OutsideSink outside;
    private final RecordedEvents log = new RecordedEvents();
    private final PrometheusCounters counters = new PrometheusCounters();
    private final Store store;
    private final Wiring wiring;

    /// How a test wants it, where it is not as usual.
    /// @param settings more of the settings file: tables, or keys of `queue`, which is the last table
    public record Plan(
            Path folder,
            Supplier<Store> store,
            InstantSource clock,
            String timezone,
            String settings,
            Resolver resolver) {
        public static Plan in(Path folder) {
            return new Plan(folder, MemoryStore::new, InstantSource.system(), "Etc/UTC", "", new FakeResolver());
        }

        public Plan on(Supplier<Store> other) {
            return new Plan(folder, other, clock, timezone, settings, resolver);
        }

        public Plan at(InstantSource other, String zone) {
            return new Plan(folder, store, other, zone, settings, resolver);
        }

        public Plan with(String more) {
            return new Plan(folder, store, clock, timezone, settings + more, resolver);
        }

        public Plan asking(Resolver other) {
            return new Plan(folder, store, clock, timezone, settings, other);
        }

        public TestServer start() throws Exception {
            return new TestServer(this);
        }
    }

    private TestServer(Plan plan) throws IOException, GeneralSecurityException, SettingsException, DirectoryException {
        folder = plan.folder();
        outside = new OutsideSink();
        Files.createDirectories(folder.resolve("data"));
        showCertificate("mx.example.test");
        settings = text(plan);
        Files.writeString(config(), settings);
        store = plan.store().get();
        var world = new Wiring.World(
                store, plan.clock(), new SecureRandom(), log, counters, this::reread, Optional.of(plan.resolver()));
        wiring = new Wiring(SettingsReader.read(config(), Machine.unseen()), world);
        if (!wiring.accounts().isOurs(Domain.of("example.test"))) {
            wiring.accounts().addDomain(Domain.of("example.test"));
            wiring.accounts().addAccount(Mailbox.of(ALICE), new Secret(ALICES_PASSWORD));
            wiring.accounts().addAccount(Mailbox.of(BOB), new Secret(BOBS_PASSWORD));
        }
        wiring.start();
    }

    private String text(Plan plan) {
        var text = new StringBuilder("hostname = \"mx.example.test\"\ndata = \"data\"\n");
        text.append("timezone = \"").append(plan.timezone()).append("\"\n");
        text.append("[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n");
        SERVICES.forEach(service -> listener(text, service, "127.0.0.1"));
        List.of("smtp", "submission").forEach(service -> listener(text, service, "[::1]"));
        text.append("[[route]]\ndomain = \"*\"\nvia = [\"127.0.0.1:")
                .append(outside.port())
                .append("\"]\n");
        text.append("[login]\npenalty_exempt = [\"127.0.0.0/8\", \"::1\"]\n");
        text.append("[queue]\nfirst_retry = \"1s\"\nmax_retry = \"1s\"\n");
        return text + plan.settings();
    }

    private static void listener(StringBuilder text, String service, String host) {
        text.append("[[listener]]\nservice = \"")
                .append(service)
                .append("\"\naddress = \"")
                .append(host)
                .append(":0\"\n");
    }

    private Settings reread() throws AdminException {
        try {
            return SettingsReader.read(config(), Machine.unseen());
        } catch (SettingsException e) {
            throw new AdminException(AdminException.Kind.REFUSED, "the settings stay as they were: " + e.getMessage());
        }
    }

    /// Writes a new self-signed certificate and its key.
    public void showCertificate(String name) throws IOException, GeneralSecurityException {
        Files.deleteIfExists(folder.resolve("cert.pem"));
        Files.deleteIfExists(folder.resolve("key.pem"));
        SelfSigned.write(folder.resolve("cert.pem"), folder.resolve("key.pem"), List.of(name), Instant.now());
    }

    /// Writes the settings anew, with this much more behind them; the server has not read them yet.
    public void rewrite(String more) throws IOException {
        Files.writeString(config(), settings + more);
    }

    public Path config() {
        return folder.resolve("sekisho.toml");
    }

    public OutsideSink outside() {
        return outside;
    }

    /// Its log so far.
    public RecordedEvents log() {
        return log;
    }

    public Store store() {
        return store;
    }

    public Wiring wiring() {
        return wiring;
    }

    public InetSocketAddress endpoint(Protocol service) {
        return endpoint(service, "127.0.0.1");
    }

    public InetSocketAddress endpoint(Protocol service, String host) {
        return wiring.endpoints().stream()
                .filter(endpoint -> endpoint.service() == service)
                .map(Endpoint::address)
                .filter(address -> address.getAddress().equals(java.net.InetAddress.ofLiteral(host)))
                .findFirst()
                .orElseThrow();
    }

    public WireClient connect(Protocol service) throws IOException {
        return new WireClient(endpoint(service));
    }

    /// Logged in at the submission port.
    public WireClient submit(String user, String password) throws IOException {
        return connect(Protocol.SUBMISSION).helloTls().login(user, password);
    }

    public Inbox inboxOfAlice() {
        return new Inbox(endpoint(Protocol.POP3S), ALICE, ALICES_PASSWORD);
    }

    public Inbox inboxOfBob() {
        return new Inbox(endpoint(Protocol.POP3S), BOB, BOBS_PASSWORD);
    }

    /// Waits until nothing is queued.
    public void drain() throws Exception {
        Await.until("an empty queue", () -> wiring.queue().statistics().total() == 0);
    }

    @Override
    public void close() throws IOException {
        wiring.close();
        store.close();
        counters.close();
        outside.close();
    }
}
