package org.sekisho.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminClient;
import org.sekisho.admin.AdminException;
import org.sekisho.admin.AdminServer;
import org.sekisho.cli.Launcher.Patient;
import org.sekisho.config.HostPort;
import org.sekisho.config.Machine;
import org.sekisho.config.Protocol;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsException;
import org.sekisho.config.SettingsReader;
import org.sekisho.doctor.checks.CertificateFiles;
import org.sekisho.doctor.checks.Door;
import org.sekisho.doctor.checks.Door.Speech;
import org.sekisho.postfix.MainCf;
import org.sekisho.qmail.ControlFile;
import org.sekisho.qmail.Controls;
import org.sekisho.qmail.Installation;
import org.sekisho.qmail.Route;

/// A server as its own settings describe it, for the checks from outside.
/// @param smarthost through which all its mail for elsewhere goes
/// @param resolvers empty: those of the machine
record Examined(
        Domain hostname,
        Domain helo,
        List<Domain> domains,
        List<InetAddress> addresses,
        Set<InetAddress> machine,
        Optional<String> smarthost,
        Optional<CertificateFiles> files,
        List<Door> doors,
        List<InetSocketAddress> resolvers,
        ZoneId zone) {
    /// Where servers listen that do not say where.
    private static final Map<Integer, Speech> USUAL = Map.of(
            25,
            Speech.SMTP,
            587,
            Speech.SUBMISSION,
            465,
            Speech.TLS,
            110,
            Speech.POP3,
            995,
            Speech.TLS,
            143,
            Speech.IMAP,
            993,
            Speech.TLS);

    /// @param host what the person calls it, if anything
    /// @throws IOException its settings cannot be read
    static Examined of(Patient patient, Optional<Domain> host) throws IOException {
        return switch (patient) {
            case Patient.Own own -> ofSettings(settings(own.config()), host);
            case Patient.Postfix(var _, var config) -> ofPostfix(config, host);
            case Patient.Qmail(var folder, var _, var vpopmail) ->
                ofQmail(Installation.read(folder, Optional.empty(), Optional.of(vpopmail)), host);
        };
    }

    private static Settings settings(Path config) throws IOException {
        try {
            return SettingsReader.read(config, Machine.unseen());
        } catch (SettingsException e) {
            throw new IOException(String.join("\n", e.problems()), e);
        }
    }

    private static Examined ofSettings(Settings settings, Optional<Domain> host) throws IOException {
        Domain hostname = host.orElse(settings.hostname());
        Running running = Running.ask(settings);
        Set<InetAddress> machine = machineAddresses();
        List<InetAddress> sources = new ArrayList<>();
        settings.delivery().sourceIpv4().ifPresent(sources::add);
        settings.delivery().sourceIpv6().ifPresent(sources::add);
        return new Examined(
                hostname,
                host.or(() -> settings.delivery().helo()).orElse(settings.hostname()),
                running.domains(),
                publicOnes(sources.isEmpty() ? machine : new LinkedHashSet<>(sources)).stream()
                        .filter(address -> isUsed(address, settings.delivery().family()))
                        .toList(),
                machine,
                settings.routes().stream()
                        .filter(route ->
                                route.key().sender().isEmpty() && route.key().domain() instanceof RouteDomain.All)
                        .flatMap(route -> route.via().stream())
                        .map(Object::toString)
                        .findFirst(),
                settings.tls().map(tls -> new CertificateFiles(tls.certificate(), tls.key())),
                doors(settings, running),
                settings.dns().servers(),
                settings.timezone());
    }

    private static boolean isUsed(InetAddress address, Settings.Delivery.Family family) {
        return switch (family) {
            case IPV4_ONLY -> address.getAddress().length == 4;
            case IPV6_ONLY -> address.getAddress().length == 16;
            case IPV4_FIRST, IPV6_FIRST -> true;
        };
    }

    /// What a server says that runs with these settings; nothing when none does.
    /// @param listeners addresses by service
    private record Running(List<Domain> domains, Map<Protocol, List<InetSocketAddress>> listeners) {
        static Running ask(Settings settings) {
            var client = new AdminClient(settings.data().resolve(AdminServer.SOCKET_NAME));
            List<Domain> domains = new ArrayList<>();
            Map<Protocol, List<InetSocketAddress>> listeners = new EnumMap<>(Protocol.class);
            try {
                client.ask(
                        "domain.list",
                        Map.of(),
                        Optional.empty(),
                        row -> domains.add(Domain.of(row.path("domain").asText())));
                client.ask("status", Map.of(), Optional.empty(), row -> {
                    for (Protocol service : Protocol.values()) {
                        row.path(service.name().toLowerCase(Locale.ROOT))
                                .valueStream()
                                .forEach(address -> listeners
                                        .computeIfAbsent(service, _ -> new ArrayList<>())
                                        .add(socketAddress(address.asText())));
                    }
                });
                return new Running(domains, listeners);
            } catch (AdminException | IOException _) {
                return new Running(List.of(), Map.of()); // the checks say what is not known then
            }
        }

        private static InetSocketAddress socketAddress(String text) {
            var place = HostPort.of(text, 0);
            return new InetSocketAddress(IpAddress.of(place.host()), place.port());
        }
    }

    /// Those that are open, else those that should be. One that waits for a proxy's header is not for us.
    private static List<Door> doors(Settings settings, Running running) {
        Map<Protocol, List<InetSocketAddress>> listeners = new EnumMap<>(Protocol.class);
        listeners.putAll(running.listeners());
        if (listeners.isEmpty()) {
            settings.listeners()
                    .forEach(each -> listeners
                            .computeIfAbsent(each.service(), _ -> new ArrayList<>())
                            .add(each.address()));
        }
        List<Integer> behindProxies = settings.listeners().stream()
                .filter(Settings.Listener::proxyProtocol)
                .map(each -> each.address().getPort())
                .toList();
        List<Door> doors = new ArrayList<>();
        listeners.forEach((service, addresses) -> speech(service)
                .ifPresent(speech -> addresses.stream()
                        .filter(address -> address.getPort() != 0 && !behindProxies.contains(address.getPort()))
                        .forEach(address -> doors.add(new Door(speech, near(address), true)))));
        return doors;
    }

    /// A server that listens everywhere is asked on loopback.
    private static InetSocketAddress near(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
    }

    private static Optional<Speech> speech(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> Optional.of(Speech.SMTP);
            case SUBMISSION -> Optional.of(Speech.SUBMISSION);
            case POP3 -> Optional.of(Speech.POP3);
            case IMAP -> Optional.of(Speech.IMAP);
            case SUBMISSIONS, POP3S, IMAPS -> Optional.of(Speech.TLS);
            case LMTP, MANAGESIEVE, CONSOLE, METRICS, DNSBL -> Optional.empty();
        };
    }

    private static Examined ofQmail(Installation qmail, Optional<Domain> host) throws IOException {
        Controls controls = qmail.controls();
        Domain hostname = host.or(controls::me)
                .orElseThrow(() -> new SyntaxError(
                        controls.path(ControlFile.ME) + " has no name for the server: give it with --host NAME"));
        Set<InetAddress> machine = machineAddresses();
        // What the TLS patch of netqmail reads: certificate and key in one file
        Path pem = controls.directory().resolve("servercert.pem");
        return new Examined(
                hostname,
                host.or(() -> controls.domain(ControlFile.HELOHOST)).orElse(hostname),
                peoples(qmail.domains().stream().map(own -> own.name()).toList(), hostname),
                publicOnes(machine),
                machine,
                qmail.routes().stream()
                        .filter(route -> route.sender().isEmpty() && route.domain() instanceof RouteDomain.All)
                        .map(Route::relay)
                        .flatMap(Optional::stream)
                        .map(Object::toString)
                        .findFirst(),
                Files.exists(pem) ? Optional.of(new CertificateFiles(pem, pem)) : Optional.empty(),
                usualDoors(),
                List.of(),
                ZoneId.systemDefault());
    }

    private static Examined ofPostfix(Path config, Optional<Domain> host) throws IOException {
        MainCf main = MainCf.read(config);
        String name = main.value("myhostname");
        if (name.isEmpty() && host.isEmpty()) {
            throw new SyntaxError(main.file() + " does not set myhostname: give the server's name with --host NAME");
        }
        Domain hostname = host.orElseGet(() -> Domain.of(name));
        String helo = main.value("smtp_helo_name");
        Set<InetAddress> machine = machineAddresses();
        Optional<Path> certificate = file(main, "smtpd_tls_cert_file");
        return new Examined(
                hostname,
                host.isPresent() || helo.isEmpty() ? hostname : Domain.of(helo),
                peoples(main.ownDomains(), hostname),
                publicOnes(machine),
                machine,
                Optional.of(main.value("relayhost")).filter(relay -> !relay.isEmpty()),
                certificate.map(path -> new CertificateFiles(
                        path, file(main, "smtpd_tls_key_file").orElse(path))),
                usualDoors(),
                List.of(),
                ZoneId.systemDefault());
    }

    /// Those in which people have addresses: the machine's own name is listed with them nearly everywhere, and
    /// nobody publishes MX and SPF for it.
    private static List<Domain> peoples(List<Domain> domains, Domain hostname) {
        List<Domain> others =
                domains.stream().filter(domain -> !domain.equals(hostname)).toList();
        return others.isEmpty() ? domains : others;
    }

    private static Optional<Path> file(MainCf main, String setting) {
        return Optional.of(main.value(setting))
                .filter(value -> value.startsWith("/"))
                .map(Path::of)
                .filter(Files::exists);
    }

    private static List<Door> usualDoors() {
        return USUAL.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new Door(
                        each.getValue(), new InetSocketAddress(InetAddress.getLoopbackAddress(), each.getKey()), false))
                .toList();
    }

    private static Set<InetAddress> machineAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(IpAddress::normal)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static List<InetAddress> publicOnes(Set<InetAddress> addresses) {
        return addresses.stream().filter(Network::isPublic).toList();
    }
}
