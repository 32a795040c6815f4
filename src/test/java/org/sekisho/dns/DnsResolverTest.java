package org.sekisho.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;
import org.sekisho.testing.TestDnsServer;
import org.sekisho.testing.TestDnsServer.Say;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsResolverTest {
    private final SetClock clock = new SetClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<TestDnsServer> servers = new ArrayList<>();

    private TestDnsServer server(Function<Record, Say> zone) throws IOException {
        var server = new TestDnsServer(zone);
        servers.add(server);
        return server;
    }

    private Resolver resolver(Duration timeout, InetSocketAddress... addresses) {
        return new DnsResolver(
                new DnsSettings(List.of(addresses), timeout, 1, 100), clock, new Random(1), new RecordedEvents());
    }

    private Resolver resolver(TestDnsServer... asked) {
        return resolver(
                Duration.ofSeconds(5),
                Arrays.stream(asked).map(TestDnsServer::address).toArray(InetSocketAddress[]::new));
    }

    @AfterEach
    void close() throws IOException {
        for (var server : servers) {
            server.close();
        }
    }

    private static <T> List<T> found(Answer<T> answer) {
        if (answer instanceof Answer.Found<T>(var records, var authenticated)) {
            return records;
        }
        throw new AssertionError("not found: " + answer);
    }

    @Test
    void findsExchangersWithoutTheTrailingDotAndInLowerCase() throws IOException {
        var resolver = resolver(server(_ -> TestDnsServer.records(
                "example.test. 60 MX 20 MX2.Example.test.", "example.test. 60 MX 10 mx1.example.test.")));
        assertEquals(
                Set.of(new MailExchanger(20, "mx2.example.test"), new MailExchanger(10, "mx1.example.test")),
                Set.copyOf(found(resolver.mx("Example.test"))));
    }

    @Test
    void theNullMxIsAnEmptyName() throws IOException {
        var resolver = resolver(server(_ -> TestDnsServer.records("example.test. 60 MX 0 .")));
        assertTrue(found(resolver.mx("example.test")).getFirst().isNull());
    }

    @Test
    void noSuchNameAndNoDataAreDifferent() throws IOException {
        var resolver = resolver(server(
                question -> TestDnsServer.none(question.getName().toString().startsWith("there"))));
        assertInstanceOf(Answer.NoData.class, resolver.mx("there.test"));
        assertInstanceOf(Answer.NoSuchName.class, resolver.mx("gone.test"));
        assertInstanceOf(Answer.NoData.class, resolver.addresses("there.test"));
        assertInstanceOf(Answer.NoSuchName.class, resolver.addresses("gone.test"));
    }

    @Test
    void aServerThatFailsIsNeverANo() throws IOException {
        for (int rcode : new int[] {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR}) {
            var resolver = resolver(server(_ -> TestDnsServer.failure(rcode)));
            assertInstanceOf(Answer.CouldNotAsk.class, resolver.mx("example.test"));
            assertInstanceOf(Answer.CouldNotAsk.class, resolver.addresses("example.test"));
            assertInstanceOf(Answer.CouldNotAsk.class, resolver.txt("example.test"));
            assertInstanceOf(Answer.CouldNotAsk.class, resolver.ptr(InetAddress.ofLiteral("192.0.2.1")));
        }
    }

    @Test
    void silenceAndAClosedPortAreNeverANo() throws IOException {
        var silent = server(_ -> new Say.Nothing());
        long start = System.nanoTime();
        assertInstanceOf(
                Answer.CouldNotAsk.class,
                resolver(Duration.ofMillis(100), silent.address()).mx("example.test"));
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(3).toNanos());
        int free;
        try (var socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            free = socket.getLocalPort();
        }
        var closed = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), free);
        assertInstanceOf(
                Answer.CouldNotAsk.class,
                resolver(Duration.ofMillis(300), closed).mx("example.test"));
    }

    @Test
    void theNextServerIsAskedWhenOneFails() throws IOException {
        var broken = server(_ -> TestDnsServer.failure(Rcode.SERVFAIL));
        var silent = server(_ -> new Say.Nothing());
        var good = server(_ -> TestDnsServer.records("example.test. 60 MX 10 mx.example.test."));
        var resolver = resolver(Duration.ofMillis(200), broken.address(), silent.address(), good.address());
        assertEquals(List.of(new MailExchanger(10, "mx.example.test")), found(resolver.mx("example.test")));
    }

    @Test
    void anAnswerCutShortIsAskedForAgainOverTcp() throws IOException {
        String[] lines = new String[200];
        Arrays.setAll(lines, i -> "example.test. 60 MX " + i + " a-rather-long-host-name-" + i + ".example.test.");
        var server = server(_ -> new Say.OverTcp(message -> TestDnsServer.with(message, Section.ANSWER, lines)));
        assertEquals(200, found(resolver(server).mx("example.test")).size());
        assertEquals(List.of("udp MX example.test.", "tcp MX example.test."), server.asked());
    }

    @Test
    void aliasesAreFollowedInOneAnswerAndAcrossAnswers() throws IOException {
        var server = server(question -> switch (question.getName().toString()) {
            case "one.test." ->
                TestDnsServer.records(
                        "one.test. 60 CNAME two.test.",
                        "two.test. 60 CNAME three.test.",
                        "three.test. 60 MX 5 mx.test.");
            case "far.test." -> TestDnsServer.records("far.test. 60 CNAME one.test.");
            default -> TestDnsServer.none(false);
        });
        var resolver = resolver(server);
        assertEquals(List.of(new MailExchanger(5, "mx.test")), found(resolver.mx("one.test")));
        assertEquals(List.of(new MailExchanger(5, "mx.test")), found(resolver.mx("far.test")));
        assertEquals(List.of("one.test"), found(resolver.alias("far.test")));
        assertInstanceOf(Answer.NoSuchName.class, resolver.alias("three.test"));
    }

    @Test
    void aliasesInACircleEnd() throws IOException {
        var resolver = resolver(server(question -> question.getName().toString().equals("a.test.")
                ? TestDnsServer.records("a.test. 60 CNAME b.test.")
                : TestDnsServer.records("b.test. 60 CNAME a.test.")));
        assertInstanceOf(Answer.CouldNotAsk.class, resolver.mx("a.test"));
        var inOne =
                resolver(server(_ -> TestDnsServer.records("a.test. 60 CNAME b.test.", "b.test. 60 CNAME a.test.")));
        assertInstanceOf(Answer.CouldNotAsk.class, inOne.mx("a.test"));
    }

    @Test
    void anAliasToNowhereIsNoSuchName() throws IOException {
        var resolver = resolver(server(_ -> new Say.This(message -> {
            message.getHeader().setRcode(Rcode.NXDOMAIN);
            return TestDnsServer.with(message, Section.ANSWER, "a.test. 60 CNAME gone.test.");
        })));
        assertInstanceOf(Answer.NoSuchName.class, resolver.mx("a.test"));
    }

    @Test
    void aReferralIsNotAnAnswer() throws IOException {
        var resolver = resolver(server(_ -> new Say.This(
                message -> TestDnsServer.with(message, Section.AUTHORITY, "test. 60 NS ns.elsewhere.test."))));
        assertInstanceOf(Answer.CouldNotAsk.class, resolver.mx("example.test"));
    }

    @Test
    void recordsOfOtherNamesAreIgnored() throws IOException {
        var resolver = resolver(server(_ -> TestDnsServer.records("other.test. 60 MX 10 mx.attacker.test.")));
        assertInstanceOf(Answer.NoData.class, resolver.mx("example.test"));
    }

    @Test
    void answersAreRememberedForTheirTimeAndNoLonger() throws IOException {
        var server = server(_ -> TestDnsServer.records("example.test. 60 MX 10 mx.example.test."));
        var resolver = resolver(server);
        resolver.mx("example.test");
        resolver.mx("EXAMPLE.test");
        clock.advance(Duration.ofSeconds(59));
        resolver.mx("example.test");
        assertEquals(1, server.asked().size());
        clock.advance(Duration.ofSeconds(2));
        resolver.mx("example.test");
        assertEquals(2, server.asked().size());
    }

    @Test
    void noIsRememberedAsLongAsTheZoneSaysAndFailuresNever() throws IOException {
        var fails = new AtomicBoolean(true);
        var server = server(_ -> fails.get() ? TestDnsServer.failure(Rcode.SERVFAIL) : TestDnsServer.none(false));
        var resolver = resolver(server);
        assertInstanceOf(Answer.CouldNotAsk.class, resolver.mx("example.test"));
        fails.set(false);
        assertInstanceOf(Answer.NoSuchName.class, resolver.mx("example.test"));
        clock.advance(Duration.ofSeconds(29));
        assertInstanceOf(Answer.NoSuchName.class, resolver.mx("example.test"));
        assertEquals(2, server.asked().size());
        clock.advance(Duration.ofSeconds(2));
        resolver.mx("example.test");
        assertEquals(3, server.asked().size());
    }

    @Test
    void addressesOfEitherKindAreEnough() throws IOException {
        var resolver = resolver(server(question -> switch (question.getType()) {
            case Type.A ->
                question.getName().toString().startsWith("six")
                        ? TestDnsServer.failure(Rcode.SERVFAIL)
                        : TestDnsServer.records(question.getName() + " 60 A 192.0.2.1");
            case Type.AAAA ->
                question.getName().toString().startsWith("four")
                        ? TestDnsServer.failure(Rcode.SERVFAIL)
                        : TestDnsServer.records(question.getName() + " 60 AAAA 2001:db8::1");
            default -> TestDnsServer.none(true);
        }));
        var four = InetAddress.ofLiteral("192.0.2.1");
        var six = InetAddress.ofLiteral("2001:db8::1");
        assertEquals(List.of(six, four), found(resolver.addresses("both.test")));
        assertEquals(List.of(four), found(resolver.addresses("four.test")));
        assertEquals(List.of(six), found(resolver.addresses("six.test")));
    }

    @Test
    void oneKindMissingAndTheOtherUnknownIsUnknown() throws IOException {
        var resolver = resolver(server(question ->
                question.getType() == Type.A ? TestDnsServer.none(true) : TestDnsServer.failure(Rcode.SERVFAIL)));
        assertInstanceOf(Answer.CouldNotAsk.class, resolver.addresses("example.test"));
    }

    @Test
    void localhostIsThisMachineAndNobodyIsAsked() throws IOException {
        var server = server(_ -> TestDnsServer.none(false));
        assertTrue(found(resolver(server).addresses("localhost")).contains(InetAddress.ofLiteral("127.0.0.1")));
        assertEquals(List.of(), server.asked());
    }

    @Test
    void stringsOfOneTextRecordAreJoined() throws IOException {
        var resolver = resolver(server(_ -> TestDnsServer.records("example.test. 60 TXT \"v=spf1 \" \"-all\"")));
        assertEquals(List.of("v=spf1 -all"), found(resolver.txt("example.test")));
    }

    @Test
    void findsTheNamesOfAddressesOfBothFamilies() throws IOException {
        var server = server(question -> TestDnsServer.records(question.getName() + " 60 PTR Host.Example.test."));
        var resolver = resolver(server);
        assertEquals(List.of("host.example.test"), found(resolver.ptr(InetAddress.ofLiteral("192.0.2.7"))));
        assertEquals(List.of("host.example.test"), found(resolver.ptr(InetAddress.ofLiteral("2001:db8::7"))));
        assertEquals("udp PTR 7.2.0.192.in-addr.arpa.", server.asked().getFirst());
    }

    @Test
    void namesThatCannotExistDoNot() throws IOException {
        var server = server(_ -> TestDnsServer.none(true));
        for (String name : List.of("a..test", "x".repeat(64) + ".test", "a.".repeat(200) + "test")) {
            assertInstanceOf(Answer.NoSuchName.class, resolver(server).mx(name));
        }
        assertEquals(List.of(), server.asked());
    }

    @Test
    void authenticatedOnlyWhenTheServerOnThisMachineSaysSo() throws IOException {
        var resolver = resolver(server(question -> new Say.This(message -> {
            if (question.getName().toString().startsWith("signed")) {
                message.getHeader().setFlag(Flags.AD);
            }
            return TestDnsServer.with(message, Section.ANSWER, question.getName() + " 60 MX 10 mx.test.");
        })));
        assertTrue(
                assertInstanceOf(Answer.Found.class, resolver.mx("signed.test")).authenticated());
        assertTrue(
                !assertInstanceOf(Answer.Found.class, resolver.mx("plain.test")).authenticated());
    }

    @Test
    void readsTheServersOfTheMachine(@TempDir Path folder) throws IOException {
        var file = folder.resolve("resolv.conf");
        Files.writeString(
                file, "# comment\nsearch test\nnameserver 192.0.2.53\n nameserver  2001:db8::53 \noptions x\n");
        assertEquals(
                List.of(
                        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.53"), 53),
                        new InetSocketAddress(InetAddress.ofLiteral("2001:db8::53"), 53)),
                DnsSettings.ofSystem(file).servers());
        assertEquals(
                List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53)),
                DnsSettings.ofSystem(folder.resolve("none")).servers());
    }
}
