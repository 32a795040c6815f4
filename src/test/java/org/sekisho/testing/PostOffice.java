package org.sekisho.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.ReversePath;
import org.sekisho.config.Gateway;
import org.sekisho.config.Machine;
import org.sekisho.config.Settings;
import org.sekisho.config.TrustedNetworks;
import org.sekisho.events.Secret;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.Gatekeeper;
import org.sekisho.gate.Policy;
import org.sekisho.gate.RecipientCheck;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.Origin;
import org.sekisho.queue.Queue;
import org.sekisho.queue.Recipient;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;

/// The real directory and the real gate over a store in memory, for tests of mail that waits or leaves: the
/// domain `example.test` with the account `alice`, and a trusted network. Safe from any thread.
public final class PostOffice {
    public static final Instant START = Instant.parse("2026-04-01T00:00:00Z");
    public static final InetAddress TRUSTED = InetAddress.ofLiteral("192.0.2.9");
    public static final Domain DOMAIN = new Domain("example.test");

    private static final Network NETWORK = Network.of("192.0.2.0/24");
    private static final Secret CHEAP_HASH = new Secret(
            "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    private static final Settings.Allowance ANY = new Settings.Allowance(Optional.empty(), Optional.empty());

    public final SetClock clock = new SetClock(START);
    public final MemoryStore store = new MemoryStore(clock);
    public final RecordedEvents events = new RecordedEvents();
    public final RecipientCheck recipients = new Everybody();
    public final Accounts accounts;
    private List<Gateway> gateways = List.of();
    public final AtomicReference<Policy> policy;
    public final Gatekeeper gate;
    public final AccountId alice;

    public PostOffice() throws DirectoryException {
        accounts = Accounts.open(store, AccountSettings.DEFAULT, clock, new SecureRandom(), events);
        accounts.addDomain(DOMAIN);
        alice = account("alice@example.test");
        policy = new AtomicReference<>(policy(List.of(NETWORK), ANY));
        gate = new Gatekeeper(accounts, policy::get, store, recipients, clock, events, events);
    }

    private Policy policy(List<Network> trusted, Settings.Allowance reports) {
        return new Policy(
                new Domain("mx.example.test"),
                TrustedNetworks.of(trusted, Machine.unseen()),
                Set.of(),
                new Settings.Budget(ANY, ANY, ANY, reports, ANY),
                false,
                gateways);
    }

    /// Everybody is there behind every gateway.
    private static final class Everybody implements RecipientCheck {
        @Override
        public Answer ask(Gateway gateway, Mailbox recipient, Optional<InetAddress> asker) {
            return recall(gateway, recipient);
        }

        @Override
        public Answer recall(Gateway gateway, Mailbox recipient) {
            return new Answer.There("everybody is");
        }
    }

    /// From now on the settings have these and no others.
    public void gateways(Gateway... now) {
        gateways = List.of(now);
        policy.set(policy(List.of(NETWORK), ANY));
    }

    /// The settings no longer name a trusted network.
    public void trustNobody() {
        policy.set(policy(List.of(), ANY));
    }

    public void limitReports(int perHour) {
        policy.set(policy(List.of(NETWORK), new Settings.Allowance(Optional.of(perHour), Optional.empty())));
    }

    /// Nobody can log in with its password.
    public AccountId account(String address) throws DirectoryException {
        return accounts.addAccount(Mailbox.of(address), CHEAP_HASH);
    }

    public Client stranger() {
        return new Client.Peer(Service.SMTP, InetAddress.ofLiteral("198.51.100.7"), false, Optional.empty());
    }

    /// A host in the trusted network.
    public Client neighbour() {
        return new Client.Peer(Service.SMTP, TRUSTED, false, Optional.empty());
    }

    /// Alice, at the submission port.
    public Client alice(CredentialId credential) {
        var login = new Login(alice, credential, Mailbox.of("alice@example.test"), List.of());
        return new Client.Peer(Service.SUBMISSION, InetAddress.ofLiteral("198.51.100.7"), true, Optional.of(login));
    }

    public Recipient recipient(Client client, String from, String to, Dsn.ForRecipient dsn) {
        Mailbox mailbox = Mailbox.of(to);
        Recipient.Route route = switch (gate.decide(client, path(from), new ForwardPath.To(mailbox))) {
            case Decision.Deliver(var target, var _) -> new Recipient.Route.Local(target);
            case Decision.Relay(var permit, var _) -> new Recipient.Route.Remote(permit);
            case Decision.HandOn(var pass, var _) -> new Recipient.Route.HandOn(pass);
            case Decision.Refuse(var reason) -> throw new IllegalArgumentException(to + ": " + reason);
            case Decision.TryLater(var reason) -> throw new IllegalArgumentException(to + ": " + reason);
        };
        return new Recipient(mailbox, route, dsn, new Recipient.Status.Pending(""));
    }

    /// From the trusted network, with what a client says that says nothing special.
    /// @param from empty for `<>`
    public Queue.Submission mail(String from, String... to) {
        List<Recipient> recipients = Arrays.stream(to)
                .map(each -> recipient(neighbour(), from, each, Dsn.ForRecipient.DEFAULT))
                .toList();
        return mail(envelope(from), recipients, "Subject: hello\r\n\r\nHello.\r\n");
    }

    public Queue.Submission mail(Envelope envelope, List<Recipient> recipients, String body) {
        return new Queue.Submission(
                envelope, new Origin(TRUSTED.getHostAddress(), Optional.empty(), "s1"), recipients, draft(body));
    }

    public static Envelope envelope(String from) {
        return new Envelope(path(from), false, false, Dsn.ForMessage.DEFAULT, true);
    }

    public static ReversePath path(String from) {
        return from.isEmpty() ? new ReversePath.Null() : new ReversePath.From(Mailbox.of(from));
    }

    public BlobDraft draft(String body) {
        BlobDraft draft = store.blobs().draft();
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        draft.write(octets, 0, octets.length);
        return draft;
    }

    public String body(BlobId id) {
        try (InputStream stream = store.blobs().open(id)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
