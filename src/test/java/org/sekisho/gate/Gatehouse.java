package org.sekisho.gate;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.config.Gateway;
import org.sekisho.config.GatewayServer;
import org.sekisho.config.Machine;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.Settings;
import org.sekisho.config.TrustedNetworks;
import org.sekisho.events.Secret;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

/// A real gate over real accounts: alice and bob at example.test, the alias `sales` that leads to alice and to
/// somebody outside, a suspended user, a suspended domain, one trusted network, one local user who may send.
final class Gatehouse {
    static final Network TRUSTED = Network.of("192.0.2.16/28");
    static final long MAY_SEND = 33;

    final MemoryStore store = new MemoryStore();
    final SetClock clock = new SetClock(Instant.parse("2026-05-01T12:00:00Z"));
    final RecordedEvents events = new RecordedEvents();
    final Accounts accounts;
    Settings.Allowance allowance = new Settings.Allowance(Optional.empty(), Optional.empty());
    TrustedNetworks trusted = TrustedNetworks.of(List.of(TRUSTED), Machine.unseen());
    Set<Long> uids = Set.of(MAY_SEND);
    boolean refuseOwnSenders;
    /// `backend.test` and everything in `.group.test`.
    List<Gateway> gateways = List.of(gateway("backend.test", false), gateway(".group.test", false));

    final BehindTheGateway recipients = new BehindTheGateway();
    Gatekeeper gate;

    Gatehouse() {
        try {
            accounts = Accounts.open(
                    store,
                    new AccountSettings(Optional.empty(), Set.of(InetAddress.ofLiteral("203.0.113.25")), false),
                    clock,
                    new SecureRandom(),
                    events);
            accounts.addDomain(Domain.of("example.test"));
            accounts.addDomain(Domain.of("closed.test"));
            for (String user :
                    List.of("alice@example.test", "bob@example.test", "gone@example.test", "c@closed.test")) {
                accounts.addAccount(Mailbox.of(user), new Secret("a long enough password"));
            }
            accounts.addAlias(
                    Mailbox.of("sales@example.test"),
                    List.of(Mailbox.of("alice@example.test"), Mailbox.of("partner@elsewhere.test")),
                    Optional.empty());
            accounts.suspendAccount(Mailbox.of("gone@example.test"));
            accounts.suspendDomain(Domain.of("closed.test"));
        } catch (DirectoryException e) {
            throw new AssertionError(e);
        }
        gate = open();
    }

    static Gateway gateway(String domain, boolean anyLocalPart) {
        return new Gateway(
                RouteDomain.of(domain),
                List.of(GatewayServer.of("smtp://10.0.0.5:25")),
                new Gateway.Recipients.Callout(),
                Optional.empty(),
                Settings.RemoteTls.OFF,
                anyLocalPart,
                1);
    }

    /// A gate as after a restart.
    Gatekeeper open() {
        return new Gatekeeper(accounts, this::policy, store, recipients, clock, events, events);
    }

    private Policy policy() {
        return new Policy(
                Domain.of("mx.example.test"),
                trusted,
                uids,
                new Settings.Budget(allowance, allowance, allowance, allowance, allowance),
                refuseOwnSenders,
                gateways);
    }

    Client.Peer stranger(Service service) {
        return peer(service, "198.51.100.7", Optional.empty());
    }

    Client.Peer peer(Service service, String address, Optional<Login> login) {
        return new Client.Peer(service, InetAddress.ofLiteral(address), login.isPresent(), login);
    }

    Client.Peer user(String address) {
        return peer(Service.SUBMISSION, "198.51.100.7", Optional.of(login(address, List.of())));
    }

    Login login(String address, List<Mailbox> allowedFrom) {
        try {
            Account account = accounts.require(Mailbox.of(address));
            return new Login(account.id(), CredentialId.MAIN, account.primary(), allowedFrom);
        } catch (DirectoryException e) {
            throw new AssertionError(e);
        }
    }

    String aliasId() {
        return accounts.aliases(Optional.empty()).getFirst().id();
    }
}
