package org.sekisho.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.cli.Launcher.SetupOptions;
import org.sekisho.config.Machine;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsException;
import org.sekisho.config.SettingsReader;
import org.sekisho.events.PrometheusCounters;
import org.sekisho.events.QueuedLog;
import org.sekisho.net.SelfSigned;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;

/// Writes the settings, a certificate to begin with and the first account, and prints what to publish in the DNS.
/// Nothing that is there already is overwritten. No port is needed: another mail server may still have them.
final class Setup {
    private static final Path USUAL_FOLDER = Path.of("/etc/sekisho");

    private final SetupOptions options;
    private final PrintStream out;

    Setup(SetupOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    int run() throws IOException, GeneralSecurityException, SettingsException, DirectoryException {
        var domain = Domain.of(options.domain());
        Path config = options.config().toAbsolutePath();
        if (Files.exists(config)) {
            throw new IOException(config + " is there already; move it away, or name another file with --config");
        }
        Path folder = config.resolveSibling("");
        Files.createDirectories(folder);
        String host = "mx." + domain;
        if (!Files.exists(folder.resolve("cert.pem"))) {
            SelfSigned.write(folder.resolve("cert.pem"), folder.resolve("key.pem"), List.of(host), Instant.now());
        }
        var postmaster = Mailbox.of("postmaster@" + domain);
        String password = TrySettings.password(new SecureRandom());
        Path draft = folder.resolve(config.getFileName() + ".new");
        try {
            Files.writeString(draft, settings(host, folder));
            addAccount(SettingsReader.read(draft, Machine.inspect()), NewAccount.of(postmaster, password));
            Files.move(draft, config);
        } finally {
            Files.deleteIfExists(draft);
        }
        print(config, domain, host, postmaster, password);
        return 0;
    }

    private static void addAccount(Settings settings, NewAccount account) throws IOException, DirectoryException {
        RunningServer.makeFolder(settings.data());
        try (var log = new QueuedLog(RunningServer.logSettings(settings), InstantSource.system());
                var counters = new PrometheusCounters();
                var store = RocksDbStore.open(RunningServer.store(settings), Options.defaults(), log, counters)) {
            account.addTo(Accounts.open(
                    store,
                    new AccountSettings(
                            settings.admin(),
                            Set.copyOf(settings.ownAddresses()),
                            settings.login().scram()),
                    InstantSource.system(),
                    new SecureRandom(),
                    log));
        }
    }

    private static String settings(String host, Path folder) throws SocketException {
        String data = folder.equals(USUAL_FOLDER)
                ? "/var/lib/sekisho"
                : folder.resolve("data").toString();
        return """
                # Sekisho's settings. Every key: docs/manual/settings.md; an unknown one stops the start.
                hostname = "%2$s"
                data = "%3$s"

                [tls]
                certificate = "cert.pem"   # self-signed to begin with: put one from an authority here; it is noticed
                key = "key.pem"

                [[listener]]
                service = "smtp"
                address = "%1$s:25"

                [[listener]]
                service = "submission"
                address = "%1$s:587"

                [[listener]]
                service = "submissions"
                address = "%1$s:465"

                [[listener]]
                service = "imap"
                address = "%1$s:143"

                [[listener]]
                service = "imaps"
                address = "%1$s:993"

                [[listener]]
                service = "pop3"
                address = "%1$s:110"

                [[listener]]
                service = "pop3s"
                address = "%1$s:995"

                [relay]
                trusted_networks = []      # nobody: users log in at 587 or 465
                """.formatted(anyAddress(), host, data);
    }

    /// `[::]` takes IPv4 as well, where there is IPv6.
    private static String anyAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .anyMatch(Inet6Address.class::isInstance)
                ? "[::]"
                : "0.0.0.0";
    }

    private static Map<String, String> records(Domain domain, String host) {
        Map<String, String> records = new LinkedHashMap<>();
        records.put(host + ". IN A", "the address of this machine (and AAAA, if it has IPv6)");
        records.put(domain + ". IN MX", "10 " + host + ".");
        records.put(domain + ". IN TXT", "\"v=spf1 mx -all\"");
        records.put(
                "_dmarc." + domain + ". IN TXT", "\"v=DMARC1; p=quarantine; rua=mailto:postmaster@" + domain + "\"");
        records.put("the address's PTR", host + ".   (ask your provider)");
        return records;
    }

    private void print(Path config, Domain domain, String host, Mailbox postmaster, String password)
            throws IOException {
        Map<String, String> records = records(domain, host);
        if (options.json()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("config", config.toString());
            all.put("account", postmaster.toString());
            all.put("password", password);
            all.put("records", records);
            out.println(new ObjectMapper().writeValueAsString(all));
            return;
        }
        out.println("settings    " + config);
        out.println("account     " + postmaster + "   password   " + password + "   (shown only now)");
        out.println("publish in the DNS:");
        records.forEach((name, value) -> out.printf("  %-40s %s%n", name, value));
        out.println("then start  sekisho serve --config " + config);
    }
}
