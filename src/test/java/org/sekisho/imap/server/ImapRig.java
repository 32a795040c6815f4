package org.sekisho.imap.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
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
import org.sekisho.mailbox.AccessLists;
import org.sekisho.mailbox.Annotations;
import org.sekisho.mailbox.FirstFolders;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.MailboxTree;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.mailbox.SpecialUse;
import org.sekisho.net.Connection;
import org.sekisho.net.ConnectionLimits;
import org.sekisho.net.Deadlines;
import org.sekisho.net.Listener;
import org.sekisho.net.TlsIdentity;
import org.sekisho.search.FullText;
import org.sekisho.search.MimeTexts;
import org.sekisho.search.Ordering;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.Store;
import org.sekisho.testing.FixedPasswords;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;
import org.sekisho.testing.StoreBefore;
import org.sekisho.testing.TranscriptRunner;

/// An IMAP server on loopback with the accounts alice and bob, for tests. Takes passwords without TLS, so that tests
/// show the dialogue and nothing else.
final class ImapRig implements TranscriptRunner.Server {
    static final String ALICE = "alice@example.test";
    static final String BOB = "bob@example.test";
    private static final Secret CHEAP_HASH = new Secret(
            "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

    final SetClock clock = new SetClock(Instant.parse("2026-03-01T12:00:00Z"));
    final MemoryStore store = new MemoryStore(clock);

    /// Run once, when a session that selects a mailbox has looked at it and is about to describe it.
    final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

    final RecordedEvents events = new RecordedEvents();
    final Accounts accounts;
    final AccountId alice;
    final AccountId bob;
    final FixedPasswords passwords;
    final Mailboxes mailboxes;
    private final Deadlines deadlines = new Deadlines(Duration.ofMillis(20));
    private final Path folder;
    private final FullText texts;
    private final AtomicInteger ids = new AtomicInteger();
    final Listener listener;
    final ImapServer server;

    /// @param settings of the server
    ImapRig(ImapServer.Settings settings, Service service, Optional<TlsIdentity> tls)
            throws IOException, DirectoryException {
        accounts = Accounts.open(store, AccountSettings.DEFAULT, clock, new SecureRandom(), events);
        accounts.addDomain(new Domain("example.test"));
        alice = account(ALICE);
        bob = account(BOB);
        passwords = new FixedPasswords(Map.of(ALICE, alice, BOB, bob));
        mailboxes = new Mailboxes(new Meanwhile(store, meanwhile), clock, new Random(1), Quota.UNLIMITED, () -> "");
        folder = Files.createTempDirectory("imap-rig");
        accounts.tell(mailboxes::accountChanged);
        texts = FullText.open(folder, mailboxes, new MimeTexts(mailboxes), clock, events);
        server = new ImapServer(
                settings,
                new SaslLogin(passwords, "mx.example.test", new SecureRandom()),
                accounts,
                mailboxes,
                new MailboxTree(mailboxes, accounts),
                new FirstFolders(mailboxes, () -> Map.of(SpecialUse.SENT, new MailboxName("Sent"))),
                store.blobs(),
                texts,
                new Ordering(mailboxes),
                new AccessLists(mailboxes, accounts),
                new Annotations(mailboxes, () -> Optional.of("mailto:postmaster@mx.example.test")),
                tls,
                clock,
                events,
                events);
        listener = new Listener(
                new Listener.Settings("imap", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new byte[0]),
                new ConnectionLimits(200, 200),
                deadlines,
                () -> new SessionId("s" + ids.incrementAndGet()),
                connection -> server.serve(connection, service),
                events,
                events);
        listener.start();
    }

    static ImapRig plain() throws IOException, DirectoryException {
        return plain(Duration.ofMinutes(30));
    }

    static ImapRig plain(Duration timeout) throws IOException, DirectoryException {
        return plain(timeout, Network.of("127.0.0.0/8"));
    }

    /// @param from where passwords may come from without TLS
    static ImapRig plain(Duration timeout, Network from) throws IOException, DirectoryException {
        var settings = new ImapServer.Settings("mx.example.test", timeout, timeout, List.of(from), 1 << 20);
        return new ImapRig(settings, Service.IMAP, Optional.empty());
    }

    static ImapRig secured(Service service, TlsIdentity identity) throws IOException, DirectoryException {
        return new ImapRig(new ImapServer.Settings("mx.example.test", 1 << 20), service, Optional.of(identity));
    }

    /// Nobody can log in with its password.
    AccountId account(String address) throws DirectoryException {
        return accounts.addAccount(Mailbox.of(address), CHEAP_HASH);
    }

    @Override
    public InetSocketAddress address(String service) {
        return listener.endpoint();
    }

    Client client() throws IOException {
        return new Client(Connection.open(listener.endpoint(), Optional.empty(), Duration.ofSeconds(5), deadlines));
    }

    /// Logged in, greeting and replies read.
    Client loggedIn(String user) throws IOException {
        Client client = client();
        client.line();
        client.say("LOGIN " + user + " " + FixedPasswords.PASSWORD, "OK");
        return client;
    }

    @Override
    public void close() {
        listener.close();
        deadlines.close();
        texts.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets something happen while a mailbox is being selected.
    private record Meanwhile(Store store, AtomicReference<Runnable> what) implements StoreBefore {
        private static final Row ASKED_FIRST = Row.of("recent");

        @Override
        public Optional<byte[]> get(Partition partition, Row row) {
            if (row.equals(ASKED_FIRST)) {
                what.getAndSet(() -> {}).run();
            }
            return store.get(partition, row);
        }
    }

    /// The other end.
    static final class Client implements AutoCloseable {
        private static final int MAX_LINE = 1 << 20;

        final Connection connection;
        private int tags;

        Client(Connection connection) {
            this.connection = connection;
            connection.timeout(Duration.ofSeconds(20));
        }

        void send(String octets) throws IOException {
            connection.write(octets.getBytes(StandardCharsets.UTF_8));
            connection.flush();
        }

        String line() throws IOException {
            return new String(connection.readLine(MAX_LINE), StandardCharsets.UTF_8);
        }

        /// Sends a command and reads to its end.
        /// @param beginning of the answer, without its tag
        /// @return the untagged responses, and the answer as the last
        List<String> say(String command, String beginning) throws IOException {
            String tag = "a" + ++tags;
            send(tag + " " + command + "\r\n");
            return answer(tag, beginning);
        }

        List<String> answer(String tag, String beginning) throws IOException {
            List<String> lines = new ArrayList<>();
            do {
                lines.add(line());
            } while (!lines.getLast().startsWith(tag + " "));
            if (!lines.getLast().startsWith(tag + " " + beginning)) {
                throw new AssertionError("expected " + beginning + ", got " + lines);
            }
            return lines;
        }

        void append(String mailbox, String message) throws IOException {
            byte[] octets = message.getBytes(StandardCharsets.UTF_8);
            say("APPEND " + mailbox + " {" + octets.length + "+}\r\n" + message, "OK");
        }

        @Override
        public void close() {
            connection.cut();
        }
    }
}
