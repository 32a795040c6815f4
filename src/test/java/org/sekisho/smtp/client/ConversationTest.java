package org.sekisho.smtp.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sekisho.smtp.client.Caller.failure;
import static org.sekisho.smtp.client.Caller.message;
import static org.sekisho.smtp.client.Caller.notOpened;
import static org.sekisho.testing.ScriptedSmtpServer.DROP;
import static org.sekisho.testing.ScriptedSmtpServer.SILENCE;
import static org.sekisho.testing.ScriptedSmtpServer.answering;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.smtp.client.Dialer.Opened;
import org.sekisho.smtp.client.Failure.Scope;
import org.sekisho.testing.ScriptedSmtpServer;

class ConversationTest {
    private static final String BODY = "Subject: hello\r\n\r\n.dot\r\nbye\r\n";

    private final Caller caller = new Caller();

    private List<Outcome> send(ScriptedSmtpServer server, OutgoingMessage message) {
        try (var conversation = caller.ready(server)) {
            return conversation.send(message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "8BITMIME"})
    void sendsOneMessageToTheOctet(String offer) throws IOException {
        try (var server = ScriptedSmtpServer.polite(offer)) {
            var outcomes = send(server, message(BODY, "bob@example.net", "carol@example.net"));
            assertEquals(2, outcomes.size());
            var sent = assertInstanceOf(Outcome.Sent.class, outcomes.getFirst());
            assertEquals("2.0.0", sent.reply().enhancedCode());
            assertEquals(List.of("taken"), sent.reply().lines());
            assertArrayEquals(
                    BODY.getBytes(StandardCharsets.ISO_8859_1),
                    server.messages().getFirst());
            assertEquals(
                    List.of(
                            "CONNECT",
                            "EHLO client.example.test",
                            "MAIL FROM:<alice@example.test>",
                            "RCPT TO:<bob@example.net>",
                            "RCPT TO:<carol@example.net>",
                            "DATA",
                            "MESSAGE",
                            "QUIT"),
                    server.heard());
        }
    }

    @Test
    void aPipeliningPeerGetsTheWholeEnvelopeAtOnce() throws IOException {
        try (var server = ScriptedSmtpServer.start(
                (command, talk) -> {
                    if (command.startsWith("MAIL")) {
                        assertEquals("RCPT TO:<bob@example.net>", talk.hear());
                        assertEquals("DATA", talk.hear());
                        talk.say("250 ok\n250 ok\n354 go on");
                        while (!talk.hear().equals(".")) {}
                        return Optional.of("250 2.0.0 taken");
                    }
                    return Optional.empty();
                },
                "PIPELINING")) {
            assertInstanceOf(
                    Outcome.Sent.class,
                    send(server, message(BODY, "bob@example.net")).getFirst());
        }
    }

    @Test
    void eachRecipientHasItsOwnOutcome() throws IOException {
        for (String offer : List.of("PIPELINING", "8BITMIME")) {
            try (var server = ScriptedSmtpServer.start(
                    (command, _) -> command.contains("nobody")
                            ? Optional.of("550-5.1.1 no such\n550 5.1.1 user")
                            : command.contains("full") ? Optional.of("452 4.2.2 full") : Optional.empty(),
                    offer)) {
                var outcomes = send(server, message(BODY, "nobody@example.net", "bob@example.net", "full@example.net"));
                var never = failure(outcomes.get(0));
                assertTrue(never.permanent());
                assertEquals(Scope.RECIPIENT, never.scope());
                assertEquals("5.1.1", never.enhancedCode());
                assertTrue(never.text().contains("said: 550 5.1.1 no such user (in reply to RCPT)"), never.text());
                assertInstanceOf(Outcome.Sent.class, outcomes.get(1));
                assertFalse(failure(outcomes.get(2)).permanent());
                assertEquals("4.2.2", failure(outcomes.get(2)).enhancedCode());
                assertEquals(1, server.messages().size());
            }
        }
    }

    @Test
    void noDataWhenNoRecipientWasTaken() throws IOException {
        try (var server = ScriptedSmtpServer.start(answering("RCPT", "550 5.1.1 no"))) {
            assertTrue(failure(send(server, message(BODY, "a@example.net", "b@example.net"))
                            .getLast())
                    .permanent());
            assertEquals(0, server.heard("DATA"));
        }
    }

    /// RFC 2920 §3.1: some peers say 354 all the same.
    @Test
    void aPipelinedDataForNobodyIsEndedEmpty() throws IOException {
        try (var server = ScriptedSmtpServer.start(answering("RCPT", "550 5.1.1 no"), "PIPELINING")) {
            var conversation = caller.ready(server);
            assertTrue(failure(conversation.send(message(BODY, "a@example.net")).getFirst())
                    .permanent());
            assertTrue(conversation.isUsable());
            assertEquals(0, server.messages().getFirst().length);
            conversation.close();
        }
    }

    /// The message must not go out when MAIL was refused, whatever is said to RCPT and DATA.
    @Test
    void aRefusedSenderSendsNothing() throws IOException {
        for (String offer : List.of("PIPELINING", "8BITMIME")) {
            try (var server = ScriptedSmtpServer.start(answering("MAIL", "550 5.7.1 not you"), offer)) {
                var failure =
                        failure(send(server, message(BODY, "bob@example.net")).getFirst());
                assertTrue(failure.permanent());
                assertEquals(Scope.MESSAGE, failure.scope());
                assertTrue(server.messages().stream().allMatch(message -> message.length == 0));
            }
        }
    }

    @Test
    void everyStepMaySayNotNowAndNever() throws IOException {
        for (String step : List.of("MAIL", "RCPT", "DATA", "MESSAGE")) {
            for (String code : List.of("451", "554")) {
                for (String offer : List.of("PIPELINING", "8BITMIME")) {
                    try (var server = ScriptedSmtpServer.start(answering(step, code + " no"), offer)) {
                        var failure = failure(
                                send(server, message(BODY, "bob@example.net")).getFirst());
                        assertEquals(code.equals("554"), failure.permanent(), step);
                        assertEquals(code.charAt(0) + ".0.0", failure.enhancedCode());
                        assertFalse(failure.uncertain());
                        assertEquals(step.equals("RCPT") ? Scope.RECIPIENT : Scope.MESSAGE, failure.scope(), step);
                    }
                }
            }
        }
    }

    @Test
    void aDropAtAnyStepIsTemporaryAndOnlyTheLastIsUncertain() throws IOException {
        for (String step : List.of("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "MESSAGE")) {
            for (String offer : List.of("PIPELINING", "8BITMIME")) {
                try (var server = ScriptedSmtpServer.start(answering(step, DROP), offer)) {
                    var failure = attempt(server, Caller.PATIENT);
                    assertFalse(failure.permanent(), step);
                    assertEquals(step.equals("MESSAGE"), failure.uncertain(), step);
                    assertEquals(Scope.HOST, failure.scope(), step);
                }
            }
        }
    }

    private Failure attempt(ScriptedSmtpServer server, Timeouts timeouts) {
        return switch (caller.dialer(timeouts).open(Caller.hop(server), Terms.DEFAULT)) {
            case Opened.NotOpened(var failure) -> failure;
            case Opened.Ready(var conversation) -> {
                try (conversation) {
                    yield failure(
                            conversation.send(message(BODY, "bob@example.net")).getFirst());
                }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "MESSAGE"})
    void silenceAtAnyStepEnds(String step) throws IOException {
        try (var server = ScriptedSmtpServer.start(answering(step, SILENCE))) {
            var failure = attempt(server, Caller.IMPATIENT);
            assertFalse(failure.permanent());
            assertEquals(step.equals("MESSAGE"), failure.uncertain());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "MESSAGE"})
    void nonsenseAtAnyStepIsALostConnection(String step) throws IOException {
        for (String nonsense :
                List.of("hello", "250-a\n251 b", "999 what", "25", "\n", "250-" + "x\n250-".repeat(300) + "x")) {
            try (var server = ScriptedSmtpServer.start(answering(step, nonsense))) {
                assertFalse(attempt(server, Caller.PATIENT).permanent());
            }
        }
    }

    @Test
    void fourTwentyOneEndsTheConversation() throws IOException {
        for (String step : List.of("MAIL", "RCPT", "DATA", "MESSAGE")) {
            try (var server = ScriptedSmtpServer.start(answering(step, "421 4.3.2 closing"), "PIPELINING")) {
                var conversation = caller.ready(server);
                var failure = failure(
                        conversation.send(message(BODY, "bob@example.net")).getFirst());
                assertEquals(Scope.HOST, failure.scope(), step);
                assertFalse(failure.permanent());
                assertFalse(conversation.isUsable(), step);
                conversation.close();
            }
        }
    }

    @Test
    void oneConversationCarriesManyMessages() throws IOException {
        try (var server = ScriptedSmtpServer.polite("PIPELINING");
                var conversation = caller.ready(server)) {
            for (int i = 0; i < 5; i++) {
                assertTrue(conversation.isUsable());
                assertInstanceOf(
                        Outcome.Sent.class,
                        conversation.send(message(BODY + i, "bob@example.net")).getFirst());
            }
            assertEquals(1, server.heard("EHLO"));
            assertEquals(0, server.heard("RSET"));
            assertEquals(5, server.messages().size());
        }
    }

    @Test
    void aTransactionThatWasNotFinishedIsResetFirst() throws IOException {
        try (var server = ScriptedSmtpServer.start((command, talk) ->
                        command.contains("nobody") ? Optional.of("550 5.1.1 no") : Optional.empty());
                var conversation = caller.ready(server)) {
            conversation.send(message(BODY, "nobody@example.net"));
            assertInstanceOf(
                    Outcome.Sent.class,
                    conversation.send(message(BODY, "bob@example.net")).getFirst());
            assertEquals(1, server.heard("RSET"));
        }
    }

    @Test
    void aKeptConnectionThatHasEndedSaysSo() throws IOException {
        for (String last : List.of(DROP, "421 4.4.2 idle too long")) {
            try (var server = ScriptedSmtpServer.start(
                    (command, talk) ->
                            command.startsWith("MAIL") && talk.taken() > 0 ? Optional.of(last) : Optional.empty(),
                    "PIPELINING")) {
                var conversation = caller.ready(server);
                conversation.send(message(BODY, "bob@example.net"));
                var failure = failure(
                        conversation.send(message(BODY, "bob@example.net")).getFirst());
                assertEquals(Scope.KEPT_CONNECTION, failure.scope());
                assertFalse(failure.uncertain());
                assertFalse(conversation.isUsable());
                conversation.close();
            }
        }
    }

    @Test
    void manyRecipientsGoInSeveralTransactions() throws IOException {
        String[] recipients =
                IntStream.range(0, 250).mapToObj(i -> "u" + i + "@example.net").toArray(String[]::new);
        for (String offer : List.of("PIPELINING", "8BITMIME", "LIMITS RCPTMAX=40")) {
            try (var server = ScriptedSmtpServer.polite(offer)) {
                var outcomes = send(server, message(BODY, recipients));
                assertEquals(250, outcomes.size());
                assertTrue(outcomes.stream().allMatch(Outcome.Sent.class::isInstance));
                assertEquals(
                        offer.startsWith("LIMITS") ? 7 : 3, server.messages().size());
                assertEquals(250, server.heard("RCPT"));
            }
        }
    }

    /// RFC 5321 §4.5.3.1.10.
    @Test
    void whoHasEnoughRecipientsGetsTheOthersInAnotherTransaction() throws IOException {
        for (String code : List.of("452 4.5.3", "552")) {
            var open = new AtomicInteger();
            try (var server = ScriptedSmtpServer.start(
                    (command, _) -> {
                        if (command.startsWith("MAIL")) {
                            open.set(0);
                        }
                        return command.startsWith("RCPT") && open.incrementAndGet() > 3
                                ? Optional.of(code + " too many")
                                : Optional.empty();
                    },
                    "PIPELINING")) {
                String[] recipients = IntStream.range(0, 8)
                        .mapToObj(i -> "u" + i + "@example.net")
                        .toArray(String[]::new);
                var outcomes = send(server, message(BODY, recipients));
                assertTrue(outcomes.stream().allMatch(Outcome.Sent.class::isInstance), outcomes.toString());
                assertEquals(3, server.messages().size());
            }
        }
    }

    @Test
    void tooManyFromTheStartIsNotTriedForEver() throws IOException {
        try (var server = ScriptedSmtpServer.start(answering("RCPT", "452 4.5.3 too many"), "PIPELINING")) {
            var outcomes = send(server, message(BODY, "a@example.net", "b@example.net"));
            assertEquals(2, outcomes.size());
            assertFalse(failure(outcomes.getLast()).permanent());
            assertEquals(1, server.heard("MAIL"));
        }
    }

    @Test
    void tooLargeIsNotTried() throws IOException {
        try (var server = ScriptedSmtpServer.polite("SIZE 10")) {
            var failure = failure(send(server, message(BODY, "bob@example.net")).getFirst());
            assertEquals("5.3.4", failure.enhancedCode());
            assertEquals(0, server.heard("MAIL"));
        }
        try (var server = ScriptedSmtpServer.polite("SIZE 0")) {
            assertInstanceOf(
                    Outcome.Sent.class,
                    send(server, message(BODY, "bob@example.net")).getFirst());
            assertEquals(1, server.heard("MAIL FROM:<alice@example.test> SIZE=" + BODY.length()));
        }
    }

    @Test
    void internationalMailNeedsAPeerThatTakesIt() throws IOException {
        var message = message(BODY, "\u00fc@example.net");
        try (var server = ScriptedSmtpServer.polite("8BITMIME")) {
            var failure = failure(send(server, message).getFirst());
            assertTrue(failure.permanent());
            assertEquals("5.6.7", failure.enhancedCode());
            assertEquals(0, server.heard("MAIL"));
        }
        try (var server = ScriptedSmtpServer.polite("SMTPUTF8", "8BITMIME")) {
            assertInstanceOf(Outcome.Sent.class, send(server, message).getFirst());
            assertEquals(1, server.heard("MAIL FROM:<alice@example.test> SMTPUTF8"));
            assertEquals(1, server.heard("RCPT TO:<\u00fc@example.net>"));
        }
    }

    @Test
    void eightBitsAreDeclaredWhereTheyCanBeAndSentAnyhow() throws IOException {
        byte[] body = "Subject: x\r\n\r\n\u00e4\r\n".getBytes(StandardCharsets.UTF_8);
        var message = OutgoingMessage.of(
                new ReversePath.Null(),
                List.of(Mailbox.of("bob@example.net")),
                true,
                body.length,
                () -> new ByteArrayInputStream(body));
        try (var server = ScriptedSmtpServer.polite("8BITMIME")) {
            send(server, message);
            assertEquals(1, server.heard("MAIL FROM:<> BODY=8BITMIME"));
            assertArrayEquals(body, server.messages().getFirst());
        }
        try (var server = ScriptedSmtpServer.polite()) {
            send(server, message);
            assertTrue(server.heard().contains("MAIL FROM:<>"));
            assertArrayEquals(body, server.messages().getFirst());
        }
    }

    @Test
    void wishesAboutNotificationsArePassedOn() throws IOException {
        var message = new OutgoingMessage(
                new ReversePath.From(Mailbox.of("alice@example.test")),
                false,
                false,
                BODY.length(),
                Optional.of("HDRS"),
                Optional.of("a+b c"),
                List.of(new OutgoingMessage.To(
                        Mailbox.of("bob@example.net"),
                        Optional.of("SUCCESS,FAILURE"),
                        Optional.of("rfc822;bob+x@example.net"))),
                () -> new ByteArrayInputStream(BODY.getBytes(StandardCharsets.ISO_8859_1)));
        try (var server = ScriptedSmtpServer.polite("DSN")) {
            assertTrue(
                    assertInstanceOf(Outcome.Sent.class, send(server, message).getFirst())
                            .dsn());
            assertEquals(1, server.heard("MAIL FROM:<alice@example.test> RET=HDRS ENVID=a+2Bb+20c"));
            assertEquals(
                    1,
                    server.heard("RCPT TO:<bob@example.net> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob+2Bx@example.net"));
        }
        try (var server = ScriptedSmtpServer.polite()) {
            assertFalse(
                    assertInstanceOf(Outcome.Sent.class, send(server, message).getFirst())
                            .dsn());
            assertTrue(server.heard().contains("RCPT TO:<bob@example.net>"));
        }
    }

    /// Invariant I6: a peer that takes a bare LF for a line end would find another message in ours.
    @Test
    void aBareLineEndNeverLeaves() throws IOException {
        try (var server = ScriptedSmtpServer.polite("PIPELINING")) {
            send(server, message("Subject: x\r\n\r\nsmuggled\n.\nMAIL\r.\r\n", "bob@example.net"));
            assertEquals(
                    "Subject: x\r\n\r\nsmuggled\r\n.\r\nMAIL\r\n.\r\n",
                    new String(server.messages().getFirst(), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void aBodyThatCannotBeReadIsOurFaultAndNotTakenForWhole() throws IOException {
        InputStream broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                left -= length;
                if (left <= 0) {
                    throw new IOException("disk");
                }
                Arrays.fill(into, offset, offset + length, (byte) 'x');
                return length;
            }
        };
        var message = OutgoingMessage.of(
                new ReversePath.Null(), List.of(Mailbox.of("bob@example.net")), false, 200_000, () -> broken);
        try (var server = ScriptedSmtpServer.polite("PIPELINING")) {
            var conversation = caller.ready(server);
            assertThrows(UncheckedIOException.class, () -> conversation.send(message));
            assertFalse(conversation.isUsable());
            assertEquals(List.of(), server.messages());
        }
    }

    @Test
    void aRefusalInTheMiddleOfTheMessageIsHeard() throws IOException {
        byte[] large = new byte[16 * 1024 * 1024];
        Arrays.fill(large, (byte) 'x');
        for (int i = 62; i < large.length; i += 64) {
            large[i] = '\r';
            large[i + 1] = '\n';
        }
        try (var server = ScriptedSmtpServer.start((command, talk) -> {
            if (!command.equals("DATA")) {
                return Optional.empty();
            }
            talk.say("354 go on");
            talk.hear();
            talk.say("552 5.3.4 too large");
            talk.connection().flush();
            return Optional.of(DROP);
        })) {
            var outcome = send(server, message(large, "bob@example.net")).getFirst();
            var failure = failure(outcome);
            assertEquals("5.3.4", failure.enhancedCode(), failure.text());
        }
    }

    @Test
    void anEndlessReplyLineIsNotKept() throws IOException {
        try (var server = ScriptedSmtpServer.start(answering("MAIL", "250 " + "x".repeat(100_000)))) {
            assertFalse(attempt(server, Caller.PATIENT).permanent());
        }
    }

    @Test
    void controlCharactersInARepliesTextAreNotPassedOn() throws IOException {
        try (var server = ScriptedSmtpServer.start(answering("RCPT", "550 5.1.1 a\u0007b\rc\u0000"))) {
            assertTrue(attempt(server, Caller.PATIENT).text().contains("a?b?c?"));
        }
    }

    @Test
    void anOldServerIsGreetedInItsOwnWay() throws IOException {
        try (var server = ScriptedSmtpServer.start(answering("EHLO", "502 what?"))) {
            assertInstanceOf(
                    Outcome.Sent.class,
                    send(server, message(BODY, "bob@example.net")).getFirst());
            assertEquals(1, server.heard("HELO client.example.test"));
        }
    }

    @Test
    void aHostThatDoesNotWantUsIsAskedAgainLaterUnlessItNeverTakesMail() throws IOException {
        for (String reply : List.of("554 5.7.1 blocked", "421 busy", "450 later")) {
            try (var server = ScriptedSmtpServer.start(answering("CONNECT", reply))) {
                assertFalse(notOpened(caller.open(server)).permanent(), reply);
            }
        }
        try (var server = ScriptedSmtpServer.start(answering("CONNECT", "521 no mail here"))) {
            assertTrue(notOpened(caller.open(server)).permanent());
        }
    }

    @Test
    void aPeerWithOurOwnNameIsACircle() throws IOException {
        try (var server = ScriptedSmtpServer.start(answering("EHLO", "250 CLIENT.example.test hi"))) {
            var byMx = new Hop("localhost", server.address(), Hop.By.MX);
            var failure = notOpened(caller.dialer(Caller.PATIENT).open(byMx, Terms.DEFAULT));
            assertEquals("5.4.6", failure.enhancedCode());
            caller.ready(server).close(); // by a route it may be so: two servers of one machine
        }
    }
}
