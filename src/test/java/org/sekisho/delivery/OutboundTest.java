package org.sekisho.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.events.Secret;
import org.sekisho.net.Deadlines;
import org.sekisho.smtp.client.Dialer;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Ourselves;
import org.sekisho.smtp.client.Outcome;
import org.sekisho.smtp.client.OutgoingMessage;
import org.sekisho.smtp.client.Smarthost;
import org.sekisho.smtp.client.Terms;
import org.sekisho.smtp.client.Timeouts;
import org.sekisho.smtp.client.TlsPolicy;
import org.sekisho.testing.FakeResolver;
import org.sekisho.testing.PostOffice;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.ScriptedSmtpServer;
import org.sekisho.testing.SetClock;

final class OutboundTest {
    private static final byte[] BODY = "Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Terms PLAIN = new Terms(TlsPolicy.OFF, Optional.empty());

    private final SetClock clock = new SetClock(PostOffice.START);
    private final RecordedEvents events = new RecordedEvents();
    private final Deadlines deadlines = new Deadlines();
    private final AtomicReference<Routes> routes = new AtomicReference<>(new Routes(List.of(), List.of(), PLAIN));
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        deadlines.close();
    }

    private Outbound outbound(int all, int perDestination) {
        var dialer = new Dialer(
                new Dialer.Identity("mx.example.test", Optional.empty(), Optional.empty()),
                Timeouts.DEFAULT,
                deadlines,
                new SecureRandom(),
                events,
                events);
        var nextHops = new NextHops(
                new FakeResolver(), new Ourselves(Set.of(), _ -> false), NextHops.Family.IPV4_ONLY, 25, new Random(1));
        var outbound = new Outbound(dialer, nextHops, routes::get, clock, new Outbound.Limits(all, perDestination));
        open.add(outbound);
        return outbound;
    }

    private ScriptedSmtpServer server(ScriptedSmtpServer.Script script, String... offers) throws Exception {
        var server = ScriptedSmtpServer.start(script, offers);
        open.add(server);
        return server;
    }

    private ScriptedSmtpServer polite(String... offers) throws Exception {
        return server((_, _) -> Optional.empty(), offers);
    }

    private void route(String domain, Terms terms, ScriptedSmtpServer... servers) {
        var to = new Domain(domain);
        route((_, each) -> each.equals(to), terms, servers);
    }

    private void route(BiPredicate<ReversePath, Domain> matches, Terms terms, ScriptedSmtpServer... servers) {
        List<Smarthost> via = new ArrayList<>();
        for (ScriptedSmtpServer each : servers) {
            via.add(new Smarthost("127.0.0.1", each.address().getPort()));
        }
        List<Routes.Route> more = new ArrayList<>(routes.get().routes());
        more.add(new Routes.Route("via " + via, matches, via, terms));
        routes.set(new Routes(more, List.of(), PLAIN));
    }

    private static Outcome send(Outbound outbound, String domain) {
        return send(outbound, PostOffice.path("alice@example.test"), domain);
    }

    private static Outcome send(Outbound outbound, ReversePath sender, String domain) {
        var message = OutgoingMessage.of(
                sender, List.of(Mailbox.of("bob@" + domain)), false, BODY.length, () -> new ByteArrayInputStream(BODY));
        return outbound.send(outbound.way(sender, new Domain(domain)), message, () -> true)
                .orElseThrow()
                .getFirst();
    }

    private static void assertSent(Outcome outcome) {
        assertInstanceOf(Outcome.Sent.class, outcome, outcome.toString());
    }

    /// Counts how many are in a transaction at once, and keeps each there for a moment.
    private static final class Crowd {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        private Optional<String> script(String command, ScriptedSmtpServer.Talk talk) {
            if (command.startsWith("MAIL")) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
            }
            if (command.equals("MESSAGE")) {
                try {
                    Thread.sleep(5);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                now.decrementAndGet();
            }
            return Optional.empty();
        }
    }

    private static void sendMany(Outbound outbound, int count, String... domains) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String domain = domains[i % domains.length];
            threads.add(Thread.ofVirtual().start(() -> assertSent(send(outbound, domain))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void aDestinationGetsNoMoreConversationsThanItsLimit() throws Exception {
        var crowd = new Crowd();
        ScriptedSmtpServer server = server(crowd::script);
        route("far.example", PLAIN, server);
        sendMany(outbound(100, 3), 60, "far.example");
        assertEquals(60, server.messages().size());
        assertEquals(3, crowd.most.get());
        assertTrue(server.heard("CONNECT") <= 3, "and they are used again");
    }

    @Test
    void allTogetherGetNoMoreThanTheirs() throws Exception {
        var crowd = new Crowd();
        route("one.example", PLAIN, server(crowd::script));
        route("two.example", PLAIN, server(crowd::script));
        route("three.example", PLAIN, server(crowd::script));
        sendMany(outbound(2, 10), 30, "one.example", "two.example", "three.example");
        assertEquals(2, crowd.most.get());
    }

    @Test
    void theNextHostIsAskedWhenOneDoesNotServe() throws Exception {
        ScriptedSmtpServer closed = polite();
        closed.close();
        ScriptedSmtpServer busy = server(ScriptedSmtpServer.answering("MAIL", "421 too busy"));
        ScriptedSmtpServer good = polite();
        route("far.example", PLAIN, closed, busy, good);
        assertSent(send(outbound(9, 9), "far.example"));
        assertEquals(1, busy.heard("MAIL"));
        assertEquals(1, good.messages().size());
    }

    @Test
    void theNextHostIsNotAskedWhenOneHasSaidNo() throws Exception {
        ScriptedSmtpServer first = server(ScriptedSmtpServer.answering("RCPT", "550 5.1.1 no such user"));
        ScriptedSmtpServer second = polite();
        route("far.example", PLAIN, first, second);
        var failure = assertInstanceOf(Outcome.NotSent.class, send(outbound(9, 9), "far.example"));
        assertTrue(failure.failure().permanent());
        assertEquals(0, second.heard("CONNECT"));
    }

    /// The reply to the message was lost: the next host might deliver it a second time at once.
    @Test
    void theNextHostIsNotAskedWhenOneMayHaveTakenIt() throws Exception {
        ScriptedSmtpServer first = server(ScriptedSmtpServer.answering("MESSAGE", ScriptedSmtpServer.DROP));
        ScriptedSmtpServer second = polite();
        route("far.example", PLAIN, first, second);
        assertInstanceOf(Outcome.NotSent.class, send(outbound(9, 9), "far.example"));
        assertEquals(0, second.heard("CONNECT"));
    }

    @Test
    void aConversationThatNobodyWantsIsEnded() throws Exception {
        ScriptedSmtpServer server = polite();
        route("far.example", PLAIN, server);
        Outbound outbound = outbound(9, 9);
        assertSent(send(outbound, "far.example"));
        assertEquals(0, server.heard("QUIT"));
        clock.advance(Duration.ofSeconds(6));
        for (int i = 0; i < 500 && server.heard("QUIT") == 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(1, server.heard("QUIT"));
        assertSent(send(outbound, "far.example"));
        assertEquals(2, server.heard("CONNECT"));
    }

    @Test
    void mailDoesNotGoThroughAConversationThatSomebodyElseHasLoggedIn() throws Exception {
        ScriptedSmtpServer.Script welcome = ScriptedSmtpServer.answering("AUTH", "235 welcome");
        ScriptedSmtpServer server = server(welcome, "AUTH PLAIN");
        route("one.example", login("one"), server);
        route("two.example", login("two"), server);
        Outbound outbound = outbound(9, 9);
        assertSent(send(outbound, "one.example"));
        assertSent(send(outbound, "two.example"));
        assertSent(send(outbound, "one.example"));
        assertEquals(2, server.heard("CONNECT"));
        assertEquals(2, server.heard("AUTH"));
    }

    /// Two people of one company, one relay, two log-ins: nobody's mail leaves in the other's name.
    @Test
    void aConversationLoggedInForOneSenderIsNotUsedForAnother() throws Exception {
        ScriptedSmtpServer.Script welcome = ScriptedSmtpServer.answering("AUTH", "235 welcome");
        ScriptedSmtpServer server = server(welcome, "AUTH PLAIN");
        ReversePath one = PostOffice.path("one@example.test");
        ReversePath two = PostOffice.path("two@example.test");
        route((sender, _) -> sender.equals(one), login("one"), server);
        route((sender, _) -> sender.equals(two), login("two"), server);
        route((_, _) -> true, PLAIN, server);
        Outbound outbound = outbound(9, 9);
        for (int round = 0; round < 2; round++) {
            assertSent(send(outbound, one, "far.example"));
            assertSent(send(outbound, two, "far.example"));
            assertSent(send(outbound, new ReversePath.Null(), "far.example"));
        }
        assertEquals(3, server.heard("CONNECT"));
        List<String> talk = server.heard().stream()
                .filter(line -> line.startsWith("AUTH") || line.startsWith("MAIL"))
                .map(line -> line.startsWith("AUTH") ? line : line.replaceAll("> .*", ">"))
                .toList();
        assertEquals(
                List.of(
                        auth("one"),
                        "MAIL FROM:<one@example.test>",
                        auth("two"),
                        "MAIL FROM:<two@example.test>",
                        "MAIL FROM:<>",
                        "MAIL FROM:<one@example.test>",
                        "MAIL FROM:<two@example.test>",
                        "MAIL FROM:<>"),
                talk);
    }

    private static String auth(String user) {
        byte[] plain = ("\0" + user + "\0s3cret").getBytes(StandardCharsets.UTF_8); // RFC 4616 §2
        return "AUTH PLAIN " + Base64.getEncoder().encodeToString(plain);
    }

    private static Terms login(String user) {
        return new Terms(TlsPolicy.OFF, Optional.of(new Terms.Credentials(user, new Secret("s3cret"))));
    }

    @Test
    void thoseWhoWaitForAPlaceHearThatNobodyIsThere() throws Exception {
        var greetings = new Semaphore(0);
        ScriptedSmtpServer server = server((command, _) -> {
            if (command.equals("CONNECT")) {
                greetings.acquireUninterruptibly();
                return Optional.of("421 not now");
            }
            return Optional.empty();
        });
        route("far.example", PLAIN, server);
        Outbound outbound = outbound(100, 3);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            threads.add(Thread.ofVirtual()
                    .start(() -> assertInstanceOf(Outcome.NotSent.class, send(outbound, "far.example"))));
        }
        while (outbound.queued(outbound.way(new ReversePath.Null(), new Domain("far.example"))) < 47) {
            Thread.sleep(5);
        }
        greetings.release(100);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(3, server.heard("CONNECT"), "those that were under way, and nobody else");
    }
}
