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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.audit.blocklists.Subject.Address;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.Effect;
import org.sekisho.blocklist.Origin;
import org.sekisho.blocklist.Stage;
import org.sekisho.blocklist.Subject;
import org.sekisho.blocklist.Terms;
import org.sekisho.blocklist.zone.Export;
import org.sekisho.blocklist.zone.ZoneServer;
import org.sekisho.blocklist.zone.ZoneSettings;
import org.sekisho.dns.Answer;
import org.sekisho.dns.DnsResolver;
import org.sekisho.dns.DnsSettings;
import org.sekisho.net.Deadlines;
import org.sekisho.testing.Await;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;

/// What we export, loaded by a real rbldnsd, gives the answers that our own name server gives.
@Tag("peers")
class RbldnsdExportTest {
    private static final InetAddress LOOPBACK = IpAddress.of("127.0.0.1");

    @TempDir
    Path folder;

    private final RecordedEvents events = new RecordedEvents();
    private final Blocklist list = Blocklist.open(new MemoryStore(), InstantSource.system(), events);
    private ZoneServer ours;
    private final List<Process> started = new ArrayList<>();
    private InetSocketAddress theirs;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // it does not run as root
        for (String subject : List.of(
                "192.0.2.0/24",
                "!192.0.2.64/26",
                "192.0.2.70",
                "198.51.0.0/17",
                "!198.51.100.0/25",
                "198.51.100.4",
                "2001:db8::/32",
                "!2001:db8:7::/48",
                "2001:db8:7::9",
                "spam.example",
                ".farm.example",
                "!good.farm.example",
                "x@sender.example")) {
            add(subject);
        }
        var settings = new ZoneSettings(
                List.of(Domain.of("bl.test")),
                Domain.of("ns.test"),
                Mailbox.of("hostmaster@ns.test"),
                Duration.ofMinutes(5),
                List.of(Network.of("127.0.0.0/8")),
                10_000);
        ours = new ZoneServer(
                new InetSocketAddress(LOOPBACK, 0),
                () -> settings,
                list,
                new Deadlines(),
                InstantSource.system(),
                events,
                events);
        ours.start();
        try (var free = new DatagramSocket(0, LOOPBACK)) {
            theirs = new InetSocketAddress(LOOPBACK, free.getLocalPort());
        }
    }

    private void add(String text) throws Exception {
        boolean allow = text.startsWith("!");
        var terms = new Terms(
                allow ? Effect.ALLOW : Effect.BLOCK,
                Stage.AT_ONCE,
                "costs $5 \"a\" \\ : ; # " + text,
                Instant.now(),
                Optional.empty(),
                new Origin.ByHand("root"));
        list.add(List.of(new Blocklist.Wish(Subject.of(allow ? text.substring(1) : text), terms)));
    }

    @AfterEach
    void stop() throws InterruptedException {
        ours.close();
        for (Process each : started) {
            each.destroy();
            each.waitFor();
        }
    }

    private void file(String name, Export.Part part) throws IOException {
        List<String> lines = new ArrayList<>();
        new Export(list, lines::add).write(Export.Format.RBLDNSD, part);
        Files.write(folder.resolve(name), lines);
    }

    private void load(String... zones) throws Exception {
        var command = new ArrayList<>(List.of("rbldnsd", "-n", "-u", "nobody:nogroup", "-w", folder.toString()));
        command.addAll(List.of("-b", "127.0.0.1/" + theirs.getPort()));
        command.addAll(List.of(zones));
        Process rbldnsd = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        started.add(rbldnsd);
        Await.until("rbldnsd to answer", () -> {
            if (!rbldnsd.isAlive()) {
                throw new AssertionError(Files.readString(folder.resolve("log")));
            }
            return resolver(theirs).ipv4Addresses("2.0.0.127.bl.test") instanceof Answer.Found<InetAddress>;
        });
    }

    private DnsResolver resolver(InetSocketAddress server) {
        var settings = new DnsSettings(List.of(server), Duration.ofSeconds(2), 1, 1);
        return new DnsResolver(settings, InstantSource.system(), new Random(), events);
    }

    private void compare() {
        List<String> names = new ArrayList<>(List.of(
                "spam.example",
                "www.spam.example",
                "farm.example",
                "a.b.farm.example",
                "good.farm.example",
                "sender.example",
                "test",
                "invalid"));
        for (String address : List.of(
                "192.0.2.1",
                "192.0.2.65",
                "192.0.2.70",
                "192.0.3.1",
                "198.51.1.1",
                "198.51.100.3",
                "198.51.100.4",
                "198.51.100.200",
                "198.51.200.1",
                "2001:db8::1",
                "2001:db8:7::8",
                "2001:db8:7::9",
                "2001:db9::1",
                "127.0.0.1",
                "127.0.0.2")) {
            names.add(new Address(IpAddress.of(address)).labels());
        }
        for (String name : names) {
            String asked = name + ".bl.test";
            DnsResolver us = resolver(ours.endpoint());
            DnsResolver them = resolver(theirs);
            assertEquals(isListed(them.ipv4Addresses(asked)), isListed(us.ipv4Addresses(asked)), asked);
            assertEquals(text(them.txt(asked)), text(us.txt(asked)), asked);
        }
    }

    private static List<InetAddress> isListed(Answer<InetAddress> answer) {
        return answer instanceof Answer.Found<InetAddress>(var codes, var _) ? codes : List.of();
    }

    private static List<String> text(Answer<String> answer) {
        return answer instanceof Answer.Found<String>(var texts, var _) ? texts : List.of();
    }

    @Test
    void oneCombinedFile() throws Exception {
        file("all", Export.Part.COMBINED);
        load("bl.test:combined:all");
        compare();
    }

    @Test
    void aFileForEachDataSet() throws Exception {
        file("ip4", Export.Part.IP4);
        file("ip6", Export.Part.IP6);
        file("names", Export.Part.NAMES);
        load("bl.test:ip4set:ip4", "bl.test:ip6trie:ip6", "bl.test:dnset:names");
        compare();
    }
}
