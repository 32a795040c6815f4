package org.sekisho.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.Mailbox;
import org.sekisho.mailbox.Quota;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Dsn.Notify;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.Queue;
import org.sekisho.testing.PostOffice;
import org.sekisho.testing.ScriptedSmtpServer;

/// Mail for our own: mailboxes, and forwarding rules that lead to mailboxes and outside.
final class AliasDeliveryTest {
    private static final String STRANGER = "stranger@far.example";

    private final DeliveryHouse house = new DeliveryHouse();
    private final ScriptedSmtpServer server = ScriptedSmtpServer.start((command, _) ->
            command.equals("RCPT TO:<gone@far.example>") ? Optional.of("550 5.1.1 gone") : Optional.empty());
    private final AccountId bob;

    AliasDeliveryTest() throws Exception {
        house.route("far.example", server);
        bob = house.office.account("bob@example.test");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        server.close();
    }

    private void alias(String address, String... members) throws Exception {
        house.office.accounts.addAlias(
                Mailbox.of(address), Arrays.stream(members).map(Mailbox::of).toList(), Optional.empty());
    }

    /// One message more would be over the soft limit, though not over the quota.
    private void full(AccountId account) {
        house.mailboxes.setQuota(account, Optional.of(new Quota(Long.MAX_VALUE, 1)));
    }

    private void fullForGood(AccountId account) {
        house.mailboxes.setQuota(account, Optional.of(new Quota(1, 1)));
    }

    private void emptied(AccountId account) {
        house.mailboxes.setQuota(account, Optional.empty());
    }

    @Test
    void mailForOursIsInTheMailboxWithItsTrace() {
        house.mail(STRANGER, "alice@example.test", "bob@example.test");
        house.run();
        assertEquals("""
                Return-Path: <stranger@far.example>
                Delivered-To: alice@example.test
                Subject: hello

                Hello.
                """, String.join("", house.inbox(house.office.alice)).replace("\r\n", "\n"));
        assertEquals(1, house.inbox(bob).size());
        assertEquals(0, house.queue.statistics().total());
    }

    /// The server died between the commit in the mailbox and the commit in the queue.
    @Test
    void anAttemptThatIsMadeAgainDeliversOnce() {
        house.mail(STRANGER, "alice@example.test");
        var entry = house.queue.take(Duration.ZERO).orElseThrow();
        house.queue.putBack(entry, Duration.ZERO);
        house.attempt(entry);
        house.attempt(entry);
        house.run();
        assertEquals(1, house.inbox(house.office.alice).size());
    }

    @Test
    void aFullMailboxIsTriedAgainAndTheOthersDoNotWait() {
        full(house.office.alice);
        house.mail(STRANGER, "alice@example.test", "bob@example.test");
        house.run();
        assertEquals(1, house.inbox(bob).size());
        assertTrue(DeliveryHouse.status(house.only()).startsWith("pending: 4.2.2"), house.queued()::toString);
        emptied(house.office.alice);
        house.after(Duration.ofHours(1));
        assertEquals(1, house.inbox(house.office.alice).size());
        assertEquals(1, house.inbox(bob).size());
    }

    @Test
    void overTheQuotaItselfTheSenderIsTold() {
        fullForGood(house.office.alice);
        house.mail("bob@example.test", "alice@example.test");
        house.run();
        assertTrue(house.inbox(bob).getFirst().contains("Status: 5.2.2"), house.inbox(bob)::toString);
        assertEquals(0, house.inbox(house.office.alice).size());
    }

    @Test
    void whoCannotBeToldHasTheMessageWait() {
        fullForGood(house.office.alice);
        Queue.Submission mail = house.office.mail(STRANGER, "alice@example.test");
        Envelope untold = new Envelope(mail.envelope().reversePath(), false, false, Dsn.ForMessage.DEFAULT, false);
        house.queue.accept(new Queue.Submission(untold, mail.origin(), mail.recipients(), mail.body()));
        house.run();
        assertTrue(DeliveryHouse.status(house.only()).startsWith("pending: 4.2.2"), house.queued()::toString);
    }

    @Test
    void aMemberOverTheQuotaIsToldOfByItself() throws Exception {
        alias("team@example.test", "alice@example.test", "carol@far.example");
        fullForGood(house.office.alice);
        house.mail("bob@example.test", "team@example.test");
        house.run();
        house.run();
        assertEquals(1, server.messages().size());
        assertTrue(house.inbox(bob).getFirst().contains("Status: 5.2.2"), house.inbox(bob)::toString);
    }

    @Test
    void aRemovedAccountIsAFailure() throws Exception {
        house.mail("bob@example.test", "alice@example.test");
        house.office.accounts.removeAccount(Mailbox.of("alice@example.test"));
        house.mailboxes.removeAccount(house.office.alice);
        house.run();
        assertTrue(house.inbox(bob).getFirst().contains("Status: 5.1.1"), house.inbox(bob)::toString);
    }

    @Test
    void aRuleLeadsToMailboxesAndOutside() throws Exception {
        alias("team@example.test", "alice@example.test", "bob@example.test", "carol@far.example", "dave@far.example");
        house.mail(STRANGER, "team@example.test");
        house.run();
        assertTrue(house.inbox(house.office.alice).getFirst().contains("Delivered-To: team@example.test\r\n"));
        assertEquals(1, house.inbox(bob).size());
        // from the rule's owner: docs/adr/forwarded-mail.md
        assertEquals(1, server.heard("MAIL FROM:<postmaster@example.test>"));
        assertEquals(1, server.heard("RCPT TO:<carol@far.example>"));
        assertEquals(1, server.heard("RCPT TO:<dave@far.example>"));
        assertEquals(
                "Subject: hello\r\n\r\nHello.\r\n",
                new String(server.messages().getFirst(), StandardCharsets.US_ASCII));
        assertEquals(0, house.queue.statistics().total());
        assertEquals(1, house.office.store.blobCount(), "one body for both mailboxes");
    }

    @Test
    void theOwnerHearsWhenAMemberIsGone() throws Exception {
        alias("team@example.test", "gone@far.example");
        house.mail(STRANGER, "team@example.test");
        house.run();
        assertEquals(0, server.heard("RCPT TO:<stranger@far.example>"), "the sender knows nothing of the members");
        List<String> postmaster = house.inbox(house.office.alice);
        assertTrue(postmaster.getFirst().contains("Final-Recipient: rfc822; gone@far.example"), postmaster::toString);
    }

    @Test
    void aReportThatIsForwardedStaysAReport() throws Exception {
        alias("team@example.test", "carol@far.example");
        house.mail("", "team@example.test");
        house.run();
        assertEquals(1, server.heard("MAIL FROM:<>"));
    }

    @Test
    void rulesThatLeadInACircleEnd() throws Exception {
        alias("one@example.test", "alice@example.test");
        alias("two@example.test", "one@example.test", "bob@example.test");
        house.mail(STRANGER, "two@example.test", "one@example.test", "two@example.test", "alice@example.test");
        house.run();
        assertEquals(1, house.inbox(house.office.alice).size(), "one message, one copy");
        assertEquals(1, house.inbox(bob).size());
        assertEquals(0, house.queue.statistics().total());
    }

    @Test
    void aRuleNamedTwiceForwardsOnce() throws Exception {
        alias("team@example.test", "carol@far.example");
        house.mail(STRANGER, "team@example.test", "team@example.test");
        house.run();
        assertEquals(1, server.messages().size());
        assertEquals(0, house.queue.statistics().total());
    }

    @Test
    void aMembersFullMailboxKeepsOnlyItsOwnCopy() throws Exception {
        alias("team@example.test", "alice@example.test", "bob@example.test", "carol@far.example");
        full(bob);
        house.mail(STRANGER, "team@example.test");
        house.run();
        assertEquals(1, house.inbox(house.office.alice).size());
        assertEquals(1, server.messages().size(), "outside does not wait");
        assertTrue(DeliveryHouse.status(house.only()).startsWith("pending: 4.2.2"), house.queued()::toString);
        emptied(bob);
        house.after(Duration.ofHours(1));
        assertEquals(1, house.inbox(bob).size());
        assertEquals(1, house.inbox(house.office.alice).size());
        assertEquals(1, server.messages().size());
        assertEquals(0, house.queue.statistics().total());
    }

    @Test
    void aSuspendedRuleKeepsItsMail() throws Exception {
        alias("team@example.test", "alice@example.test");
        house.mail(STRANGER, "team@example.test");
        house.office.accounts.suspendAlias(Mailbox.of("team@example.test"));
        house.run();
        assertTrue(DeliveryHouse.status(house.only()).startsWith("pending: 4.2.1"), house.queued()::toString);
        house.office.accounts.resumeAlias(Mailbox.of("team@example.test"));
        house.after(Duration.ofHours(1));
        assertEquals(1, house.inbox(house.office.alice).size());
    }

    @Test
    void aRemovedRuleIsAFailure() throws Exception {
        alias("team@example.test", "bob@example.test");
        house.mail("alice@example.test", "team@example.test");
        house.office.accounts.removeAlias(Mailbox.of("team@example.test"));
        house.run();
        assertTrue(house.inbox(house.office.alice).getFirst().contains("Status: 5.1.1"));
    }

    @Test
    void expansionIsToldToWhoeverAsked() throws Exception {
        alias("team@example.test", "bob@example.test");
        var asked = new Dsn.ForRecipient(Set.of(Notify.SUCCESS), Optional.empty());
        var recipient =
                house.office.recipient(house.office.neighbour(), "alice@example.test", "team@example.test", asked);
        house.queue.accept(
                house.office.mail(PostOffice.envelope("alice@example.test"), List.of(recipient), "Subject: x\r\n\r\n"));
        house.run();
        assertTrue(house.inbox(house.office.alice).getFirst().contains("Action: expanded\r\n"));
    }
}
