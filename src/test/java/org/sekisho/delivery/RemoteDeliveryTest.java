package org.sekisho.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.QueueEntry;
import org.sekisho.store.BlobDraft;
import org.sekisho.testing.PostOffice;
import org.sekisho.testing.ScriptedSmtpServer;

/// Mail on its way to other servers: sent, tried again, given up.
final class RemoteDeliveryTest {
    private static final String FROM = "alice@example.test";

    private final DeliveryHouse house = new DeliveryHouse();

    RemoteDeliveryTest() throws Exception {}

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void sentMailIsGoneFromTheQueue() throws Exception {
        try (var server = ScriptedSmtpServer.polite()) {
            house.route("far.example", server);
            house.mail(FROM, "bob@far.example");
            house.run();
            assertEquals(1, server.messages().size());
            assertEquals(1, server.heard("MAIL FROM:<alice@example.test>"));
            assertEquals(1, server.heard("RCPT TO:<bob@far.example>"));
            assertEquals(0, house.queue.statistics().total());
            assertEquals(0, house.office.store.blobCount());
            assertEquals(1, house.logged("delivery.sent"));
        }
    }

    @Test
    void everyOctetArrives() throws Exception {
        var text = new StringBuilder("Subject: octets\r\n\r\n");
        for (int i = 0; text.length() < 2 * BlobDraft.CHUNK + 17; i++) {
            text.append(".".repeat(i % 4))
                    .append("line ")
                    .append(i)
                    .append(" 関所")
                    .append("\r\n");
        }
        text.append(".\r\n..\r\n\r\n");
        try (var server = ScriptedSmtpServer.polite("8BITMIME")) {
            house.route("far.example", server);
            var mail = house.office.mail(FROM, "bob@far.example");
            house.queue.accept(house.office.mail(PostOffice.envelope(FROM), mail.recipients(), text.toString()));
            house.run();
            assertArrayEquals(
                    text.toString().getBytes(StandardCharsets.UTF_8),
                    server.messages().getFirst());
        }
    }

    @Test
    void aRefusalForNowIsTriedAgainAfterLongerAndLongerWaits() throws Exception {
        try (var server = ScriptedSmtpServer.start(ScriptedSmtpServer.answering("RCPT", "450 4.2.1 not now"))) {
            house.route("far.example", server);
            house.mail(FROM, "bob@far.example");
            List<Long> waits = new ArrayList<>();
            for (int attempts = 1; attempts <= 8; attempts++) {
                house.run();
                QueueEntry entry = house.only();
                assertEquals(attempts, entry.attempts());
                Duration wait = Duration.between(house.office.clock.instant(), entry.due());
                waits.add(wait.toMinutes());
                house.office.clock.advance(wait.minusMillis(1));
                house.run();
                assertEquals(attempts, house.only().attempts(), "not before its time");
                house.office.clock.advance(Duration.ofMillis(1));
            }
            assertTrue(
                    DeliveryHouse.status(house.only()).contains("said: 450 4.2.1 not now (in reply to RCPT)"),
                    DeliveryHouse.status(house.only()));
            List<Integer> usual = List.of(5, 10, 20, 40, 80, 160, 240, 240);
            for (int i = 0; i < usual.size(); i++) {
                double share = (double) waits.get(i) / usual.get(i);
                assertTrue(share > 0.75 && share <= 1.1, waits::toString);
            }
        }
    }

    @Test
    void itComesThroughInTheEnd() throws Exception {
        ScriptedSmtpServer.Script later = (command, talk) ->
                command.startsWith("RCPT") && house.only().attempts() < 2 ? Optional.of("450 later") : Optional.empty();
        try (var server = ScriptedSmtpServer.start(later)) {
            house.route("far.example", server);
            house.mail(FROM, "bob@far.example");
            house.run();
            house.after(Duration.ofHours(1));
            assertEquals(2, house.only().attempts());
            house.after(Duration.ofHours(1));
            assertEquals(1, server.messages().size());
            assertEquals(0, house.queue.statistics().total());
            assertEquals(List.of(), house.inbox(house.office.alice), "nobody has to be told");
        }
    }

    @Test
    void aDomainThatDoesNotExistFailsAtOnce() {
        house.mail(FROM, "bob@nowhere.example");
        house.run();
        String report = house.inbox(house.office.alice).getFirst();
        assertTrue(report.contains("Status: 5.1.2"), report);
        assertEquals(0, house.queue.statistics().total());
    }

    @Test
    void aDomainThatCannotBeLookedUpIsTriedAgain() {
        house.resolver.broken("far.example");
        house.mail(FROM, "bob@far.example");
        house.run();
        assertTrue(DeliveryHouse.status(house.only()).startsWith("pending: 4.4.3"), house.queued()::toString);
    }

    @Test
    void eachRecipientHasItsOwnFate() throws Exception {
        ScriptedSmtpServer.Script script = (command, _) -> switch (command) {
            case "RCPT TO:<never@far.example>" -> Optional.of("550 5.1.1 no such user");
            case "RCPT TO:<later@far.example>" -> Optional.of("450 4.2.2 full");
            default -> Optional.empty();
        };
        try (var server = ScriptedSmtpServer.start(script)) {
            house.route("far.example", server);
            house.mail(FROM, "good@far.example", "never@far.example", "later@far.example", FROM);
            house.run();
            assertEquals(1, server.messages().size());
            QueueEntry left = house.only();
            assertEquals(
                    List.of("Done", "Failed", "Pending", "Done"),
                    left.recipients().stream()
                            .map(each -> each.status().getClass().getSimpleName())
                            .toList());
            assertEquals(
                    List.of("ACCEPTED ", "REFUSED 550 5.1.1", "DEFERRED 450 4.2.2"),
                    house.handovers.getFirst().recipients().stream()
                            .map(to -> to.result() + " " + to.said().replaceFirst(".* said: ([0-9 .]+[0-9]).*", "$1"))
                            .toList());
            assertEquals(
                    "far.example",
                    house.handovers.getFirst().recipients().getFirst().destination());
            List<String> inbox = house.inbox(house.office.alice);
            assertEquals(2, inbox.size(), "her copy, and the report");
            assertTrue(inbox.getLast().contains("Final-Recipient: rfc822; never@far.example"), inbox::toString);
            house.after(Duration.ofHours(1));
            assertEquals(2, server.heard("RCPT TO:<later@far.example>"));
            assertEquals(1, server.heard("RCPT TO:<good@far.example>"), "not again");
            assertEquals(1, server.heard("RCPT TO:<never@far.example>"));
        }
    }

    @Test
    void severalDestinationsAreServedSideBySide() throws Exception {
        try (var quick = ScriptedSmtpServer.polite();
                var slow = ScriptedSmtpServer.start((command, _) -> {
                    if (command.startsWith("RCPT")) {
                        for (int i = 0; i < 500 && quick.messages().isEmpty(); i++) {
                            sleep();
                        }
                        return Optional.of(quick.messages().isEmpty() ? "451 never seen" : "250 ok");
                    }
                    return Optional.empty();
                })) {
            house.route("slow.example", slow).route("quick.example", quick);
            house.mail(FROM, "bob@slow.example", "carol@quick.example");
            house.run();
            assertEquals(1, slow.messages().size());
            assertEquals(0, house.queue.statistics().total());
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void oneConversationServesManyMessages() throws Exception {
        try (var server = ScriptedSmtpServer.polite()) {
            house.route("far.example", server);
            for (int i = 0; i < 20; i++) {
                house.mail(FROM, "bob" + i + "@far.example");
            }
            house.run();
            assertEquals(20, server.messages().size());
            assertEquals(1, server.heard("CONNECT"));
        }
    }

    @Test
    void aConversationThatThePeerHasEndedCostsNothing() throws Exception {
        var cut = new AtomicBoolean();
        ScriptedSmtpServer.Script script =
                (command, talk) -> command.startsWith("MAIL") && talk.taken() == 1 && !cut.getAndSet(true)
                        ? Optional.of(ScriptedSmtpServer.DROP)
                        : Optional.empty();
        try (var server = ScriptedSmtpServer.start(script)) {
            house.route("far.example", server);
            house.mail(FROM, "bob@far.example");
            house.run();
            house.mail(FROM, "carol@far.example");
            house.run();
            assertTrue(cut.get());
            assertEquals(2, server.heard("CONNECT"));
            assertEquals(2, server.messages().size());
            assertEquals(0, house.logged("delivery.deferred"));
        }
    }

    @Test
    void aDeadDestinationIsLeftAlone() throws Exception {
        int port;
        try (var gone = ScriptedSmtpServer.polite()) {
            port = gone.address().getPort();
        }
        house.route("dead.example", "127.0.0.1", port);
        for (int i = 0; i < 200; i++) {
            house.mail(FROM, "bob" + i + "@dead.example");
        }
        house.run();
        assertEquals(1, house.office.events.counted("smtp_client_failed_connections"));
        assertEquals(200, house.queue.statistics().deferred());
        assertTrue(DeliveryHouse.status(house.queued().getLast()).startsWith("pending: 4.4.1"));
    }

    /// RFC 7504: a host that never takes mail. What it told one message is no "never" for those that were not
    /// tried.
    @Test
    void onlyThoseThatWereTriedFailForGood() throws Exception {
        try (var server = ScriptedSmtpServer.start(ScriptedSmtpServer.answering("CONNECT", "521 no mail here"))) {
            house.route("far.example", server);
            house.mail(FROM, "bob@far.example");
            house.mail(FROM, "carol@far.example");
            house.run();
            assertEquals(1, server.heard("CONNECT"));
            assertTrue(DeliveryHouse.status(house.only()).startsWith("pending: 4."), house.queued()::toString);
            assertEquals(1, house.inbox(house.office.alice).size(), "one report");
        }
    }

    @Test
    void whatSendersAskedForIsPassedOn() throws Exception {
        try (var server = ScriptedSmtpServer.polite("DSN", "SIZE 1000000")) {
            house.route("far.example", server);
            var asked = new Dsn.ForRecipient(
                    Set.of(Dsn.Notify.SUCCESS, Dsn.Notify.DELAY), Optional.of("rfc822;old+bob@far.example"));
            var never = new Dsn.ForRecipient(Set.of(), Optional.empty());
            var envelope = new Envelope(
                    PostOffice.path(FROM),
                    false,
                    false,
                    new Dsn.ForMessage(Optional.of(Dsn.Ret.HDRS), Optional.of("id=1")),
                    true);
            var recipients = List.of(
                    house.office.recipient(house.office.neighbour(), FROM, "bob@far.example", asked),
                    house.office.recipient(house.office.neighbour(), FROM, "carol@far.example", never));
            house.queue.accept(house.office.mail(envelope, recipients, "Subject: dsn\r\n\r\n"));
            house.run();
            assertEquals(
                    1,
                    server.heard("RCPT TO:<bob@far.example> NOTIFY=DELAY,SUCCESS ORCPT=rfc822;old+2Bbob@far.example"));
            assertEquals(1, server.heard("RCPT TO:<carol@far.example> NOTIFY=NEVER"));
            assertEquals(1, server.heard("MAIL FROM:<alice@example.test> SIZE=16 RET=HDRS ENVID=id+3D1"));
            assertEquals(List.of(), house.inbox(house.office.alice), "the next server tells of success");
        }
    }
}
