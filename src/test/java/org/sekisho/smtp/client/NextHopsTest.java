package org.sekisho.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.address.SyntaxError;
import org.sekisho.dns.Answer;
import org.sekisho.smtp.client.NextHops.Family;
import org.sekisho.testing.FakeResolver;

/// RFC 5321 §5.1, RFC 7505.
class NextHopsTest {
    private final FakeResolver resolver = new FakeResolver();
    private final Ourselves ourselves = new Ourselves(
            Set.of("mx.ours.test"),
            endpoint -> Set.of("192.0.2.99", "127.0.0.1")
                            .contains(endpoint.getAddress().getHostAddress())
                    && endpoint.getPort() == 25);

    private NextHops nextHops(Family family) {
        return new NextHops(resolver, ourselves, family, 25, new Random());
    }

    private List<String> hops(String domain) {
        return hops(nextHops(Family.IPV6_FIRST).of(Domain.of(domain)));
    }

    private static List<String> hops(Hops hops) {
        return assertInstanceOf(Hops.Found.class, hops, hops.toString()).hops().stream()
                .map(Hop::toString)
                .toList();
    }

    private Failure failure(String domain) {
        return assertInstanceOf(Hops.NotFound.class, nextHops(Family.IPV6_FIRST).of(Domain.of(domain)))
                .failure();
    }

    @Test
    void hostsComeByPreferenceAndEqualsInAnyOrder() {
        resolver.mx("example.test", "20 c.test", "10 a.test", "10 b.test")
                .addresses("a.test", "192.0.2.1")
                .addresses("b.test", "192.0.2.2")
                .addresses("c.test", "192.0.2.3");
        var first = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            var hops = hops("example.test");
            assertEquals("c.test[192.0.2.3]", hops.get(2));
            first.add(hops.getFirst());
        }
        assertEquals(Set.of("a.test[192.0.2.1]", "b.test[192.0.2.2]"), first);
    }

    @Test
    void bothFamiliesTakeTurns() {
        resolver.mx("example.test", "10 a.test")
                .addresses("a.test", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2");
        var domain = Domain.of("example.test");
        var six = hops(nextHops(Family.IPV6_FIRST).of(domain));
        assertEquals(
                List.of(true, false, true, false),
                six.stream().map(hop -> hop.contains("db8")).toList());
        var four = hops(nextHops(Family.IPV4_FIRST).of(domain));
        assertEquals(
                List.of(false, true, false, true),
                four.stream().map(hop -> hop.contains("db8")).toList());
        assertEquals(2, hops(nextHops(Family.IPV4_ONLY).of(domain)).size());
    }

    @Test
    void withoutMxTheDomainItselfIsTheHost() {
        resolver.addresses("example.test", "192.0.2.1");
        assertEquals(List.of("example.test[192.0.2.1]"), hops("example.test"));
    }

    @Test
    void theNullMxIsNever() {
        resolver.mx("example.test", "0 .").addresses("example.test", "192.0.2.1");
        assertEquals("5.1.10", failure("example.test").enhancedCode());
        resolver.mx("mixed.test", "0 .", "10 a.test").addresses("a.test", "192.0.2.1");
        assertEquals(List.of("a.test[192.0.2.1]"), hops("mixed.test"));
    }

    @Test
    void whatDoesNotExistIsNeverAndWhatCannotBeAskedIsLater() {
        assertTrue(failure("gone.test").permanent());
        assertEquals("5.1.2", failure("gone.test").enhancedCode());
        resolver.txt("no-host.test", "x");
        assertTrue(failure("no-host.test").permanent());
        resolver.broken("broken.test");
        assertEquals("4.4.3", failure("broken.test").enhancedCode());
        resolver.mx("dead.test", "10 gone.test");
        assertTrue(failure("dead.test").permanent());
        resolver.mx("half.test", "10 gone.test", "20 broken.test");
        assertFalse(failure("half.test").permanent());
        resolver.mx("some.test", "10 broken.test", "20 good.test").addresses("good.test", "192.0.2.1");
        assertEquals(List.of("good.test[192.0.2.1]"), hops("some.test"));
    }

    @Test
    void onlyHostsPreferredToOurselvesAreTried() {
        resolver.mx("backup.test", "10 a.test", "20 MX.ours.test", "20 b.test", "30 c.test")
                .addresses("a.test", "192.0.2.1")
                .addresses("b.test", "192.0.2.2")
                .addresses("c.test", "192.0.2.3")
                .addresses("mx.ours.test", "192.0.2.99");
        assertEquals(List.of("a.test[192.0.2.1]"), hops("backup.test"));
        resolver.mx("other-name.test", "10 a.test", "20 alias.test", "20 b.test", "30 c.test")
                .addresses("alias.test", "192.0.2.99");
        for (int i = 0; i < 20; i++) {
            assertEquals(List.of("a.test[192.0.2.1]"), hops("other-name.test"));
        }
    }

    @Test
    void mailThatLeadsBackToUsIsACircle() {
        resolver.mx("lost.test", "10 mx.ours.test").addresses("mx.ours.test", "192.0.2.99");
        assertEquals("5.4.6", failure("lost.test").enhancedCode());
        resolver.mx("loopback.test", "10 a.test").addresses("a.test", "127.0.0.1");
        assertEquals("5.4.6", failure("loopback.test").enhancedCode());
        resolver.addresses("implicit.test", "192.0.2.99");
        assertEquals("5.4.6", failure("implicit.test").enhancedCode());
    }

    @Test
    void aDomainWithVeryManyHostsIsNotLookedUpToTheEnd() {
        String[] hosts = new String[1000];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = i + " h" + i + ".test";
            resolver.addresses("h" + i + ".test", new Answer.CouldNotAsk<>("late"));
        }
        resolver.mx("wide.test", hosts);
        assertFalse(failure("wide.test").permanent());
        resolver.addresses("h1.test", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5");
        assertEquals(5, hops("wide.test").size());
    }

    @Test
    void aRouteIsTakenInItsOrderWithoutMx() {
        resolver.mx("isp.test", "10 elsewhere.test")
                .addresses("isp.test", "192.0.2.1")
                .addresses("b.isp.test", "192.0.2.2");
        var hops = nextHops(Family.IPV6_FIRST)
                .via(List.of(Smarthost.of("b.isp.test:587"), Smarthost.of("isp.test"), Smarthost.of("127.0.0.1:2525")));
        assertEquals(
                List.of("b.isp.test[192.0.2.2]:587", "isp.test[192.0.2.1]", "127.0.0.1[127.0.0.1]:2525"), hops(hops));
    }

    @Test
    void aRouteThatLeadsNowhereIsTemporary() {
        var nextHops = nextHops(Family.IPV6_FIRST);
        for (String route : List.of("gone.test:25", "127.0.0.1:25", "[::ffff:192.0.2.99]:25")) {
            var failure = assertInstanceOf(Hops.NotFound.class, nextHops.via(List.of(Smarthost.of(route))))
                    .failure();
            assertEquals("4.4.3", failure.enhancedCode());
        }
    }

    @Test
    void port465OfARouteIsTlsFromTheStart() {
        var hops =
                nextHops(Family.IPV6_FIRST).via(List.of(Smarthost.of("192.0.2.1:465"), Smarthost.of("192.0.2.1:587")));
        assertEquals(
                List.of(Hop.By.ROUTE_WITH_TLS, Hop.By.ROUTE),
                assertInstanceOf(Hops.Found.class, hops).hops().stream()
                        .map(Hop::by)
                        .toList());
    }

    @Test
    void readsSmarthosts() {
        assertEquals(new Smarthost("2001:db8::1", 587), Smarthost.of("[2001:db8::1]:587"));
        assertEquals(new Smarthost("mx.isp.test", 25), Smarthost.of("mx.isp.test"));
        for (String wrong : List.of("", ":25", "a:b", "a:0", "a:65536", "a b:25", "a:25:", "[::1]:")) {
            assertThrows(SyntaxError.class, () -> Smarthost.of(wrong), wrong);
        }
    }
}
