package org.sekisho.smtp.client;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.events.Secret;
import org.sekisho.net.Deadlines;
import org.sekisho.smtp.client.Dialer.Opened;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.ScriptedSmtpServer;

/// What the tests of this package dial with.
final class Caller {
    static final Duration SHORT = Duration.ofMillis(400);
    static final Timeouts PATIENT = new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30));
    static final Timeouts IMPATIENT = new Timeouts(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, Duration.ofSeconds(10));

    final RecordedEvents events = new RecordedEvents();

    Dialer dialer(Timeouts timeouts) {
        return new Dialer(
                new Dialer.Identity("client.example.test", Optional.empty(), Optional.empty()),
                timeouts,
                new Deadlines(Duration.ofMillis(50)),
                new SecureRandom(),
                events,
                events);
    }

    static Hop hop(ScriptedSmtpServer server) {
        return hop(server.address());
    }

    static Hop hop(InetSocketAddress address) {
        return new Hop("localhost", address, Hop.By.ROUTE);
    }

    static Terms terms(TlsPolicy tls) {
        return new Terms(tls, Optional.empty());
    }

    static Terms login(TlsPolicy tls) {
        return new Terms(tls, Optional.of(new Terms.Credentials("company", new Secret("s3cret"))));
    }

    Opened open(ScriptedSmtpServer server) {
        return dialer(PATIENT).open(hop(server), Terms.DEFAULT);
    }

    Conversation ready(ScriptedSmtpServer server) {
        return ready(open(server));
    }

    static Conversation ready(Opened opened) {
        return assertInstanceOf(Opened.Ready.class, opened, opened.toString()).conversation();
    }

    static Failure notOpened(Opened opened) {
        return assertInstanceOf(Opened.NotOpened.class, opened).failure();
    }

    static Failure failure(Outcome outcome) {
        return assertInstanceOf(Outcome.NotSent.class, outcome).failure();
    }

    static OutgoingMessage message(String body, String... recipients) {
        return message(body.getBytes(StandardCharsets.ISO_8859_1), recipients);
    }

    static OutgoingMessage message(byte[] body, String... recipients) {
        List<Mailbox> to = Arrays.stream(recipients).map(Mailbox::of).toList();
        return OutgoingMessage.of(
                new ReversePath.From(Mailbox.of("alice@example.test")),
                to,
                false,
                body.length,
                () -> new ByteArrayInputStream(body));
    }
}
