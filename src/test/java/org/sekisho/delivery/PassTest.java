package org.sekisho.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.Scope;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.gate.Client;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.DurableQueue.Choice;
import org.sekisho.queue.QueueEntry;
import org.sekisho.testing.Await;
import org.sekisho.testing.PostOffice;
import org.sekisho.testing.ScriptedSmtpServer;

/// Invariant I1: a pass that was taken away stops what is queued already, before anybody is connected to.
final class PassTest {
    private static final String ALICE = "alice@example.test";
    private static final Mailbox ACCOUNT = Mailbox.of(ALICE);
    private static final Choice EVERYTHING = new Choice(Optional.empty(), _ -> true);

    private final DeliveryHouse house = new DeliveryHouse();
    private final ScriptedSmtpServer server = ScriptedSmtpServer.polite();

    PassTest() throws Exception {
        house.route("far.example", server);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        server.close();
    }

    private interface Deed {
        void run() throws Exception;
    }

    private void send(Client client) {
        var recipient = house.office.recipient(client, ALICE, "bob@far.example", Dsn.ForRecipient.DEFAULT);
        house.queue.accept(house.office.mail(PostOffice.envelope(ALICE), List.of(recipient), "Subject: x\r\n\r\n"));
    }

    private void assertStops(Client client, String why, Deed deed) throws Exception {
        send(client);
        house.run();
        assertEquals(1, server.messages().size(), "with the pass it goes out");
        send(client);
        deed.run();
        house.run();
        assertEquals(1, house.handovers.size(), "nobody was tried");
        assertEquals(List.of("EHLO mx.example.test"), server.heard().subList(1, 2));
        assertEquals(1, server.heard("CONNECT"));
        assertEquals(1, server.heard("MAIL"), "nobody was spoken to");
        assertEquals(1, house.logged("delivery.failed"));
        assertTrue(
                house.office.events.lines().stream()
                        .anyMatch(line -> line.contains("delivery.failed")
                                && line.contains("code, 5.7.1")
                                && line.contains("the pass was taken away: " + why)),
                house.office.events.lines()::toString);
        assertEquals(0, house.queue.statistics().total());
    }

    @Test
    void aSuspendedAccount() throws Exception {
        assertStops(
                house.office.alice(CredentialId.MAIN),
                "the account is suspended",
                () -> house.office.accounts.suspendAccount(ACCOUNT));
    }

    @Test
    void aRemovedAccount() throws Exception {
        assertStops(
                house.office.alice(CredentialId.MAIN),
                "the account was removed",
                () -> house.office.accounts.removeAccount(ACCOUNT));
    }

    @Test
    void aRevokedAppPassword() throws Exception {
        var phone = house.office.accounts.addAppPassword(ACCOUNT, "phone", Scope.ANYTHING);
        assertStops(
                house.office.alice(phone.id()),
                "the credential was revoked",
                () -> house.office.accounts.revokeAppPassword(ACCOUNT, "phone"));
    }

    @Test
    void aSuspendedAppPassword() throws Exception {
        var phone = house.office.accounts.addAppPassword(ACCOUNT, "phone", Scope.ANYTHING);
        assertStops(
                house.office.alice(phone.id()),
                "the credential is suspended",
                () -> house.office.accounts.suspendAppPassword(ACCOUNT, "phone"));
    }

    @Test
    void aNetworkThatIsNoLongerTrusted() throws Exception {
        assertStops(house.office.neighbour(), "the network is no longer trusted", house.office::trustNobody);
    }

    @Test
    void aRemovedForwardingRule() throws Exception {
        house.office.accounts.addAlias(
                Mailbox.of("list@example.test"), List.of(Mailbox.of("bob@far.example")), Optional.empty());
        house.mail(ALICE, "list@example.test");
        QueueEntry first = house.queue.take(Duration.ZERO).orElseThrow();
        house.attempt(first); // the copy for outside is in the queue now
        house.office.accounts.removeAlias(Mailbox.of("list@example.test"));
        house.run();
        assertEquals(List.of(), server.heard());
        assertEquals(0, house.queue.statistics().total());
    }

    @Test
    void onlyTheRecipientsOfThatPassAreStopped() throws Exception {
        var office = house.office;
        var recipients = List.of(
                office.recipient(office.alice(CredentialId.MAIN), ALICE, "bob@far.example", Dsn.ForRecipient.DEFAULT),
                office.recipient(office.neighbour(), ALICE, "carol@far.example", Dsn.ForRecipient.DEFAULT));
        house.queue.accept(office.mail(PostOffice.envelope(ALICE), recipients, "Subject: x\r\n\r\n"));
        office.accounts.suspendAccount(ACCOUNT);
        house.run();
        assertEquals(0, server.heard("RCPT TO:<bob@far.example>"));
        assertEquals(1, server.heard("RCPT TO:<carol@far.example>"));
    }

    @Test
    void whatComesBackInTimeIsSent() throws Exception {
        send(house.office.alice(CredentialId.MAIN));
        house.queue.hold(EVERYTHING, "looking");
        house.office.accounts.suspendAccount(ACCOUNT);
        house.run();
        house.office.accounts.resumeAccount(ACCOUNT);
        house.queue.release(EVERYTHING);
        house.run();
        assertEquals(1, server.messages().size());
    }

    /// A message may wait for minutes for its turn at a busy destination.
    @Test
    void whatWaitsForItsTurnIsStoppedToo() throws Exception {
        var busy = new CountDownLatch(1);
        try (var narrow = new DeliveryHouse(new Outbound.Limits(100, 1));
                var slow = ScriptedSmtpServer.start((command, _) -> {
                    if (command.equals("MESSAGE")) {
                        Await.open(busy);
                    }
                    return Optional.empty();
                })) {
            narrow.route("far.example", slow);
            var pass = narrow.office.alice(CredentialId.MAIN);
            var recipient = narrow.office.recipient(pass, ALICE, "bob@far.example", Dsn.ForRecipient.DEFAULT);
            List<Thread> attempts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                narrow.queue.accept(
                        narrow.office.mail(PostOffice.envelope(ALICE), List.of(recipient), "Subject: x\r\n\r\n"));
                QueueEntry entry = narrow.queue.take(Duration.ZERO).orElseThrow();
                attempts.add(Thread.ofVirtual().start(() -> narrow.attempt(entry)));
            }
            var way = narrow.outbound.way(new ReversePath.Null(), new Domain("far.example"));
            Await.until("one waits for the other", () -> narrow.outbound.queued(way) == 1 && slow.heard("DATA") == 1);
            narrow.office.accounts.suspendAccount(ACCOUNT);
            busy.countDown();
            for (Thread attempt : attempts) {
                attempt.join();
            }
            assertEquals(1, slow.messages().size());
            assertEquals(1, narrow.logged("delivery.failed"));
        }
    }
}
