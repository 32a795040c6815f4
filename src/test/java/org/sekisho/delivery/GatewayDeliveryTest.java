package org.sekisho.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.Recipient;
import org.sekisho.testing.DeadPort;
import org.sekisho.testing.PostOffice;
import org.sekisho.testing.ScriptedSmtpServer;
import org.sekisho.testing.ShellScript;

/// Mail that is handed on to a server behind a gateway: to that one, and by no other way.
final class GatewayDeliveryTest {
    private static final String ALICE = "alice@example.test";

    @TempDir
    Path folder;

    private final DeliveryHouse house = new DeliveryHouse();

    GatewayDeliveryTest() throws Exception {}

    @AfterEach
    void close() {
        house.close();
    }

    private static String smtp(ScriptedSmtpServer server) {
        return "smtp://127.0.0.1:" + server.address().getPort();
    }

    private String program(String text) throws Exception {
        return "qmail-queue:" + ShellScript.write(folder.resolve("qmail-queue"), "#!/bin/sh\n" + text);
    }

    private void fromStranger(String... to) {
        Envelope usual = PostOffice.envelope("spammer@forged.example");
        var envelope = new Envelope(usual.reversePath(), false, false, Dsn.ForMessage.DEFAULT, false);
        List<Recipient> recipients = Arrays.stream(to)
                .map(each -> house.office.recipient(
                        house.office.stranger(), "spammer@forged.example", each, Dsn.ForRecipient.DEFAULT))
                .toList();
        house.queue.accept(house.office.mail(envelope, recipients, "Subject: x\r\n\r\nx\r\n"));
    }

    @Test
    void itGoesToTheServerOfTheGatewayAndNotByARoute() throws Exception {
        try (var back = ScriptedSmtpServer.polite();
                var elsewhere = ScriptedSmtpServer.polite()) {
            house.route("back.example", elsewhere).behind("back.example", smtp(back));
            house.mail(ALICE, "carol@back.example");
            house.run();
            assertEquals(1, back.messages().size());
            assertEquals(1, back.heard("MAIL FROM:<alice@example.test>"));
            assertEquals(1, back.heard("RCPT TO:<carol@back.example>"));
            assertEquals(0, elsewhere.heard().size());
            assertEquals(0, house.queue.statistics().total());
        }
    }

    @Test
    void theSecondServerIsTriedWhenTheFirstIsDown() throws Exception {
        try (var dead = new DeadPort();
                var back = ScriptedSmtpServer.polite()) {
            house.behind("back.example", "smtp://127.0.0.1:" + dead.number(), smtp(back));
            house.mail(ALICE, "carol@back.example");
            house.run();
            assertEquals(1, back.messages().size());
        }
    }

    /// RFC 2033 §4.2.
    @Test
    void anLmtpServerAnswersForEachRecipient() throws Exception {
        try (var back = ScriptedSmtpServer.start(
                (command, _) -> command.toUpperCase(Locale.ROOT).startsWith("LHLO")
                        ? Optional.of("250 back.example")
                        : command.equals("MESSAGE")
                                ? Optional.of("250 2.0.0 carol\n450 4.2.2 dave is full")
                                : Optional.empty())) {
            house.behind("back.example", "lmtp://127.0.0.1:" + back.address().getPort());
            house.mail(ALICE, "carol@back.example", "dave@back.example");
            house.run();
            QueueEntry left = house.only();
            assertTrue(left.recipients().get(0).status() instanceof Recipient.Status.Done, left.toString());
            assertTrue(left.recipients().get(1).status() instanceof Recipient.Status.Pending, left.toString());
        }
    }

    /// Whoever takes a gateway away has not said that its mail may go elsewhere, or be lost.
    @Test
    void withoutItsGatewayItWaitsAndNeverGoesByARouteOrTheDns() throws Exception {
        try (var back = ScriptedSmtpServer.polite();
                var elsewhere = ScriptedSmtpServer.polite()) {
            house.route("back.example", elsewhere).behind("back.example", smtp(back));
            fromStranger("carol@back.example");
            house.noGateways();
            house.run();
            assertTrue(DeliveryHouse.status(house.only()).contains("no longer behind a gateway"));
            house.after(Duration.ofHours(1));
            assertEquals(0, elsewhere.heard().size());
            house.behind("back.example", smtp(back));
            house.after(Duration.ofHours(1));
            assertEquals(1, back.messages().size());
            assertEquals(0, elsewhere.heard().size());
            assertEquals(0, house.queue.statistics().total());
        }
    }

    @Test
    void aDomainThatMovedHereHasItsMailHere() throws Exception {
        house.behind("back.example", "smtp://127.0.0.1:1");
        fromStranger("carol@back.example", "late@back.example");
        house.office.accounts.addDomain(Domain.of("back.example"));
        var carol = house.office.account("carol@back.example");
        house.run();
        assertEquals(1, house.inbox(carol).size());
        assertEquals(1, house.queue.statistics().total());
        var late = house.office.account("late@back.example");
        house.after(Duration.ofHours(1));
        assertEquals(1, house.inbox(late).size());
        assertEquals(1, house.inbox(carol).size());
        assertEquals(0, house.queue.statistics().total());
    }

    /// Invariant I8.
    @Test
    void whatTheServerRefusesIsToldToThoseWhoseNameIsTheirOwnOnly() throws Exception {
        try (var back = ScriptedSmtpServer.start(ScriptedSmtpServer.answering("MESSAGE", "554 5.7.1 a virus"))) {
            house.behind("back.example", smtp(back));
            house.mail(ALICE, "carol@back.example");
            house.run();
            assertEquals(1, house.inbox(house.office.alice).size());
            fromStranger("carol@back.example");
            house.run();
            assertEquals(0, house.queue.statistics().total());
            assertEquals(1, house.logged("delivery.unreported"));
        }
    }

    @Test
    void aQmailQueueTakesItAllAtOnce() throws Exception {
        house.behind("back.example", program("tr '\\0' ' ' <&1 >>'%s/envelopes'\n".formatted(folder)));
        house.mail(ALICE, "carol@back.example", "dave@back.example");
        house.run();
        assertEquals(
                "Falice@example.test Tcarol@back.example Tdave@back.example  ",
                Files.readString(folder.resolve("envelopes")));
        assertEquals(0, house.queue.statistics().total());
    }

    @Test
    void aQmailQueueInTroubleIsTriedAgainAndOneThatRefusesIsNot() throws Exception {
        house.behind("back.example", program("exit 53\n"));
        house.mail(ALICE, "carol@back.example");
        house.run();
        assertTrue(DeliveryHouse.status(house.only()).contains("exited with 53"));
        program("exit 31\n");
        house.after(Duration.ofHours(1));
        assertEquals(0, house.queue.statistics().total());
        String report = house.inbox(house.office.alice).getFirst().replaceAll("\\s+", " "); // lines are folded
        assertTrue(report.contains("exited with 31"), report);
    }

    @Test
    void aMemberOfAnAliasMayBeBehindAGateway() throws Exception {
        try (var back = ScriptedSmtpServer.polite()) {
            house.behind("back.example", smtp(back));
            house.office.accounts.addAlias(
                    Mailbox.of("team@example.test"), List.of(Mailbox.of("carol@back.example")), Optional.empty());
            fromStranger("team@example.test");
            house.run();
            assertEquals(1, back.heard("RCPT TO:<carol@back.example>"));
        }
    }
}
