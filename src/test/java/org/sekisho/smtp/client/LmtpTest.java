package org.sekisho.smtp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sekisho.smtp.client.Caller.failure;
import static org.sekisho.smtp.client.Caller.message;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.smtp.client.Failure.Scope;
import org.sekisho.testing.ScriptedSmtpServer;

/// RFC 2033, as a client.
class LmtpTest {
    private static final String BODY = "Subject: hello\r\n\r\nhello\r\n";

    private final Caller caller = new Caller();

    /// @param answers to commands, by how they begin
    private static ScriptedSmtpServer server(Map<String, String> answers) throws IOException {
        return ScriptedSmtpServer.start(
                (command, _) -> command.toUpperCase(Locale.ROOT).startsWith("LHLO")
                        ? Optional.of("250-mx.example.test\n250 PIPELINING")
                        : answers.keySet().stream()
                                .filter(command::startsWith)
                                .findFirst()
                                .map(answers::get));
    }

    private Conversation ready(ScriptedSmtpServer server) {
        var hop = new Hop("localhost", server.address(), Hop.By.LMTP_ROUTE);
        return Caller.ready(caller.dialer(Caller.PATIENT).open(hop, Terms.DEFAULT));
    }

    /// RFC 2033 §4.1, §4.2.
    @Test
    void eachRecipientHasAReplyOfItsOwn() throws IOException {
        String replies = "250 2.0.0 a\n550 5.2.1 b is closed\n450 4.2.2 c is full";
        try (var server = server(Map.of("MESSAGE", replies));
                var conversation = ready(server)) {
            List<Outcome> outcomes =
                    conversation.send(message(BODY, "a@example.net", "b@example.net", "c@example.net"));
            assertInstanceOf(Outcome.Sent.class, outcomes.getFirst());
            assertEquals("5.2.1", failure(outcomes.get(1)).enhancedCode());
            assertEquals(Scope.RECIPIENT, failure(outcomes.get(1)).scope());
            assertFalse(failure(outcomes.get(2)).permanent());
            assertEquals(1, server.heard("LHLO"));
            assertEquals(0, server.heard("EHLO"));
            assertTrue(conversation.isUsable());
        }
    }

    @Test
    void aRecipientThatWasRefusedHasNone() throws IOException {
        try (var server = server(Map.of("RCPT TO:<a@", "550 5.1.1 nobody", "MESSAGE", "250 2.0.0 b"));
                var conversation = ready(server)) {
            List<Outcome> outcomes = conversation.send(message(BODY, "a@example.net", "b@example.net"));
            assertEquals("5.1.1", failure(outcomes.getFirst()).enhancedCode());
            assertInstanceOf(Outcome.Sent.class, outcomes.get(1));
        }
    }

    /// What was answered counts; of the others nobody can tell (RFC 1047).
    @Test
    void aConnectionLostBetweenTheRepliesLeavesTheRestUncertain() throws IOException {
        try (var server = ScriptedSmtpServer.start((command, talk) -> switch (command) {
                    case "MESSAGE" -> {
                        talk.say("250 2.0.0 a");
                        talk.connection().flush();
                        yield Optional.of(ScriptedSmtpServer.DROP);
                    }
                    default -> command.startsWith("LHLO") ? Optional.of("250 mx.example.test") : Optional.empty();
                });
                var conversation = ready(server)) {
            List<Outcome> outcomes = conversation.send(message(BODY, "a@example.net", "b@example.net"));
            assertInstanceOf(Outcome.Sent.class, outcomes.getFirst());
            assertTrue(failure(outcomes.get(1)).uncertain());
            assertFalse(conversation.isUsable());
        }
    }

    /// RFC 2033 §4.1: there is no HELO to fall back on.
    @Test
    void aServerThatSpeaksNoLmtpIsNotUsed() throws IOException {
        try (var server = ScriptedSmtpServer.polite()) {
            var hop = new Hop("localhost", server.address(), Hop.By.LMTP_ROUTE);
            Failure failure = Caller.notOpened(caller.dialer(Caller.PATIENT).open(hop, Terms.DEFAULT));
            assertTrue(failure.text().contains("LHLO"), failure.text());
            assertEquals(0, server.heard("HELO"));
        }
    }
}
