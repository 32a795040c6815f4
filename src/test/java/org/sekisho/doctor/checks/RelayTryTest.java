package org.sekisho.doctor.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.doctor.Finding;
import org.sekisho.testing.ScriptedSmtpServer;

class RelayTryTest {
    private static final Domain MX = new Domain("mx.example.com");

    private static List<Finding> findings(InetSocketAddress address) throws InterruptedException {
        return new RelayTry(MX, new Domain("example.com"), InstantSource.system(), new Random(1), Messages.published())
                .findings(new Door(Door.Speech.SMTP, address, true));
    }

    /// @param refused which commands, lower case, it says no to
    private static String id(Predicate<String> refused) throws Exception {
        ScriptedSmtpServer.Script script = (command, _) ->
                refused.test(command.toLowerCase(Locale.ROOT)) ? Optional.of("550 5.7.1 no") : Optional.empty();
        try (var server = ScriptedSmtpServer.start(script)) {
            List<Finding> findings = findings(server.address());
            assertEquals(1, findings.size(), findings::toString);
            return findings.getFirst().id();
        }
    }

    @Test
    void whatWasTakenSaysHowBadItIs() throws Exception {
        assertEquals("relay-fine", id(command -> command.startsWith("rcpt to")));
        assertEquals("relay-open", id(_ -> false));
        assertEquals("relay-unconfirmed", id(command -> command.matches("rcpt to:<[^%\"!@:]*@relay-check.invalid>.*")));
    }

    @Test
    void aServerThatDoesNotAnswerIsNotFine() throws Exception {
        InetSocketAddress closed;
        try (var server = ScriptedSmtpServer.start((_, _) -> Optional.empty())) {
            closed = server.address();
        }
        assertEquals("relay-could-not-ask", findings(closed).getFirst().id());
    }

    @Test
    void anAttemptThatWasPutOffIsNotCountedAsRefused() throws Exception {
        var left = new AtomicInteger(3);
        ScriptedSmtpServer.Script busy =
                (command, _) -> command.toLowerCase(Locale.ROOT).startsWith("rcpt to")
                        ? Optional.of(left.getAndDecrement() > 0 ? "451 4.3.2 too busy" : "550 5.7.1 no")
                        : Optional.empty();
        try (var server = ScriptedSmtpServer.start(busy)) {
            Finding finding = findings(server.address()).getFirst();
            assertEquals("relay-fine", finding.id());
            assertTrue(finding.found().en().contains("(14 attempts)"), finding::toString);
        }
    }

    @Test
    void nothingComesIntoAnybodysMailbox() {
        assertEquals(17, RelayTry.harmless().size());
        assertTrue(RelayTry.harmless().stream()
                .flatMap(probe -> probe.dialogue().stream())
                .noneMatch(step -> step.contains("{user}")));
    }
}
