package org.sekisho.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.Directory;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.Lookup;
import org.sekisho.accounts.Scope;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Host;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.config.Settings;
import org.sekisho.config.TrustedNetworks;

class GatekeeperTest {
    private static final ForwardPath OUTSIDE = new ForwardPath.To(Mailbox.of("victim@elsewhere.test"));
    private static final ReversePath ALICE = new ReversePath.From(Mailbox.of("alice@example.test"));

    private final Gatehouse house = new Gatehouse();

    private Permit permit(Client client, ReversePath from, ForwardPath to) {
        return assertInstanceOf(Decision.Relay.class, house.gate.decide(client, from, to))
                .permit();
    }

    private void assertRevoked(Permit permit) {
        var revoked = assertInstanceOf(RelayGate.Standing.Revoked.class, house.gate.recheck(permit));
        assertEquals("5.7.1", revoked.reason().enhancedCode());
    }

    @Test
    void aSuspendedAccountLosesWhatIsQueued() throws Exception {
        Permit permit = permit(house.user("alice@example.test"), ALICE, OUTSIDE);
        assertEquals(new RelayGate.Standing.Good(), house.gate.recheck(permit));
        house.accounts.suspendAccount(Mailbox.of("alice@example.test"));
        assertRevoked(permit);
        house.accounts.resumeAccount(Mailbox.of("alice@example.test"));
        assertEquals(new RelayGate.Standing.Good(), house.gate.recheck(permit));
        house.accounts.removeAccount(Mailbox.of("alice@example.test"));
        assertRevoked(permit);
    }

    @Test
    void aRevokedAppPasswordLosesWhatIsQueued() throws Exception {
        var alice = Mailbox.of("alice@example.test");
        var phone = house.accounts.addAppPassword(alice, "phone", Scope.ANYTHING);
        var login = house.login("alice@example.test", List.of());
        var client = house.peer(
                Service.SUBMISSION,
                "198.51.100.7",
                Optional.of(new org.sekisho.accounts.Login(login.account(), phone.id(), alice, List.of())));
        Permit permit = permit(client, ALICE, OUTSIDE);
        house.accounts.revokeAppPassword(alice, "phone");
        assertRevoked(permit);
    }

    @Test
    void aNetworkNoLongerTrustedLosesWhatIsQueued() {
        Permit permit = permit(house.peer(Service.SMTP, "192.0.2.20", Optional.empty()), ALICE, OUTSIDE);
        house.trusted = TrustedNetworks.NONE;
        assertRevoked(permit);
    }

    @Test
    void aLocalUserNoLongerAllowedLosesWhatIsQueued() {
        Permit permit = permit(new Client.LocalProcess(Gatehouse.MAY_SEND), ALICE, OUTSIDE);
        house.uids = Set.of();
        assertRevoked(permit);
    }

    @Test
    void aForwardingRuleThatIsGoneLosesWhatIsQueued() throws Exception {
        Permit permit = permit(
                new Client.ForwardRule(house.aliasId()),
                new ReversePath.Null(),
                new ForwardPath.To(Mailbox.of("partner@elsewhere.test")));
        house.accounts.suspendAlias(Mailbox.of("sales@example.test"));
        assertRevoked(permit);
        house.accounts.resumeAlias(Mailbox.of("sales@example.test"));
        house.accounts.removeAlias(Mailbox.of("sales@example.test"));
        assertRevoked(permit);
    }

    @Test
    void permitsAreReadAsTheyWereWritten() {
        for (Permit permit : List.of(
                permit(house.user("alice@example.test"), ALICE, OUTSIDE),
                permit(house.peer(Service.SMTP, "192.0.2.20", Optional.empty()), ALICE, OUTSIDE),
                permit(new Client.LocalProcess(Gatehouse.MAY_SEND), ALICE, OUTSIDE),
                permit(new Client.Reporter(), new ReversePath.Null(), OUTSIDE))) {
            Permit read = house.gate.permit(house.gate.stored(permit));
            assertEquals(permit.describe(), read.describe());
            assertEquals(permit.holder(), read.holder());
            assertEquals(house.gate.stored(permit), house.gate.stored(read));
        }
        for (String junk : List.of("", "account", "account\ta\tb", "report\t", "uid\tx", "network\t0", "king\t1")) {
            assertThrows(RuntimeException.class, () -> house.gate.permit(junk), junk);
        }
    }

    @Test
    void aBudgetPutsOffAndSlides() {
        house.allowance = new Settings.Allowance(Optional.of(10), Optional.of(15));
        Client alice = house.user("alice@example.test");
        for (int i = 0; i < 10; i++) {
            permit(alice, ALICE, OUTSIDE);
        }
        var later = assertInstanceOf(Decision.TryLater.class, house.gate.decide(alice, ALICE, OUTSIDE));
        assertEquals("budget-exceeded", later.reason().code());
        assertTrue(
                house.gate.explain(alice, ALICE, OUTSIDE).decision() instanceof Decision.Relay,
                "explain takes nothing");
        permit(house.user("bob@example.test"), new ReversePath.From(Mailbox.of("bob@example.test")), OUTSIDE);
        house.clock.advance(Duration.ofMinutes(90)); // half of the hour before still counts
        for (int i = 0; i < 5; i++) {
            permit(alice, ALICE, OUTSIDE);
        }
        assertInstanceOf(Decision.TryLater.class, house.gate.decide(alice, ALICE, OUTSIDE));
        house.clock.advance(Duration.ofHours(3)); // now the day's 15 are used up
        assertInstanceOf(Decision.TryLater.class, house.gate.decide(alice, ALICE, OUTSIDE));
        house.clock.advance(Duration.ofDays(2));
        permit(alice, ALICE, OUTSIDE);
    }

    @Test
    void aRestartIsNoNewBudget() {
        house.allowance = new Settings.Allowance(Optional.of(40), Optional.empty());
        Client alice = house.user("alice@example.test");
        for (int i = 0; i < 40; i++) {
            permit(alice, ALICE, OUTSIDE);
        }
        house.gate = house.open();
        int more = 0;
        while (house.gate.decide(alice, ALICE, OUTSIDE) instanceof Decision.Relay) {
            more++;
        }
        assertTrue(more < 16, more + " after a restart");
    }

    @Test
    void whoeverHasLoggedInSendsAsThemselves() {
        Client alice = house.user("alice@example.test");
        assertInstanceOf(SenderDecision.Allowed.class, house.gate.mayUse(alice, ALICE));
        assertInstanceOf(SenderDecision.Allowed.class, house.gate.mayUse(alice, new ReversePath.Null()));
        assertInstanceOf(
                SenderDecision.Refused.class,
                house.gate.mayUse(alice, new ReversePath.From(Mailbox.of("bob@example.test"))));
        assertInstanceOf(
                SenderDecision.Refused.class,
                house.gate.mayWrite(
                        alice, List.of(Mailbox.of("alice@example.test"), Mailbox.of("ceo@elsewhere.test"))));
        assertInstanceOf(
                SenderDecision.Allowed.class, house.gate.mayWrite(alice, List.of(Mailbox.of("Alice+x@example.test"))));
    }

    @Test
    void anAddressOfOursIsRefusedFromStrangersOnlyOnRequest() {
        Client stranger = house.stranger(Service.SMTP);
        assertInstanceOf(SenderDecision.Allowed.class, house.gate.mayUse(stranger, ALICE));
        house.refuseOwnSenders = true;
        assertInstanceOf(SenderDecision.Refused.class, house.gate.mayUse(stranger, ALICE));
        assertInstanceOf(
                SenderDecision.Allowed.class,
                house.gate.mayUse(house.peer(Service.SMTP, "192.0.2.20", Optional.empty()), ALICE));
    }

    /// Invariant I3: "could not ask" is neither yes nor no.
    @Test
    void aDirectoryThatCannotBeAskedIsNeverAnAnswer() {
        var gate = new Gatekeeper(
                new Unreachable(),
                () -> new Policy(
                        Domain.of("mx.example.test"),
                        house.trusted,
                        house.uids,
                        new Settings.Budget(
                                house.allowance, house.allowance, house.allowance, house.allowance, house.allowance),
                        false,
                        house.gateways),
                house.store,
                house.recipients,
                house.clock,
                house.events,
                house.events);
        for (Client client : List.of(
                house.stranger(Service.SMTP),
                house.peer(Service.SMTP, "192.0.2.20", Optional.empty()),
                house.user("alice@example.test"),
                new Client.LocalProcess(Gatehouse.MAY_SEND),
                new Client.Reporter())) {
            var from = new ReversePath.Null();
            for (ForwardPath to : List.of(OUTSIDE, new ForwardPath.To(Mailbox.of("alice@example.test")))) {
                assertInstanceOf(Decision.TryLater.class, gate.decide(client, from, to), client + " " + to);
            }
        }
        Permit permit = permit(house.user("alice@example.test"), ALICE, OUTSIDE);
        assertInstanceOf(RelayGate.Standing.CouldNotAsk.class, gate.recheck(permit));
    }

    private static final class Unreachable implements Directory {
        @Override
        public Lookup find(Mailbox recipient) {
            return new Lookup.Unavailable("down");
        }

        @Override
        public Optional<Account> account(AccountId id) {
            return Optional.empty();
        }

        @Override
        public Optional<Lookup.Alias> alias(String id) {
            return Optional.empty();
        }

        @Override
        public boolean owns(AccountId account, Mailbox address) {
            return true;
        }

        @Override
        public Expansion expand(Lookup.Alias alias) {
            return new Expansion(List.of(), List.of(), List.of());
        }

        @Override
        public boolean isOurs(Host host) {
            return false;
        }

        @Override
        public Optional<Account> postmaster(Optional<Domain> domain) {
            return Optional.empty();
        }

        @Override
        public Standing standing(AccountId account, CredentialId credential) {
            return new Standing.CouldNotAsk("down");
        }

        @Override
        public Standing standing(Login session) {
            return new Standing.CouldNotAsk("down");
        }
    }
}
