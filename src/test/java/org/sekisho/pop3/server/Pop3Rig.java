package org.sekisho.pop3.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.events.Secret;
import org.sekisho.events.SessionId;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Delivery;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.net.Connection;
import org.sekisho.net.ConnectionLimits;
import org.sekisho.net.Deadlines;
import org.sekisho.net.Listener;
import org.sekisho.net.TlsIdentity;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Partition;
import org.sekisho.testing.FixedPasswords;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

/// A POP3 server on loopback with one account, for tests.
final class Pop3Rig implements AutoCloseable {
    static final String USER = "alice@example.test";
    private static final Secret CHEAP_HASH = new Secret(
            "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

    final MemoryStore store = new MemoryStore();
    final RecordedEvents events = new RecordedEvents();
    final SetClock clock = new SetClock(Instant.parse("2026-03-01T12:00:00Z"));
    final Accounts accounts = Accounts.open(store, AccountSettings.DEFAULT, clock, new SecureRandom(), events);
    final AccountId alice = addAlice(accounts);
    final FixedPasswords passwords = new FixedPasswords(Map.of(USER, alice));
    final Mailboxes mailboxes = new Mailboxes(store, clock, new Random(1), Quota.UNLIMITED, () -> "");
    private final Deadlines deadlines = new Deadlines(Duration.ofMillis(20));
    private final AtomicInteger ids = new AtomicInteger();
    private final Pop3Server server;
    final Listener listener;

    private Pop3Rig(Pop3Server.Settings settings, Service service, Optional<TlsIdentity> tls) throws IOException {
        server = new Pop3Server(
                settings,
                new SaslLogin(passwords, "mx.example.test", new SecureRandom()),
                accounts,
                new Maildrops(mailboxes),
                tls,
                events,
                events);
        listener = new Listener(
                new Listener.Settings("pop3", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new byte[0]),
                new ConnectionLimits(100, 100),
                deadlines,
                () -> new SessionId("s" + ids.incrementAndGet()),
                connection -> server.serve(connection, service),
                events,
                events);
        listener.start();
    }

    private static AccountId addAlice(Accounts accounts) {
        try {
            accounts.addDomain(new Domain("example.test"));
            return accounts.addAccount(Mailbox.of(USER), CHEAP_HASH);
        } catch (DirectoryException e) {
            throw new AssertionError(e);
        }
    }

    /// Takes passwords without TLS, so that the tests show the dialogue and nothing else.
    static Pop3Rig plain() throws IOException {
        return new Pop3Rig(
                new Pop3Server.Settings("mx.example.test", Duration.ofMinutes(10), List.of(Network.of("127.0.0.0/8"))),
                Service.POP3,
                Optional.empty());
    }

    static Pop3Rig withTimeout(Duration timeout) throws IOException {
        return new Pop3Rig(
                new Pop3Server.Settings("mx.example.test", timeout, List.of(Network.of("127.0.0.0/8"))),
                Service.POP3,
                Optional.empty());
    }

    static Pop3Rig secured(Service service, TlsIdentity identity) throws IOException {
        return new Pop3Rig(new Pop3Server.Settings("mx.example.test"), service, Optional.of(identity));
    }

    void deliver(String message) {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        String id = "Q" + ids.incrementAndGet();
        BlobId body;
        try (BlobDraft draft = store.blobs().draft()) {
            draft.write(octets, 0, octets.length);
            store.commit(Batch.in(new Partition("queue/00")).with(draft).refer(draft.id(), id));
            body = draft.id();
        }
        Appended appended =
                mailboxes.deliver(alice, new Delivery(id, body, octets.length, new byte[0], clock.instant()));
        if (!(appended instanceof Appended.Stored)) {
            throw new AssertionError(appended);
        }
    }

    long count() {
        return mailboxes
                .head(mailboxes.inbox(alice).orElseThrow())
                .orElseThrow()
                .messages();
    }

    Client client() throws IOException {
        return new Client(Connection.open(listener.endpoint(), Optional.empty(), Duration.ofSeconds(5), deadlines));
    }

    /// Logged in, greeting and replies read.
    Client loggedIn() throws IOException {
        Client client = client();
        client.expect("+OK");
        client.say("USER " + USER, "+OK");
        client.say("PASS " + FixedPasswords.PASSWORD, "+OK");
        return client;
    }

    @Override
    public void close() {
        listener.close();
        deadlines.close();
    }

    /// The other end.
    record Client(Connection connection) implements AutoCloseable {
        private static final int MAX_LINE = 1 << 20;

        Client {
            connection.timeout(Duration.ofSeconds(20));
        }

        void send(String octets) throws IOException {
            connection.write(octets.getBytes(StandardCharsets.UTF_8));
            connection.flush();
        }

        String line() throws IOException {
            return new String(connection.readLine(MAX_LINE), StandardCharsets.ISO_8859_1);
        }

        String expect(String beginning) throws IOException {
            String line = line();
            if (!line.startsWith(beginning)) {
                throw new AssertionError("expected " + beginning + " …, got " + line);
            }
            return line;
        }

        String say(String command, String beginning) throws IOException {
            send(command + "\r\n");
            return expect(beginning);
        }

        /// The lines up to the dot, with dots undone.
        List<String> lines() throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = line(); !line.equals("."); line = line()) {
                lines.add(line.startsWith(".") ? line.substring(1) : line);
            }
            return lines;
        }

        List<String> sayForLines(String command) throws IOException {
            say(command, "+OK");
            return lines();
        }

        /// Waits until the server has closed.
        void ended() throws IOException {
            byte[] rest = new byte[1024];
            while (connection.read(rest, 0, rest.length) >= 0) {
                // whatever it still says
            }
        }

        @Override
        public void close() {
            connection.cut();
        }
    }
}
