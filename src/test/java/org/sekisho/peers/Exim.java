package org.sekisho.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// A real Exim of its own, in a folder of its own, on one loopback port, with Debian's own rules for who may
/// relay. Its package cannot be installed beside Postfix, so it is only unpacked. Takes `all@sink.test` into a
/// Maildir.
final class Exim implements AutoCloseable {
    private static final String USER = "Debian-exim"; // by name in the program: without it, it does not start
    private static final List<String> PACKAGES = List.of("exim4-daemon-light", "exim4-base", "exim4-config");
    private static final List<String> RULES = List.of(
            "20_exim4-config_local_deny_exceptions",
            "30_exim4-config_check_mail",
            "30_exim4-config_check_rcpt",
            "40_exim4-config_check_data");

    private final int port;
    private final Process daemon;

    private Exim(int port, Process daemon) {
        this.port = port;
        this.daemon = daemon;
    }

    /// Fetches and unpacks the packages.
    /// @return the folder that stands for the root folder
    static Path unpack(Path folder) throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Command.run(
                        folder,
                        "",
                        Stream.concat(Stream.of("apt-get", "download"), PACKAGES.stream())
                                .toList())
                .good();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each :
                    files.filter(file -> file.toString().endsWith(".deb")).toList()) {
                Command.run(folder, "dpkg", "-x", each.toString(), root.toString())
                        .good();
            }
        }
        if (Command.run(folder, "getent", "passwd", USER).exitCode() != 0) { // what its package would do
            Command.run(folder, "useradd", "--system", "--no-create-home", "--user-group", USER)
                    .good();
        }
        return root;
    }

    /// @param trusted `relay_from_hosts`; Debian's own is `127.0.0.1 : ::::1`
    /// @param next the port on loopback where all mail for others goes
    static Exim start(Path root, Path folder, String trusted, int next) throws IOException {
        int port = Postfix.freePort();
        for (String each : List.of("spool", "log", "mail")) {
            Files.createDirectories(folder.resolve(each));
        }
        Command.run(folder, "chown", "-R", USER, folder.toString()).good();
        Command.letOthersIn(folder);
        var acl = new StringBuilder();
        for (String rule : RULES) {
            acl.append(".include ")
                    .append(root.resolve("etc/exim4/conf.d/acl").resolve(rule))
                    .append('\n');
        }
        // Exim reads a file that only root or its own user can write; started by root, it takes -C
        Path settings =
                Files.writeString(folder.resolve("exim.conf"), """
                CONFDIR = %1$s/none
                exim_path = %2$s/usr/sbin/exim4
                primary_hostname = exim.sink.test
                domainlist local_domains = sink.test
                domainlist relay_to_domains =
                hostlist relay_from_hosts = %3$s
                spool_directory = %1$s/spool
                log_file_path = %1$s/log/%%slog
                pid_file_path = %1$s/exim.pid
                acl_smtp_mail = acl_check_mail
                acl_smtp_rcpt = acl_check_rcpt
                acl_smtp_data = acl_check_data
                tls_advertise_hosts =
                keep_environment =
                begin acl
                %4$s
                begin routers
                outside:
                  driver = manualroute
                  domains = ! +local_domains
                  route_list = * 127.0.0.1::%5$d
                  self = send
                  transport = smtp
                inside:
                  driver = accept
                  local_parts = all
                  transport = maildir
                begin transports
                smtp:
                  driver = smtp
                  allow_localhost
                maildir:
                  driver = appendfile
                  directory = %1$s/mail
                  maildir_format
                  user = %6$s
                begin retry
                * * F,2h,1m
                """.formatted(folder, root, trusted, acl, next, USER));
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
        Command.run(folder, "chown", "root:root", settings.toString()).good();
        Process daemon = new ProcessBuilder(
                        root.resolve("usr/sbin/exim4").toString(),
                        "-C",
                        settings.toString(),
                        "-bdf",
                        "-oX",
                        "127.0.0.1." + port)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        Postfix.await(() -> Postfix.accepts(port) || !daemon.isAlive(), "Exim to listen");
        if (!daemon.isAlive()) {
            throw new IOException(Files.readString(folder.resolve("output")));
        }
        return new Exim(port, daemon);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        daemon.destroy();
    }
}
