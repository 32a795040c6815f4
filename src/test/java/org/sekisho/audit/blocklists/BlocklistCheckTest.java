package org.sekisho.audit.blocklists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.dns.Answer;
import org.sekisho.dns.DnsResolver;
import org.sekisho.dns.DnsSettings;
import org.sekisho.dns.MailExchanger;
import org.sekisho.dns.Resolver;
import org.sekisho.testing.Await;
import org.sekisho.testing.FakeResolver;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.TestDnsServer;
import org.sekisho.testing.TestDnsServer.Say;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class BlocklistCheckTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Subject OURS = address("192.0.2.99");
    private static final Subject OUR_V6 = address("2001:db8::99");
    private static final Subject OUR_DOMAIN = new Subject.Name(Domain.of("example.test"));
    private static final BlocklistCheck.Progress NOBODY = (_, _, _) -> {};

    private static Subject address(String literal) {
        return new Subject.Address(InetAddress.ofLiteral(literal));
    }

    private static Zone zone(String name, String kinds) {
        return Zone.of(name + "\t" + kinds + "\tTest\tspam\tスパム\t127.0.0.2=spam source;127.0.0.4=proxy\thttps://" + name
                + "/out\trfc5782\t127.0.0.1");
    }

    /// A list that works and lists nothing but its test entry.
    private static FakeResolver working(FakeResolver resolver, String zone) {
        return resolver.addresses("2.0.0.127." + zone, "127.0.0.2");
    }

    private static BlocklistReport run(Resolver resolver, List<Zone> zones, Subject... subjects)
            throws InterruptedException {
        return new BlocklistCheck(resolver, zones, LONG).run(List.of(subjects), NOBODY);
    }

    private static Verdict verdict(Resolver resolver) throws InterruptedException {
        var report = run(resolver, List.of(zone("bl.test", "ip4")), OURS);
        assertEquals(1, report.findings().size());
        return report.findings().getFirst().verdict();
    }

    @Test
    void listedWithCodesMeaningsAndText() throws InterruptedException {
        var resolver = working(new FakeResolver(), "bl.test")
                .addresses("99.2.0.192.bl.test", "127.0.0.4", "127.0.0.2", "127.0.0.9")
                .txt("99.2.0.192.bl.test", "see https://bl.test/?192.0.2.99 \u001b[31m\u202e");
        assertEquals(
                new Verdict.Listed(
                        List.of(
                                new Verdict.Code(InetAddress.ofLiteral("127.0.0.2"), List.of("spam source")),
                                new Verdict.Code(InetAddress.ofLiteral("127.0.0.4"), List.of("proxy")),
                                new Verdict.Code(InetAddress.ofLiteral("127.0.0.9"), List.of())),
                        List.of("see https://bl.test/?192.0.2.99  [31m ")),
                verdict(resolver));
    }

    @Test
    void listedEvenWhenTheTextCannotBeAsked() throws InterruptedException {
        var resolver = working(new FakeResolver(), "bl.test")
                .addresses("99.2.0.192.bl.test", "127.0.0.2")
                .txt("99.2.0.192.bl.test", new Answer.CouldNotAsk<>("SERVFAIL"));
        assertEquals(Status.LISTED, verdict(resolver).status());
    }

    @Test
    void clean() throws InterruptedException {
        assertEquals(new Verdict.Clean(), verdict(working(new FakeResolver(), "bl.test")));
    }

    @Test
    void deadBecauseItsTestEntryIsGone() throws InterruptedException {
        assertInstanceOf(Verdict.Dead.class, verdict(new FakeResolver()));
        assertInstanceOf(
                Verdict.Dead.class,
                verdict(new FakeResolver().addresses("99.2.0.192.bl.test", "127.0.0.2")),
                "what such a list lists means nothing");
    }

    @Test
    void deadBecauseItListsEverything() throws InterruptedException {
        var resolver = working(new FakeResolver(), "bl.test")
                .addresses("1.0.0.127.bl.test", "127.0.0.2")
                .addresses("99.2.0.192.bl.test", "127.0.0.2");
        String why = assertInstanceOf(Verdict.Dead.class, verdict(resolver)).why();
        assertTrue(why.contains("everything"), why);
    }

    @Test
    void deadBecauseItsDomainWasSold() throws InterruptedException {
        var resolver = new FakeResolver().addresses("2.0.0.127.bl.test", "203.0.113.7");
        String why = assertInstanceOf(Verdict.Dead.class, verdict(resolver)).why();
        assertTrue(why.contains("203.0.113.7"), why);
    }

    @Test
    void refusedForTheTestEntryOrLater() throws InterruptedException {
        for (String code : List.of("127.0.0.1", "127.255.255.254")) {
            assertInstanceOf(
                    Verdict.Refused.class,
                    verdict(new FakeResolver()
                            .addresses("2.0.0.127.bl.test", code)
                            .addresses("1.0.0.127.bl.test", code)
                            .addresses("99.2.0.192.bl.test", code)));
            assertInstanceOf(
                    Verdict.Refused.class,
                    verdict(working(new FakeResolver(), "bl.test").addresses("99.2.0.192.bl.test", code)));
        }
    }

    @Test
    void couldNotAskIsNeverClean() throws InterruptedException {
        for (String name : List.of("2.0.0.127.bl.test", "1.0.0.127.bl.test", "99.2.0.192.bl.test")) {
            var resolver = working(new FakeResolver(), "bl.test").addresses(name, new Answer.CouldNotAsk<>("SERVFAIL"));
            assertEquals(new Verdict.CouldNotAsk("SERVFAIL"), verdict(resolver), name);
        }
        var strange = working(new FakeResolver(), "bl.test").addresses("99.2.0.192.bl.test", "203.0.113.7");
        assertInstanceOf(Verdict.CouldNotAsk.class, verdict(strange));
    }

    @Test
    void aNameThatCannotBeAskedIsNotClean() throws InterruptedException {
        var resolver = new FakeResolver().addresses("test.bl.test", "127.0.0.2");
        String label = "a".repeat(60) + ".";
        var longest = new Subject.Name(new Domain(label.repeat(4) + "test"));
        var report = run(resolver, List.of(zone("bl.test", "domain")), longest);
        assertEquals(Status.COULD_NOT_ASK, report.worst());
    }

    @Test
    void eachKindIsTestedByItself() throws InterruptedException {
        var resolver = working(new FakeResolver(), "bl.test")
                .addresses(Kind.DOMAIN.alwaysListed() + ".bl.test", "127.0.0.2")
                .addresses("example.test.bl.test", "127.0.0.2");
        var report = run(resolver, List.of(zone("bl.test", "ip4,ip6,domain")), OURS, OUR_V6, OUR_DOMAIN);
        assertEquals(
                List.of(Status.CLEAN, Status.DEAD, Status.LISTED),
                report.findings().stream().map(Finding::status).toList());
        assertEquals(
                Map.of(Status.CLEAN, 1, Status.DEAD, 1, Status.LISTED, 1, Status.REFUSED, 0, Status.COULD_NOT_ASK, 0),
                report.counts());
        assertEquals(Status.LISTED, report.worst());
        assertEquals(1, report.of(OUR_V6).size());
        assertEquals(OUR_DOMAIN, report.with(Status.LISTED).getFirst().subject());
    }

    @Test
    void findingsAreInTheOrderOfSubjectsAndZonesAndOnlyOfTheirKind() throws InterruptedException {
        var zones = List.of(zone("z.test", "ip4"), zone("d.test", "domain"), zone("a.test", "ip4"));
        var other = address("192.0.2.98");
        var told = new ArrayList<String>();
        var report = new BlocklistCheck(new FakeResolver(), zones, LONG)
                .run(List.of(OURS, other, OURS), (zone, done, of) -> told.add(zone + " " + done + "/" + of));
        assertEquals(
                List.of("192.0.2.99 z.test", "192.0.2.99 a.test", "192.0.2.98 z.test", "192.0.2.98 a.test"),
                report.findings().stream()
                        .map(finding -> finding.subject() + " " + finding.zone())
                        .toList());
        assertEquals(2, told.size());
        assertTrue(told.getLast().endsWith(" 2/2"), told.toString());
    }

    @Test
    void nobodyAskedIsNotClean() throws InterruptedException {
        assertEquals(
                Status.COULD_NOT_ASK,
                run(new FakeResolver(), List.of(zone("d.test", "domain")), OURS).worst());
    }

    /// Waits until it is interrupted or the latch opens when asked about zones called silent, and about subjects
    /// of those called tired; others answer.
    private record Silent(Resolver others, CountDownLatch end, AtomicInteger waiting, AtomicInteger most)
            implements Resolver {
        Silent(Resolver others) {
            this(others, new CountDownLatch(1), new AtomicInteger(), new AtomicInteger());
        }

        @Override
        public Answer<InetAddress> ipv4Addresses(String name) {
            if (!name.contains("silent") && !name.contains("192.tired")) {
                return others.ipv4Addresses(name);
            }
            most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            try {
                end.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                waiting.decrementAndGet();
            }
            return new Answer.CouldNotAsk<>("silence");
        }

        @Override
        public Answer<String> txt(String name) {
            return others.txt(name);
        }

        @Override
        public Answer<MailExchanger> mx(String name) {
            throw new AssertionError("asked for MX");
        }

        @Override
        public Answer<InetAddress> addresses(String name) {
            throw new AssertionError("asked for AAAA");
        }

        @Override
        public Answer<String> alias(String name) {
            throw new AssertionError("asked for CNAME");
        }

        @Override
        public Answer<String> ptr(InetAddress address) {
            throw new AssertionError("asked for PTR");
        }
    }

    @Test
    void silentZonesDoNotHoldTheOthersUp() throws Exception {
        var answering = new FakeResolver();
        var zones = new ArrayList<Zone>();
        for (int i = 0; i < 60; i++) {
            String name = (i % 12 == 0 ? "silent" : i % 12 == 1 ? "tired" : "bl") + i + ".test";
            zones.add(zone(name, "ip4"));
            working(answering, name);
        }
        var subjects =
                IntStream.range(1, 40).mapToObj(i -> address("192.0.2." + i)).toList();
        var resolver = new Silent(answering);
        var report = new BlocklistCheck(resolver, zones, LONG).run(subjects, (_, done, _) -> {
            if (done == 50) { // all that answer; only now may the others go on
                resolver.end().countDown();
            }
        });
        assertEquals(50 * 39, report.with(Status.CLEAN).size());
        assertEquals(10 * 39, report.with(Status.COULD_NOT_ASK).size());
        assertTrue(resolver.most().get() <= 5 * 2 + 5 * 4, "the tired were not asked for every subject at once");
    }

    @Test
    void whatIsNotAnsweredInTimeCouldNotBeAsked() throws Exception {
        var resolver = new Silent(working(new FakeResolver(), "tired.test"));
        var report = new BlocklistCheck(
                        resolver,
                        List.of(zone("silent.test", "ip4"), zone("tired.test", "ip4")),
                        Duration.ofMillis(100))
                .run(List.of(OURS), NOBODY);
        assertEquals(2, report.with(Status.COULD_NOT_ASK).size());
        Await.until("those that wait are let go", () -> resolver.waiting().get() == 0);
    }

    @Test
    void aZoneThatStopsAnsweringIsNotAskedForEverySubject() throws Exception {
        var asked = new AtomicInteger();
        var resolver = working(new FakeResolver(), "bl.test");
        var subjects = IntStream.range(1, 40)
                .mapToObj(i -> {
                    resolver.addresses(i + ".2.0.192.bl.test", new Answer.CouldNotAsk<>("no answer in time"));
                    return address("192.0.2." + i);
                })
                .toList();
        var report = new BlocklistCheck(resolver, List.of(zone("bl.test", "ip4")), LONG).run(subjects, NOBODY);
        report.findings().forEach(finding -> {
            if (finding.verdict().equals(new Verdict.CouldNotAsk("no answer in time"))) {
                asked.incrementAndGet();
            }
        });
        assertEquals(39, report.with(Status.COULD_NOT_ASK).size());
        assertTrue(asked.get() < 8, asked + " were asked");
    }

    @Test
    void neverMoreThanAHundredQuestionsAtOnce() throws Exception {
        var zones = IntStream.range(0, 120)
                .mapToObj(i -> zone("silent" + i + ".test", "ip4"))
                .toList();
        var resolver = new Silent(new FakeResolver());
        var findings = new AtomicInteger();
        var runner = Thread.ofVirtual().start(() -> {
            try {
                findings.set(run(resolver, zones, OURS).findings().size());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        Await.until("a hundred wait", () -> resolver.waiting().get() == 100);
        resolver.end().countDown();
        runner.join();
        assertEquals(120, findings.get());
        assertEquals(100, resolver.most().get());
    }

    @Test
    void whoIsInterruptedStops() throws Exception {
        var resolver = new Silent(new FakeResolver());
        var stopped = new CountDownLatch(1);
        var runner = Thread.ofVirtual().start(() -> {
            assertThrows(InterruptedException.class, () -> run(resolver, List.of(zone("silent.test", "ip4")), OURS));
            stopped.countDown();
        });
        Await.until("it asks", () -> resolver.waiting().get() > 0);
        runner.interrupt();
        stopped.await();
        Await.until("nobody waits", () -> resolver.waiting().get() == 0);
    }

    @Test
    void overTheWireEveryOutcomeIsToldApart() throws Exception {
        var says = new HashMap<String, String>();
        for (String zone : List.of("listed", "clean", "refused", "everything", "broken", "silent")) {
            says.put("2.0.0.127." + zone + ".test.", "127.0.0.2");
        }
        says.put("99.2.0.192.listed.test.", "127.0.0.4");
        says.put("2.0.0.127.refused.test.", "127.255.255.254");
        says.put("1.0.0.127.everything.test.", "127.0.0.2");
        var zones = Stream.of("listed", "clean", "refused", "everything", "gone", "broken", "silent")
                .map(name -> zone(name + ".test", "ip4"))
                .toList();
        try (var server =
                new TestDnsServer(question -> answer(says, question.getName().toString(), question.getType()))) {
            var settings = new DnsSettings(List.of(server.address()), Duration.ofMillis(500), 1, 1000);
            var resolver = new DnsResolver(settings, InstantSource.system(), new Random(1), new RecordedEvents());
            var report = run(resolver, zones, OURS);
            assertEquals(
                    List.of(
                            Status.LISTED,
                            Status.CLEAN,
                            Status.REFUSED,
                            Status.DEAD,
                            Status.DEAD,
                            Status.COULD_NOT_ASK,
                            Status.COULD_NOT_ASK),
                    report.findings().stream().map(Finding::status).toList());
            var listed = assertInstanceOf(
                    Verdict.Listed.class, report.findings().getFirst().verdict());
            assertEquals(List.of("because of 99.2.0.192.listed.test."), listed.texts());
            assertTrue(server.asked().stream().noneMatch(asked -> asked.contains("AAAA")), "lists have no AAAA");
        }
    }

    private static Say answer(Map<String, String> says, String name, int type) {
        String code = says.get(name);
        if (name.endsWith("192.silent.test.")) {
            return new Say.Nothing();
        } else if (name.endsWith("192.broken.test.")) {
            return TestDnsServer.failure(Rcode.SERVFAIL);
        } else if (code == null) {
            return TestDnsServer.none(false);
        }
        return type == Type.TXT
                ? TestDnsServer.records(name + " 60 TXT \"because of " + name + "\"")
                : TestDnsServer.records(name + " 60 A " + code);
    }
}
