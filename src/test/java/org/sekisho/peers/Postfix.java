package org.sekisho.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A real Postfix of its own, in a folder of its own, on one loopback port. Delivers `sink.test` into a Maildir.
final class Postfix implements AutoCloseable {
    private final Path folder;
    private final int port;

    private Postfix(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /// @param settings more lines for main.cf
    static Postfix start(Path folder, String settings) throws IOException {
        int port = freePort();
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Files.createDirectories(folder.resolve("spool"));
        Path data = Files.createDirectories(folder.resolve("data"));
        Path mail = Files.createDirectories(folder.resolve("mail"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Command.run(folder, "chmod", "a+x", folder.resolveSibling("").toString())
                .good(); // its parts run as other users
        Command.run(folder, "chown", "postfix", data.toString()).good();
        Command.run(folder, "chown", "nobody", mail.toString()).good();
        Files.writeString(etc.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/spool
                data_directory = %1$s/data
                maillog_file = %1$s/log
                maillog_file_prefixes = %1$s
                myhostname = postfix.sink.test
                mydestination =
                mynetworks =
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                virtual_mailbox_domains = sink.test
                virtual_mailbox_base = %1$s/mail
                virtual_mailbox_maps = static:all/
                virtual_uid_maps = static:65534
                virtual_gid_maps = static:65534
                virtual_minimum_uid = 1
                smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
                alias_maps =
                alias_database =
                smtp_host_lookup = native
                queue_run_delay = 5s
                minimal_backoff_time = 5s
                """.formatted(folder) + settings);
        Files.writeString(
                etc.resolve("master.cf"), masterWithout("smtp") + "127.0.0.1:" + port + " inet n - n - - smtpd\n");
        Command.run(folder, "postfix", "-c", etc.toString(), "start").good();
        var postfix = new Postfix(folder, port);
        await(postfix::accepts, "Postfix to listen");
        return postfix;
    }

    private static String masterWithout(String service) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/usr/share/postfix/master.cf.dist"))) {
            return lines.filter(line -> !line.startsWith("#"))
                    .filter(line -> !line.startsWith(service + " ") || line.contains(" unix "))
                    .map(line -> line.matches("^[a-z].*")
                            ? line.replaceFirst("^(\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+)\\S+", "$1n")
                            : line)
                    .collect(Collectors.joining("\n", "", "\n"));
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Messages that arrived for `sink.test`, as Postfix wrote them (LF line ends).
    List<String> mail() {
        try (Stream<Path> files = Files.walk(folder.resolve("mail"))) {
            return files.filter(file -> file.toString().contains("/new/"))
                    .map(Postfix::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> awaitMail(int count) {
        await(() -> mail().size() >= count, count + " messages in Postfix's Maildir\n" + log());
        return mail();
    }

    String log() {
        Path log = folder.resolve("log");
        return Files.exists(log) ? text(log) : "";
    }

    /// Hands a message in by Postfix's own sendmail command.
    void sendmail(String from, String to, String message) throws IOException {
        Command.run(
                        folder,
                        message,
                        List.of("sendmail", "-C", folder.resolve("etc").toString(), "-f", from, to))
                .good();
    }

    private boolean accepts() {
        return accepts(port);
    }

    static boolean accepts(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    /// A second stop does nothing.
    void stop() throws IOException {
        Command.run(folder, "postfix", "-c", folder.resolve("etc").toString(), "stop");
    }

    /// A port nobody listens on now. Only for programs that cannot be asked to choose one.
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited 30 s for " + what);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
