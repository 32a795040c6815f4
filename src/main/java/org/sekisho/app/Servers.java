package org.sekisho.app;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Lookup;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.cli.Launcher;
import org.sekisho.config.SettingsException;
import org.sekisho.events.Secret;
import org.sekisho.store.StorageException;

/// Runs servers for the command line, and tells a person when one cannot run.
final class Servers implements Launcher {
    private static final int GOOD = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;

    Servers(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    private interface Work {
        int run()
                throws IOException, GeneralSecurityException, SettingsException, DirectoryException,
                        InterruptedException;
    }

    private int explained(Work work) {
        try {
            return work.run();
        } catch (SettingsException e) {
            e.problems().forEach(problem -> err.println("sekisho: " + problem));
            return USAGE;
        } catch (SyntaxError | DirectoryException e) {
            err.println("sekisho: " + e.getMessage());
            return USAGE;
        } catch (StorageException | IOException | UncheckedIOException e) {
            err.println("sekisho: " + e.getMessage());
            return FAILED;
        } catch (GeneralSecurityException e) {
            err.println("sekisho: the certificate or its key cannot be used: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    @Override
    public int serve(Path config) {
        return explained(() -> {
            try (var server = RunningServer.open(config)) {
                run(server, () -> {});
            }
            return GOOD;
        });
    }

    @Override
    public int tryServer(TryOptions options) {
        return explained(() -> {
            if (options.store().filter(url -> !url.equals("rocksdb")).isPresent()) {
                err.println("sekisho: --store: this version has \"rocksdb\" only");
                return USAGE;
            }
            Path folder = options.dir().orElseGet(TrySettings::usualFolder).toAbsolutePath();
            var made = new TrySettings(folder, options);
            try (var server = RunningServer.open(made.write())) {
                for (String account : made.accounts()) {
                    add(server.wiring().accounts(), account);
                }
                server.writeEndpoints(folder.resolve("endpoints.json"));
                run(server, () -> greet(folder, made));
            }
            return GOOD;
        });
    }

    private void greet(Path folder, TrySettings made) throws IOException {
        out.println("Sekisho is trying itself out in " + folder);
        for (String account : made.accounts()) {
            int colon = account.indexOf(':');
            out.println("  account   " + account.substring(0, colon) + "   password   " + account.substring(colon + 1));
        }
        out.println("  ask it    ./sekisho explain somebody@elsewhere.test   and   ./sekisho mailq   (with --dir "
                + folder + ")");
        out.println("  stop it   Ctrl-C");
    }

    private interface Greeting {
        void print() throws IOException;
    }

    private void run(RunningServer server, Greeting greeting) throws IOException, InterruptedException {
        // SIGTERM and Ctrl-C: the hook closes, and ends the process as one that did what it was asked to do.
        var hook = new Thread(() -> {
            server.close();
            Runtime.getRuntime().halt(GOOD);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        server.wiring().start();
        greeting.print();
        out.println("ready" + after() + " " + endpoints(server.wiring()));
        out.flush();
        server.wiring().awaitStop();
        server.close(); // the hook then finds nothing left to do
    }

    private static String after() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, java.time.Instant.now()))
                .filter(taken -> taken.compareTo(Duration.ofMinutes(1)) < 0)
                .map(taken -> String.format(Locale.ROOT, " in %.1f s:", taken.toMillis() / 1000.0))
                .orElse(":");
    }

    private static String endpoints(Wiring wiring) {
        return wiring.endpoints().stream()
                .map(endpoint -> endpoint.service().name().toLowerCase(Locale.ROOT) + "=" + endpoint.hostAndPort())
                .collect(Collectors.joining(" "));
    }

    /// Makes the account, or gives it this password again.
    /// @param text `address:password`
    static void add(Accounts accounts, String text) throws DirectoryException {
        int colon = text.indexOf(':', Math.max(0, text.lastIndexOf('@', Math.max(0, text.indexOf(':')))));
        if (colon < 1) {
            throw new SyntaxError("expected ADDRESS:PASSWORD, not " + text);
        }
        var address = Mailbox.of(text.substring(0, colon));
        if (!(address.host() instanceof Domain domain)) {
            throw new SyntaxError("an account needs a domain: " + address);
        }
        if (!accounts.isOurs(domain)) {
            accounts.addDomain(domain);
        }
        var password = new Secret(text.substring(colon + 1));
        if (accounts.find(address) instanceof Lookup.Found(var account, var _)
                && accounts.owns(account.id(), address)) {
            accounts.setPassword(address, password);
        } else {
            accounts.addAccount(address, password);
        }
    }

    @Override
    public int setup(SetupOptions options) {
        return explained(() -> new Setup(options, out).run());
    }

    @Override
    public String version() {
        return Main.version();
    }
}
