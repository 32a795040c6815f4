package org.sekisho.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.config.Callout;
import org.sekisho.config.Gateway;
import org.sekisho.config.GatewayServer;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.Settings;
import org.sekisho.gate.RecipientCheck.Answer;
import org.sekisho.net.Deadlines;
import org.sekisho.smtp.client.Dialer;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Ourselves;
import org.sekisho.smtp.client.Terms;
import org.sekisho.smtp.client.TlsPolicy;
import org.sekisho.testing.Await;
import org.sekisho.testing.DeadPort;
import org.sekisho.testing.FakeResolver;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.ScriptedSmtpServer;
import org.sekisho.testing.SetClock;

/// What a server says of recipients, what is remembered of it, and what holds when it says nothing.
class RecipientVerifierTest {
    private static final Optional<InetAddress> CLIENT = Optional.of(InetAddress.ofLiteral("198.51.100.7"));
    private static final int UNKNOWN_PER_MINUTE = 5;

    private final SetClock clock = new SetClock(Instant.parse("2026-05-01T12:00:00Z"));
    private final RecordedEvents events = new RecordedEvents();
    private final Deadlines deadlines = new Deadlines(Duration.ofMillis(50));
    private Callout settings = settings(Duration.ofSeconds(20), true);
    private final RecipientVerifier verifier = new RecipientVerifier(new RecipientVerifier.Parts(
            () -> settings,
            gateway -> Optional.of(GatewayRoute.of(gateway, new Terms(TlsPolicy.OFF, Optional.empty()))),
            new NextHops(
                    new FakeResolver(),
                    new Ourselves(Set.of("mx.example.test"), _ -> false),
                    NextHops.Family.IPV4_ONLY,
                    25,
                    new Random(1)),
            timeouts -> new Dialer(
                    new Dialer.Identity("mx.example.test", Optional.empty(), Optional.empty()),
                    timeouts,
                    deadlines,
                    new SecureRandom(),
                    events,
                    events),
            clock,
            new Random(1),
            events,
            events));

    private static Callout settings(Duration timeout, boolean trustAcceptAll) {
        return new Callout(
                timeout,
                Optional.empty(),
                Duration.ofHours(24),
                Duration.ofHours(1),
                Duration.ofDays(7),
                100,
                2,
                UNKNOWN_PER_MINUTE,
                trustAcceptAll);
    }

    @AfterEach
    void close() {
        verifier.close();
        deadlines.close();
    }

    private static Gateway gateway(String... to) {
        return new Gateway(
                RouteDomain.of("example.jp"),
                Arrays.stream(to).map(GatewayServer::of).toList(),
                new Gateway.Recipients.Callout(),
                Optional.empty(),
                Settings.RemoteTls.OFF,
                false,
                1);
    }

    private static String smtp(ScriptedSmtpServer server) {
        return "smtp://127.0.0.1:" + server.address().getPort();
    }

    private Answer ask(Gateway gateway, String recipient) {
        return verifier.ask(gateway, Mailbox.of(recipient), CLIENT);
    }

    /// Alice is there, whatever else is said of others.
    private static ScriptedSmtpServer alices(String toOthers) throws IOException {
        return ScriptedSmtpServer.start((command, _) ->
                command.startsWith("RCPT") && !command.contains("<alice@") ? Optional.of(toOthers) : Optional.empty());
    }

    private static void assertAsked(int times, ScriptedSmtpServer server, String recipient) {
        assertEquals(
                times,
                server.heard("RCPT TO:<" + recipient + ">"),
                server.heard().toString());
    }

    @Test
    void askedOnceAndRemembered() throws IOException {
        try (var server = alices("550 5.1.1 nobody")) {
            Gateway gateway = gateway(smtp(server));
            assertInstanceOf(Answer.CouldNotTell.class, verifier.recall(gateway, Mailbox.of("alice@example.jp")));
            for (int i = 0; i < 3; i++) {
                assertInstanceOf(Answer.There.class, ask(gateway, "alice@example.jp"));
                assertInstanceOf(Answer.NotThere.class, ask(gateway, "bob@example.jp"));
            }
            assertInstanceOf(Answer.There.class, verifier.recall(gateway, Mailbox.of("alice@example.jp")));
            assertAsked(1, server, "alice@example.jp");
            assertAsked(1, server, "bob@example.jp");
            assertEquals(0, server.heard("DATA"));
            assertEquals(1, server.heard("CONNECT"), "one connection for all questions");
            assertEquals(3, server.heard("MAIL FROM:<>"), "two questions, and one for an address nobody has");
            clock.advance(Duration.ofHours(2));
            assertInstanceOf(Answer.NotThere.class, ask(gateway, "bob@example.jp"));
            assertInstanceOf(Answer.There.class, ask(gateway, "alice@example.jp"));
            assertAsked(2, server, "bob@example.jp");
            assertAsked(1, server, "alice@example.jp");
            clock.advance(Duration.ofHours(23));
            ask(gateway, "alice@example.jp");
            assertAsked(2, server, "alice@example.jp");
        }
    }

    /// Invariant I3: about the command, the session or us; not about the recipient.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "450 4.2.0 greylisted",
                "451 4.3.0 trouble",
                "421 4.3.2 closing",
                "452 4.2.2 full",
                "500 what?",
                "503 5.5.1 not now",
                "530 5.7.0 log in first",
                "552 too many",
                "554 5.7.1 relay access denied",
                ScriptedSmtpServer.DROP
            })
    void whatIsNoAnswerIsNoNo(String reply) throws IOException {
        try (var server = alices(reply)) {
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway(smtp(server)), "bob@example.jp"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL"})
    void aServerThatRefusesUsSaysNothingOfTheRecipient(String command) throws IOException {
        try (var server = ScriptedSmtpServer.start(
                (heard, _) -> heard.startsWith(command) || (command.equals("EHLO") && heard.startsWith("HELO"))
                        ? Optional.of("550 5.7.1 go away")
                        : Optional.empty())) {
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway(smtp(server)), "bob@example.jp"));
        }
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForLongerThanTheSettingsSay() throws IOException {
        settings = settings(Duration.ofSeconds(1), true);
        try (var server = ScriptedSmtpServer.start(ScriptedSmtpServer.answering("RCPT", ScriptedSmtpServer.SILENCE))) {
            Gateway gateway = gateway(smtp(server));
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway, "bob@example.jp"));
            // and those that come next do not wait at all, for a while
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway, "carol@example.jp"));
            assertAsked(0, server, "carol@example.jp");
        }
    }

    @Test
    void whoWasThereIsStillThereWhileTheServerIsDown() throws IOException {
        var down = new AtomicBoolean();
        try (var server = ScriptedSmtpServer.start((command, _) -> down.get()
                ? Optional.of(ScriptedSmtpServer.DROP)
                : command.startsWith("RCPT") && !command.contains("<alice@")
                        ? Optional.of("550 5.1.1 nobody")
                        : Optional.empty())) {
            Gateway gateway = gateway(smtp(server));
            ask(gateway, "alice@example.jp");
            ask(gateway, "bob@example.jp");
            down.set(true);
            clock.advance(Duration.ofDays(2)); // longer than a yes is remembered without asking
            assertInstanceOf(Answer.There.class, ask(gateway, "alice@example.jp"));
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway, "bob@example.jp"), "a no is not kept so long");
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway, "carol@example.jp"));
            clock.advance(Duration.ofDays(8));
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway, "alice@example.jp"));
        }
    }

    @Test
    void theNextServerIsAskedWhenTheFirstIsDown() throws IOException {
        try (var dead = new DeadPort();
                var server = alices("550 5.1.1 nobody")) {
            Gateway gateway = gateway("smtp://127.0.0.1:" + dead.number(), smtp(server));
            assertInstanceOf(Answer.There.class, ask(gateway, "alice@example.jp"));
            assertInstanceOf(Answer.NotThere.class, ask(gateway, "bob@example.jp"));
        }
    }

    @Test
    void aServerThatSaysYesToEverythingIsFoundOut() throws IOException {
        try (var server = ScriptedSmtpServer.polite()) {
            Gateway gateway = gateway(smtp(server));
            assertInstanceOf(Answer.There.class, ask(gateway, "alice@example.jp"));
            assertInstanceOf(Answer.There.class, ask(gateway, "nonsense@example.jp"));
            assertTrue(verifier.acceptsAll(gateway));
            assertEquals(
                    1,
                    events.lines().stream()
                            .filter(line -> line.startsWith("WARN gateway.accepts-all "))
                            .count());
            settings = settings(Duration.ofSeconds(20), false);
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway, "alice@example.jp"));
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway, "new@example.jp"));
        }
    }

    /// Invariant I3: a server that was found out does not become trustworthy by saying nothing.
    @Test
    void aServerThatSaysNothingOfNobodyStaysWhatItWas() throws IOException {
        settings = settings(Duration.ofSeconds(20), false);
        var putsOff = new AtomicBoolean(true);
        try (var server = ScriptedSmtpServer.start(
                (command, _) -> putsOff.get() && command.startsWith("RCPT") && command.contains("<no-such-user-")
                        ? Optional.of("450 4.2.0 greylisted")
                        : Optional.empty())) {
            Gateway gateway = gateway(smtp(server));
            assertInstanceOf(Answer.There.class, ask(gateway, "first@example.jp"), "nothing speaks against it yet");
            putsOff.set(false);
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway, "second@example.jp"), "asked again, found out");
            putsOff.set(true);
            clock.advance(Duration.ofHours(25));
            assertInstanceOf(Answer.CouldNotTell.class, ask(gateway, "third@example.jp"));
            assertTrue(verifier.acceptsAll(gateway));
        }
    }

    /// Strangers choose the subdomains.
    @Test
    void whatIsKnownOfDomainsHasABound() {
        var indifference = new Indifference();
        for (int i = 0; i < 10_100; i++) {
            indifference.put(
                    ".example.jp", Domain.of("h" + i + ".example.jp"), new Indifference.Known(true, clock.instant()));
        }
        assertEquals(10_000, indifference.size());
        assertTrue(indifference.acceptsAll(".example.jp"));
        assertFalse(indifference.acceptsAll("example.jp"));
    }

    @Test
    void whoeverGuessesAddressesIsAnsweredWithoutAQuestion() throws IOException {
        try (var server = alices("550 5.1.1 nobody")) {
            Gateway gateway = gateway(smtp(server));
            for (int i = 0; i < 20; i++) {
                Answer answer = ask(gateway, "guess" + i + "@example.jp");
                assertEquals(i < UNKNOWN_PER_MINUTE, answer instanceof Answer.NotThere, answer.toString());
            }
            assertEquals(UNKNOWN_PER_MINUTE, server.heard("RCPT"));
            // others are not concerned, nor what is known
            Optional<InetAddress> other = Optional.of(InetAddress.ofLiteral("203.0.113.9"));
            assertInstanceOf(Answer.There.class, verifier.ask(gateway, Mailbox.of("alice@example.jp"), other));
            assertInstanceOf(Answer.There.class, ask(gateway, "alice@example.jp"));
            assertInstanceOf(Answer.NotThere.class, ask(gateway, "guess0@example.jp"));
            clock.advance(Duration.ofMinutes(1));
            assertInstanceOf(Answer.NotThere.class, ask(gateway, "guess19@example.jp"));
        }
    }

    @Test
    void noMoreQuestionsAtOnceThanTheSettingsSay() throws Exception {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var go = new CountDownLatch(1);
        try (var server = ScriptedSmtpServer.start((command, _) -> {
            if (command.startsWith("RCPT")) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Await.open(go);
                now.decrementAndGet();
            }
            return Optional.empty();
        })) {
            Gateway gateway = gateway(smtp(server));
            List<Thread> threads = IntStream.range(0, 8)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> ask(gateway, "user" + i + "@example.jp")))
                    .toList();
            Await.until("two questions", () -> now.get() == 2);
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(2, most.get());
        }
    }

    @Test
    void lmtpServersAreAskedInTheirOwnWords() throws IOException {
        try (var server = ScriptedSmtpServer.start((command, _) -> command.startsWith("LHLO")
                ? Optional.of("250 mx.example.test")
                : command.startsWith("RCPT") && !command.contains("<alice@")
                        ? Optional.of("550 5.1.1 nobody")
                        : Optional.empty())) {
            Gateway gateway = gateway("lmtp://127.0.0.1:" + server.address().getPort());
            assertInstanceOf(Answer.There.class, ask(gateway, "alice@example.jp"));
            assertInstanceOf(Answer.NotThere.class, ask(gateway, "bob@example.jp"));
            assertEquals(0, server.heard("EHLO"));
        }
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsOpenedAnew() throws IOException {
        try (var server = ScriptedSmtpServer.start((command, talk) -> {
            if (command.contains("<second@")) {
                talk.say("250 ok");
                talk.connection().cut();
            }
            return command.startsWith("RCPT") && command.contains("<no-such-user-")
                    ? Optional.of("550 5.1.1 nobody")
                    : Optional.empty();
        })) {
            Gateway gateway = gateway(smtp(server));
            assertInstanceOf(Answer.There.class, ask(gateway, "first@example.jp"));
            ask(gateway, "second@example.jp");
            clock.advance(Duration.ofMinutes(1));
            assertInstanceOf(Answer.There.class, ask(gateway, "third@example.jp"));
        }
    }

    @Test
    void theCacheHasABound() throws IOException {
        try (var server = ScriptedSmtpServer.polite("PIPELINING")) {
            Gateway gateway = gateway(smtp(server));
            for (int i = 0; i < 150; i++) {
                ask(gateway, "user" + i + "@example.jp");
            }
            ask(gateway, "user149@example.jp");
            ask(gateway, "user0@example.jp");
            assertAsked(1, server, "user149@example.jp");
            assertAsked(2, server, "user0@example.jp");
        }
    }
}
