package org.sekisho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Domain;
import org.sekisho.audit.relay.Probe;
import org.sekisho.config.Protocol;
import org.sekisho.config.SettingsException;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.ScriptedSmtpServer;
import org.sekisho.testing.TestServer;
import org.sekisho.testing.WireClient;

/// The whole server in front of another one: the guarded port 25 of a domain whose mailboxes are elsewhere.
final class GatewayServerTest {
    private static final String TEXT = "Subject: hello\r\n\r\nhello\r\n";

    @TempDir
    Path folder;

    private static String gateway(ScriptedSmtpServer back, String more) {
        return "[[gateway]]\ndomain = \"back.test\"\nto = [\"smtp://127.0.0.1:"
                + back.address().getPort() + "\"]\n" + more;
    }

    /// Knows carol, and says no to others.
    private static ScriptedSmtpServer carols() throws IOException {
        return ScriptedSmtpServer.start((command, _) -> command.startsWith("RCPT") && !command.contains("<carol@")
                ? Optional.of("550 5.1.1 nobody")
                : Optional.empty());
    }

    private static WireClient stranger(TestServer server) throws IOException {
        return server.connect(Protocol.SMTP)
                .expect("220 ")
                .say("EHLO far.test", "250-")
                .say("MAIL FROM:<f@far.test>", "250 ");
    }

    @Test
    void strangersReachWhoeverIsThereAndNobodyElse() throws Exception {
        try (var back = carols();
                var server = TestServer.Plan.in(folder).with(gateway(back, "")).start()) {
            try (var client = stranger(server)) {
                client.say("RCPT TO:<nobody@back.test>", "550 5.1.1 ");
                client.say("RCPT TO:<victim@elsewhere.test>", "550 5.7.1 ");
                client.say("RCPT TO:<victim%elsewhere.test@back.test>", "550 5.7.1 ");
                client.say("RCPT TO:<\"victim@elsewhere.test\"@back.test>", "550 5.7.1 ");
                client.say("RCPT TO:<carol@back.test>", "250 ").say("DATA", "354 ");
                client.raw(TEXT + ".\r\n").expect("250 ");
            }
            server.drain();
            assertEquals(1, back.messages().size());
            String message = new String(back.messages().getFirst(), StandardCharsets.UTF_8);
            assertTrue(message.startsWith("Received: from far.test"), message);
            assertTrue(message.endsWith(TEXT), message);
            assertEquals(List.of(), server.outside().asked());
        }
    }

    @Test
    void whileItIsDownThoseItKnewAreServedAndOthersPutOff() throws Exception {
        var down = new AtomicBoolean();
        try (var back = ScriptedSmtpServer.start(
                        (_, _) -> down.get() ? Optional.of(ScriptedSmtpServer.DROP) : Optional.empty());
                var server = TestServer.Plan.in(folder).with(gateway(back, "")).start()) {
            try (var client = stranger(server)) {
                client.say("RCPT TO:<carol@back.test>", "250 ");
            }
            down.set(true);
            try (var client = stranger(server)) {
                client.say("RCPT TO:<nobody@back.test>", "451 4.4.1 ");
                client.say("RCPT TO:<carol@back.test>", "250 ").say("DATA", "354 ");
                client.raw(TEXT + ".\r\n").expect("250 ");
            }
            assertEquals(1, server.wiring().queue().statistics().total());
            assertEquals(List.of(), server.outside().asked());
        }
    }

    @Test
    void aListIsEnoughForAServerThatTakesEverything() throws Exception {
        Files.writeString(folder.resolve("people"), "carol@back.test\n");
        try (var back = ScriptedSmtpServer.polite();
                var server = TestServer.Plan.in(folder)
                        .with(gateway(back, "recipients = \"list\"\nlist = \"people\"\n"))
                        .start()) {
            try (var client = stranger(server)) {
                client.say("RCPT TO:<nobody@back.test>", "550 5.1.1 ");
                client.say("RCPT TO:<carol@back.test>", "250 ");
                client.say("RCPT TO:<postmaster@back.test>", "250 "); // RFC 5321 §4.5.1: ours, where the list has none
            }
            assertEquals(0, back.heard().size(), "nobody was asked");
        }
    }

    /// Invariant I1, with a server behind that takes everything it is given.
    @Test
    void noPublishedProbeReachesTheServerBehindWithAWayOut() throws Exception {
        try (var back = ScriptedSmtpServer.polite();
                var server = TestServer.Plan.in(folder)
                        .with(gateway(
                                back,
                                "recipients = \"any\"\n[limits]\nerror_delay = \"0s\"\ngreeting_delay = \"0s\"\n"))
                        .start()) {
            for (Probe probe : Probe.published()) {
                try (var client = server.connect(Protocol.SMTP).expect("220 ").say("EHLO far.test", "250-")) {
                    for (String step : probe.dialogue()) {
                        if (step.matches("(MAIL|RCPT) .*")) {
                            client.ask(fill(step));
                        }
                    }
                    if (client.ask("DATA").startsWith("354")) {
                        client.raw(TEXT + ".\r\n").reply();
                    }
                }
            }
            server.drain();
            assertEquals(List.of(), server.outside().asked());
            for (String command : back.heard()) {
                assertTrue(
                        !command.startsWith("RCPT") || command.matches("RCPT TO:<[A-Za-z0-9.+-]+@back[.]test>.*"),
                        command);
            }
        }
    }

    private static String fill(String step) {
        return step.replace("{host}", "mx.example.test")
                .replace("{domain}", "back.test")
                .replace("{user}", "carol")
                .replace("{ip}", "127.0.0.1")
                .replace("{outside}", "outside.test")
                .replace("{OUTSIDE}", "OUTSIDE.TEST")
                .replace("{victim}", "victim")
                .replace("{VICTIM}", "VICTIM")
                .replace("{sender}", "spamtest")
                .replace("{us}", "probe.test");
    }

    @Test
    void aDomainIsHereOrBehindAGateway() throws Exception {
        try (var back = carols();
                var server = TestServer.Plan.in(folder).with(gateway(back, "")).start()) {
            var refused = assertThrows(
                    DirectoryException.class, () -> server.wiring().accounts().addDomain(Domain.of("back.test")));
            assertTrue(refused.getMessage().contains("[[gateway]] back.test"), refused.getMessage());
            server.wiring().accounts().addDomain(Domain.of("sub.back.test"));
        }
        var other = Files.createDirectory(folder.resolve("other"));
        try (var back = carols()) {
            var plan = TestServer.Plan.in(other);
            var store = new MemoryStore();
            plan.on(() -> store).start().close();
            store.fail(Optional.empty()); // opened again
            String conflict = gateway(back, "").replace("back.test", "example.test");
            var problem = assertThrows(
                    SettingsException.class,
                    () -> plan.on(() -> store).with(conflict).start());
            assertTrue(problem.getMessage().matches("(?s)line [0-9]+: .*is hosted here.*"), problem.getMessage());
        }
    }
}
