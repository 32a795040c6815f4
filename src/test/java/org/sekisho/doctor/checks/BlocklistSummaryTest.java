package org.sekisho.doctor.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.audit.blocklists.Zone;
import org.sekisho.audit.blocklists.Zones;
import org.sekisho.doctor.Finding;
import org.sekisho.testing.FakeResolver;

class BlocklistSummaryTest {
    private static final Domain MX = new Domain("mx.example.com");
    private static final List<Zone> ZONES = Zones.of(Stream.of(
                    "a.bl.example", "b.bl.example", "b2.bl.example", "c.bl.example")
            .map(name -> name + "\tip4\tKeeper " + name.charAt(0)
                    + "\tspam came from here\tスパムを送信した\t127.0.0.2=spam\thttps://" + name + "/out\trfc5782\t127.0.0.1")
            .toList());

    private final FakeResolver dns = new FakeResolver();

    private Finding check() throws InterruptedException {
        var plan = new Plan(
                Set.of(Topic.BLOCKLISTS),
                new Subjects(
                        MX,
                        MX,
                        List.of(new Domain("example.test")),
                        List.of(InetAddress.ofLiteral("8.8.4.4"), InetAddress.ofLiteral("10.0.0.1")),
                        Set.of(),
                        Optional.empty(),
                        List.of()),
                Optional.empty(),
                List.of(),
                new Plan.TimeServer("127.0.0.1", 123),
                ZoneId.of("UTC"),
                Duration.ofSeconds(30));
        var world = new Checkup.World(dns, ZONES, Set.of(), () -> Instant.EPOCH, new Random(1));
        List<Finding> findings = new Checkup(plan, world).run((_, _) -> {});
        assertEquals(1, findings.size(), findings::toString); // neither the private address nor the test domain
        return findings.getFirst();
    }

    @Test
    void fromCleanToListedWidely() throws InterruptedException {
        assertEquals("blocklists-could-not-ask", check().id()); // all are dead
        ZONES.forEach(zone -> dns.addresses("2.0.0.127." + zone, "127.0.0.2"));
        Finding fine = check();
        assertEquals(
                "8.8.4.4 is on none of 4 blocklists (0 more gave no answer)",
                fine.found().en());
        dns.addresses("4.4.8.8.b.bl.example", "127.0.0.2");
        Finding listed = check();
        assertEquals("blocklisted", listed.id());
        assertTrue(listed.meaning().ja().contains("スパムを送信した"), listed::toString);
        assertTrue(listed.advice().en().contains("https://b.bl.example/out"), listed::toString);
        dns.addresses("4.4.8.8.b2.bl.example", "127.0.0.2");
        assertEquals("blocklisted", check().id()); // the same operator's word twice
        dns.addresses("4.4.8.8.c.bl.example", "127.0.0.2");
        assertEquals("blocklisted-widely", check().id());
    }
}
