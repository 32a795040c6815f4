package org.sekisho.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.address.Domain;
import org.sekisho.audit.blocklists.BlocklistCheck;
import org.sekisho.audit.blocklists.BlocklistReport;
import org.sekisho.audit.blocklists.Finding;
import org.sekisho.audit.blocklists.Status;
import org.sekisho.audit.blocklists.Subject;
import org.sekisho.audit.blocklists.Verdict;
import org.sekisho.audit.blocklists.Zone;
import org.sekisho.audit.blocklists.Zones;
import org.sekisho.dns.Answer;
import org.sekisho.dns.DnsResolver;
import org.sekisho.dns.DnsSettings;
import org.sekisho.dns.Resolver;
import org.sekisho.testing.Await;
import org.sekisho.testing.RecordedEvents;

/// The blocklist check against the name server that most public lists run on.
@Tag("peers")
class RbldnsdTest {
    @TempDir
    Path folder;

    private InetSocketAddress address;
    private Process rbldnsd;

    @BeforeEach
    void start() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // it does not run as root
        file("ip4", ":127.0.0.2:Listed, see https://bl.test/?$", "127.0.0.2", "192.0.2.99 :127.0.0.4:Open proxy $");
        file("ip6", ":127.0.0.2:Listed $", "::ffff:7f00:2/128", "2001:db8:0:99/64");
        file("names", ":127.0.0.2:Listed $", "test", ".spam.test");
        file("everything", "0.0.0.0/0 :127.0.0.2:This list has ended");
        file("refuses", "0.0.0.0/0 :127.255.255.254:Query refused");
        file("rejects", "0.0.0.0/0 :refuse");
        file("empty", "0.0.0.0/0 :empty");
        file("ignores", "0.0.0.0/0 :ignore");
        int port;
        try (var free = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        var command = new ArrayList<>(List.of("rbldnsd", "-n", "-u", "nobody:nogroup", "-w", folder.toString()));
        command.addAll(List.of("-b", "127.0.0.1/" + port, "bl.test:ip4set:ip4", "bl.test:ip6trie:ip6"));
        command.add("bl.test:dnset:names");
        for (String other : List.of("everything", "refuses", "rejects", "empty", "ignores")) {
            command.add(other + ".test:ip4set:ip4");
            command.add(other + ".test:acl:" + other);
        }
        rbldnsd = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void file(String name, String... lines) throws IOException {
        Files.write(folder.resolve(name), List.of(lines));
    }

    @AfterEach
    void stop() throws InterruptedException {
        rbldnsd.destroy();
        rbldnsd.waitFor();
    }

    private Resolver resolver() throws Exception {
        var settings = new DnsSettings(List.of(address), Duration.ofSeconds(2), 1, 1000);
        var resolver = new DnsResolver(settings, InstantSource.system(), new Random(), new RecordedEvents());
        Await.until("rbldnsd to answer", () -> {
            if (!rbldnsd.isAlive()) {
                throw new AssertionError(Files.readString(folder.resolve("log")));
            }
            return resolver.ipv4Addresses("2.0.0.127.bl.test") instanceof Answer.Found<InetAddress>;
        });
        return resolver;
    }

    private BlocklistReport run(List<Zone> zones, Subject... subjects) throws Exception {
        return new BlocklistCheck(resolver(), zones, Duration.ofSeconds(30)).run(List.of(subjects), (_, _, _) -> {});
    }

    private static List<Zone> zones(String kinds, String... names) {
        return Zones.of(Stream.of(names)
                .map(name -> name + ".test\t" + kinds
                        + "\tTest\tspam\tスパム\t127.0.0.2=spam source;127.0.0.4=proxy\thttps://bl.test/\trfc5782\t-")
                .toList());
    }

    private static Subject address(String literal) {
        return new Subject.Address(InetAddress.ofLiteral(literal));
    }

    @Test
    void addressesAndDomainsAreFoundAndOthersAreClean() throws Exception {
        var report = run(
                zones("ip4,ip6,domain", "bl"),
                address("192.0.2.99"),
                address("192.0.2.98"),
                address("2001:db8:0:99::1"),
                address("2001:db8:0:98::1"),
                new Subject.Name(Domain.of("www.spam.test")),
                new Subject.Name(Domain.of("good.test")));
        assertEquals(
                List.of(Status.LISTED, Status.CLEAN, Status.LISTED, Status.CLEAN, Status.LISTED, Status.CLEAN),
                report.findings().stream().map(Finding::status).toList());
        assertEquals(
                new Verdict.Listed(
                        List.of(new Verdict.Code(InetAddress.ofLiteral("127.0.0.4"), List.of("proxy"))),
                        List.of("Open proxy 192.0.2.99")),
                report.findings().getFirst().verdict());
    }

    @Test
    void listsThatEndedOrRefuseOrFallSilentAreToldApart() throws Exception {
        var report =
                run(zones("ip4", "bl", "everything", "refuses", "rejects", "empty", "ignores"), address("192.0.2.98"));
        assertEquals(
                List.of(
                        Status.CLEAN,
                        Status.DEAD,
                        Status.REFUSED,
                        Status.COULD_NOT_ASK,
                        Status.DEAD,
                        Status.COULD_NOT_ASK),
                report.findings().stream().map(Finding::status).toList());
    }
}
