package org.sekisho.app;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.SyntaxError;
import org.sekisho.cli.ExitCode;
import org.sekisho.cli.Launcher;
import org.sekisho.cli.Whereabouts;
import org.sekisho.config.SettingsException;
import org.sekisho.store.StorageException;

/// Runs servers for the command line, and tells a person when one cannot run.
final class Servers implements Launcher {
    private static final int FAILED = 1;

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
            return ExitCode.USAGE;
        } catch (SyntaxError | DirectoryException e) {
            err.println("sekisho: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (StorageException e) {
            err.println("sekisho: " + e.getMessage());
            return FAILED;
        } catch (IOException e) {
            err.println("sekisho: " + said(e));
            return FAILED;
        } catch (UncheckedIOException e) {
            err.println("sekisho: " + e.getMessage() + ": " + e.getCause());
            return FAILED;
        } catch (GeneralSecurityException e) {
            err.println("sekisho: the certificate or its key cannot be used: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    /// Those of the file system have only the file's name for a message.
    private static String said(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileSystemException other when other.getReason() != null -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    @Override
    public int serve(Path config) {
        return explained(() -> {
            try (var server = RunningServer.open(config)) {
                run(server, () -> {});
            }
            return ExitCode.GOOD;
        });
    }

    @Override
    public int tryServer(TryOptions options) {
        return explained(() -> {
            if (options.store().filter(url -> !url.equals("rocksdb")).isPresent()) {
                err.println("sekisho: --store: this version has \"rocksdb\" only");
                return ExitCode.USAGE;
            }
            Path folder = options.dir().orElseGet(Whereabouts::tryFolder).toAbsolutePath();
            if (options.dir().isEmpty() && Files.exists(folder) && !Whereabouts.isOurs(folder)) {
                err.println("sekisho: " + folder + " belongs to somebody else: name another folder with --dir");
                return ExitCode.USAGE;
            }
            var made = new TrySettings(folder, options);
            Path config = made.write();
            List<NewAccount> accounts = made.accounts();
            try (var server = RunningServer.open(config)) {
                for (NewAccount account : accounts) {
                    account.addTo(server.wiring().accounts());
                }
                server.writeEndpoints(folder.resolve("endpoints.json"));
                run(server, () -> greet(folder, accounts));
            }
            return ExitCode.GOOD;
        });
    }

    @Override
    public int addRoutes(Path config, List<NewRoute> routes) {
        return explained(() -> new RouteFile(config, err).add(routes));
    }

    @Override
    public int auditRelay(RelayAuditOptions options) {
        return audited(() -> new RelayAudit(options, Screen.of(out, err)).run());
    }

    @Override
    public int auditBlocklists(BlocklistAuditOptions options) {
        return audited(() -> new BlocklistAudit(options, Screen.of(out, err)).run());
    }

    @Override
    public int doctor(DoctorOptions options) {
        return audited(() -> new DoctorVisit(options, Screen.of(out, err)).run());
    }

    private int audited(Work audit) {
        return explained(() -> {
            try {
                return audit.run();
            } catch (IOException e) {
                err.println("sekisho: " + said(e));
                return ExitCode.COULD_NOT_TELL;
            }
        });
    }

    private void greet(Path folder, List<NewAccount> accounts) {
        out.println("Sekisho is trying itself out in " + folder);
        for (NewAccount account : accounts) {
            out.println("  account   " + account.address() + "   password   "
                    + account.password().value());
        }
        String where = folder.equals(Whereabouts.tryFolder()) ? "" : "   (with --dir " + folder + ")";
        out.println("  ask it    ./sekisho explain somebody@elsewhere.test   and   ./sekisho mailq" + where);
        out.println("  stop it   Ctrl-C");
    }

    private void run(RunningServer server, Runnable greeting) throws IOException, InterruptedException {
        // SIGTERM and Ctrl-C: the hook closes, and ends the process as one that did what it was asked to do.
        var hook = new Thread(() -> {
            server.close();
            Runtime.getRuntime().halt(ExitCode.GOOD);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        server.wiring().start();
        IdleMemory.start();
        greeting.run();
        server.wiring().notes().forEach(note -> out.println("  " + note));
        out.println("ready" + after() + " " + endpoints(server.wiring()));
        out.flush();
        server.wiring().awaitStop();
        server.close(); // the hook then finds nothing left to do
    }

    private static String after() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, Instant.now()))
                .filter(taken -> taken.compareTo(Duration.ofMinutes(1)) < 0)
                .map(taken -> String.format(Locale.ROOT, " in %.1f s:", taken.toMillis() / 1000.0))
                .orElse(":");
    }

    private static String endpoints(Wiring wiring) {
        return wiring.endpoints().stream()
                .map(endpoint -> endpoint.service().name().toLowerCase(Locale.ROOT) + "=" + endpoint.hostAndPort())
                .collect(Collectors.joining(" "));
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
