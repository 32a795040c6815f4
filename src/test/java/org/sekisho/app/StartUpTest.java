package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.admin.AdminClient;
import org.sekisho.cli.Launcher.SetupOptions;
import org.sekisho.cli.Launcher.TryOptions;
import org.sekisho.config.Machine;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsReader;
import org.sekisho.net.SelfSigned;

/// A server that cannot start says why in one line, with an exit code, and leaves nothing behind (invariant I4).
final class StartUpTest {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final String LISTENER = "[[listener]]\nservice = \"smtp\"\naddress = \"127.0.0.1:0\"\n";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Servers servers = new Servers(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));

    @BeforeEach
    void certificate() throws Exception {
        SelfSigned.write(
                folder.resolve("cert.pem"), folder.resolve("key.pem"), List.of("mx.example.test"), Instant.now());
    }

    private Path config(String text) throws Exception {
        return Files.writeString(folder.resolve("sekisho.toml"), "hostname = \"mx.example.test\"\n" + text);
    }

    private Path config(String data, int port) throws Exception {
        return config("""
                data = "%s"
                [tls]
                certificate = "cert.pem"
                key = "key.pem"
                [[listener]]
                service = "smtp"
                address = "127.0.0.1:0"
                [[listener]]
                service = "submission"
                address = "127.0.0.1:%d"
                [log]
                file = "log"
                """.formatted(data, port));
    }

    private void refused(Path config, int exitCode, String... words) {
        err.reset();
        assertEquals(exitCode, servers.serve(config), this::said);
        told(words);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private void told(String... words) {
        String said = err.toString(StandardCharsets.UTF_8);
        assertEquals("", out.toString(StandardCharsets.UTF_8));
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.startsWith("sekisho: "), said);
        for (String word : words) {
            assertTrue(said.contains(word), () -> word + " is not in: " + said);
        }
    }

    /// What a good start needs is still free.
    private void startsNow(Path config) throws Exception {
        try (var server = RunningServer.open(config)) {
            server.wiring().start();
            assertTrue(server.wiring().endpoints().size() >= 1);
        }
    }

    private List<String> left() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aStoreInUseIsLeftAlone() throws Exception {
        Path config = config("data", 0);
        try (var first = RunningServer.open(config)) {
            first.wiring().start();
            refused(config, FAILED, folder.resolve("data/store").toString(), "in use by another process");
            var client = new AdminClient(folder.resolve("data/admin.sock"));
            client.ask("status", Map.of(), Optional.empty(), _ -> {});
        }
        startsNow(config);
    }

    @Test
    void aDamagedStoreIsNotBegunAnew() throws Exception {
        Path config = config("data", 0);
        startsNow(config);
        Files.delete(folder.resolve("data/store/CURRENT"));
        refused(config, FAILED, "store", "CURRENT", "backup");
        assertFalse(Files.exists(folder.resolve("data/store/CURRENT")));
    }

    @Test
    void aFolderThatIsNoneIsNamed() throws Exception {
        Files.writeString(folder.resolve("file"), "x");
        refused(config("file", 0), FAILED, folder.resolve("file").toString(), "not a folder");
        refused(config("file/data", 0), FAILED, folder.resolve("file/data").toString(), "cannot be made");
        refused(config("/proc/sekisho", 0), FAILED, "/proc/sekisho", "cannot be made");
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/store"), "x");
        refused(config("data", 0), FAILED, "data/store");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Path config = config("data", other.getLocalPort());
            refused(config, FAILED, "127.0.0.1:" + other.getLocalPort(), "submission", "in use");
            assertFalse(Files.exists(folder.resolve("data/admin.sock")));
        }
        startsNow(config("data", 0));
        refused(
                config("data = \"data\"\n[[listener]]\nservice = \"smtp\"\naddress = \"192.0.2.199:2525\"\n"),
                FAILED,
                "192.0.2.199:2525",
                "smtp");
        startsNow(config("data", 0));
    }

    @Test
    void wrongSettingsNameTheirLineAndTouchNothing() throws Exception {
        Path config = config("data = \"data\"\nlissteners = 1\n" + LISTENER);
        refused(config, USAGE, config + ":3: ", "`lissteners`");
        refused(
                config("data = \"data\"\n[relay]\ntrusted_networks = [\"0.0.0.0/0\"]\n" + LISTENER),
                USAGE,
                "0.0.0.0/0");
        Path missing = folder.resolve("missing.toml");
        refused(missing, USAGE, missing.toString(), "--config");
        assertEquals(List.of("cert.pem", "key.pem", "sekisho.toml"), left());
    }

    @Test
    void aWrongCertificateIsNamed() throws Exception {
        Path config = config("data", 0);
        Path other = Files.createDirectories(folder.resolve("other"));
        SelfSigned.write(
                other.resolve("cert.pem"), other.resolve("key.pem"), List.of("mx.example.test"), Instant.now());
        Files.copy(
                other.resolve("key.pem"), folder.resolve("key.pem"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        refused(config, FAILED, folder.resolve("key.pem").toString(), "does not belong");
        Files.writeString(folder.resolve("cert.pem"), "nonsense\n");
        refused(config, FAILED, "cert.pem");
        Files.delete(folder.resolve("cert.pem"));
        refused(config, USAGE, "cert.pem");
    }

    private TryOptions tryOptions(String... accounts) {
        return new TryOptions(
                Optional.of(folder.resolve("try")),
                -1,
                "example.test",
                List.of(accounts),
                Optional.empty(),
                Optional.empty(),
                "127.0.0.1");
    }

    @Test
    void aWrongAccountIsNamedBeforeAnyIsMade() throws Exception {
        for (String wrong : List.of(
                "nonsense", "@example.test:long-password-9", "bob@:x", "bob@[127.0.0.1]:x", "bob@example.test:")) {
            err.reset();
            assertEquals(USAGE, servers.tryServer(tryOptions("alice@example.test:wonder-land-9", wrong)), this::said);
            told();
        }
        try (var server = RunningServer.open(new TrySettings(folder.resolve("try"), tryOptions()).write())) {
            assertFalse(server.wiring().accounts().isOurs(org.sekisho.address.Domain.of("example.test")));
        }
    }

    @Test
    void anotherStoreIsRefused() {
        var options = new TryOptions(
                Optional.of(folder.resolve("try")),
                -1,
                "example.test",
                List.of(),
                Optional.empty(),
                Optional.of("cassandra://db1"),
                "127.0.0.1");
        assertEquals(USAGE, servers.tryServer(options));
        told("--store", "rocksdb");
        assertFalse(Files.exists(folder.resolve("try")));
    }

    /// Whoever moves from another server has that one on port 25 meanwhile.
    @Test
    void setupNeedsNoPort() throws Exception {
        Path config = folder.resolve("etc/sekisho.toml");
        var options = new SetupOptions("example.test", config, false);
        assertEquals(0, servers.setup(options), this::said);
        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("postmaster@example.test"), said);
        assertTrue(said.contains("example.test. IN MX"), said);
        Settings settings = SettingsReader.read(config, Machine.unseen());
        assertEquals(folder.resolve("etc/data"), settings.data());
        assertTrue(settings.listeners().stream().anyMatch(each -> each.address().getPort() == 25));
        out.reset();
        err.reset();
        assertEquals(FAILED, servers.setup(options));
        told(config.toString(), "already");
    }

    @Test
    void setupThatFailsCanBeRunAgain() throws Exception {
        Path data = folder.resolve("etc/data");
        Files.createDirectories(data);
        Files.writeString(data.resolve("store"), "x");
        var options = new SetupOptions("example.test", folder.resolve("etc/sekisho.toml"), false);
        assertEquals(FAILED, servers.setup(options));
        Files.delete(data.resolve("store"));
        assertEquals(0, servers.setup(options), this::said);
        Files.delete(folder.resolve("etc/sekisho.toml"));
        assertEquals(USAGE, servers.setup(new SetupOptions("-.test", folder.resolve("etc/sekisho.toml"), false)));
        assertFalse(Files.exists(folder.resolve("etc/sekisho.toml")));
    }
}
