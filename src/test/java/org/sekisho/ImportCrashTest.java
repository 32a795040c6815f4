package org.sekisho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.address.Mailbox;
import org.sekisho.admin.AdminClient;
import org.sekisho.admin.AdminException;
import org.sekisho.mailbox.MailboxList;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.Quota;
import org.sekisho.mailbox.UidSet;
import org.sekisho.qmail.QmailTree;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.CrashRounds;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SekishoProcess;
import org.sekisho.testing.WireClient;

/// The server is killed while it imports a qmail, started again, and imports again (invariant I2): what the report
/// said has come is there, and in the end every message is there once, and whole, with its UID.
final class ImportCrashTest {
    private static final List<String> USERS = List.of("bob", "carol", "dan");
    private static final String PASSWORD = "wonder-land-9";
    private static final long VALIDITY = 1_200_000_000L;
    private static final int EACH_ROUND = 600; // messages a user gets before it
    private static final int READ = 40; // messages a round that are compared to the octet

    @TempDir
    private Path folder;

    private final Random random = new Random(1);
    private final Map<String, Integer> messages = new HashMap<>();
    private final AtomicInteger cut = new AtomicInteger(); // imports that did not end
    private QmailTree old;
    private SekishoProcess server;

    @BeforeEach
    void start() throws Exception {
        old = QmailTree.sound(Files.createDirectory(folder.resolve("old")));
        var vpasswd = new StringBuilder();
        for (String user : USERS) {
            vpasswd.append(user)
                    .append(':')
                    .append(Crypt.crypt(PASSWORD, "$6$saltsalt$"))
                    .append(":0:0::/home/vpopmail/domains/example.jp/")
                    .append(user)
                    .append(":NOQUOTA\n");
            messages.put(user, 0);
        }
        old.put("home/vpopmail/domains/example.jp/vpasswd", vpasswd.toString());
        old.delete("home/vpopmail/domains/example.jp/bob/.qmail");
        old.delete("home/vpopmail/domains/example.jp/bob/Maildir/cur/1700000000.1.mx:2,S");
        old.delete("home/vpopmail/domains/example.jp/bob/Maildir/new/1700000001.2.mx");
        server = startServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private SekishoProcess startServer() throws IOException {
        return SekishoProcess.tryServer(folder.resolve("new"), "--port-base=-1");
    }

    @Test
    @Timeout(300)
    void killedWhileItImports() throws Exception {
        kill(CrashRounds.rounds(3));
    }

    @Test
    @Tag("long")
    @Timeout(1800)
    void killedTwentyTimes() throws Exception {
        kill(CrashRounds.rounds(20));
    }

    private void kill(int rounds) throws Exception {
        new CrashRounds()
                .run(
                        rounds,
                        round -> {
                            deliver();
                            return new Load(round % 2 == 1);
                        },
                        (round, acknowledged) -> {
                            server = startServer();
                            if (round % 3 != 1) { // otherwise it is killed again before it has caught up
                                audit(acknowledged);
                            }
                        });
        assertTrue(cut.get() > 0, "every import had ended when the server was killed");
        audit(List.of());
        server.close();
        everythingIsThereOnce();
    }

    private static String name(int number) {
        return (1_700_000_000 + number) + "." + number + ".mx";
    }

    private static String body(String user, int number) {
        return "Subject: " + user + " " + number + "\n\n" + "line\n".repeat(number % 50 == 0 ? 20_000 : number % 37);
    }

    /// New mail in every Maildir; every tenth message lies in a folder of its own.
    private void deliver() throws IOException {
        for (String user : USERS) {
            String maildir = "home/vpopmail/domains/example.jp/" + user + "/Maildir/";
            int before = messages.get(user);
            var uids = new StringBuilder();
            for (int i = 1; i <= before + EACH_ROUND; i++) {
                if (i > before) {
                    String place = i % 10 == 0 ? ".Sent/cur/" : "cur/";
                    old.put(maildir + place + name(i) + ":2," + (i % 2 == 0 ? "S" : ""), body(user, i));
                }
                uids.append(2 * i).append(" :").append(name(i)).append('\n');
            }
            messages.put(user, before + EACH_ROUND);
            if (user.equals("carol")) {
                old.put(
                        maildir + "dovecot-uidlist",
                        "3 V" + VALIDITY + " N" + (2 * messages.get(user) + 1) + "\n" + uids);
            }
        }
    }

    /// @param rows told of each line of the report
    private JsonNode runImport(AdminClient.Listener rows) throws IOException, AdminException {
        return new AdminClient(folder.resolve("new/data/admin.sock"))
                .ask(
                        "import.qmail",
                        Map.of(
                                "dir", old.path("var").toString(),
                                "vpopmail", old.path("home/vpopmail").toString(),
                                "tcp_rules", old.path("tcp.smtp").toString()),
                        Optional.empty(),
                        rows);
    }

    /// An import that runs until the server is killed, or to its end. What it said has come are its acknowledged
    /// lines: `address messages`.
    private final class Load implements CrashRounds.Victim {
        private final List<String> said = new ArrayList<>(); // guarded by itself
        private final CountDownLatch begun = new CountDownLatch(1);
        private final Thread thread;

        /// @param late not killed before messages have come for a while
        Load(boolean late) {
            thread = Thread.ofPlatform().start(() -> {
                try {
                    runImport(row -> {
                        String kind = row.path("kind").asText();
                        if (kind.equals("account")) {
                            synchronized (said) {
                                said.add(row.path("address").asText() + " "
                                        + (row.path("messages").asInt()
                                                + row.path("known").asInt()));
                            }
                        }
                        if (!late || kind.equals("progress") || kind.equals("account")) {
                            begun.countDown();
                        }
                    });
                } catch (IOException | AdminException _) {
                    cut.incrementAndGet();
                } finally {
                    begun.countDown();
                }
            });
        }

        @Override
        public void awaitLoad() throws InterruptedException {
            begun.await();
        }

        @Override
        public List<String> kill() throws InterruptedException {
            server.kill();
            thread.join();
            synchronized (said) {
                return List.copyOf(said);
            }
        }

        @Override
        public void close() {
            // the server is closed by the test
        }
    }

    private void audit(List<String> acknowledged) throws Exception {
        Map<String, Integer> known = new HashMap<>();
        JsonNode total = runImport(row -> {
            if (row.path("kind").asText().equals("account")) {
                known.put(row.path("address").asText(), row.path("known").asInt());
            }
        });
        for (String line : acknowledged) {
            String[] words = line.split(" ", -1);
            assertTrue(
                    known.getOrDefault(words[0], 0) >= Integer.parseInt(words[1]),
                    () -> "what was said to have come: " + line + ", is known: " + known);
        }
        int all = messages.values().stream().mapToInt(Integer::intValue).sum();
        assertEquals(all, total.path("messages").asInt() + total.path("known").asInt(), total::toString);
        assertEquals(0, runImport(_ -> {}).path("messages").asInt(), "a third time nothing comes");
        for (String user : USERS) {
            inbox(user);
        }
    }

    /// By POP3, as the person sees it.
    private void inbox(String user) throws IOException {
        try (var client = new WireClient(server.endpoint("pop3s")).startTls()) {
            client.line();
            client.pop("USER " + user + "@example.jp");
            client.pop("PASS " + PASSWORD);
            client.pop("UIDL");
            List<String> listed = client.lines().stream().map(String::strip).toList();
            Set<String> ids = new HashSet<>();
            listed.forEach(line -> assertTrue(ids.add(line.split(" ", 2)[1]), () -> user + " has twice " + line));
            int last = messages.get(user);
            for (int i = 1; i <= last; i++) {
                String name = name(i);
                assertEquals(i % 10 != 0, ids.contains(name), () -> user + ": " + name);
            }
            assertEquals(last - last / 10, ids.size());
            for (int i = 0; i < READ; i++) {
                String[] line = listed.get(random.nextInt(listed.size())).split(" ", 2);
                client.pop("RETR " + line[0]);
                int number = Integer.parseInt(line[1].split("\\.", -1)[1]);
                assertEquals(body(user, number).replace("\n", "\r\n"), String.join("", client.lines()));
            }
            client.pop("QUIT");
        }
    }

    /// In the store: every message of every folder, to the octet, carol's with the UIDs of her old server.
    private void everythingIsThereOnce() throws Exception {
        var events = new RecordedEvents();
        InstantSource clock = InstantSource.system();
        try (Store store = RocksDbStore.open(folder.resolve("new/data/store"), Options.defaults(), events, events)) {
            var accounts = Accounts.open(store, AccountSettings.DEFAULT, clock, new SecureRandom(), events);
            var mailboxes = new Mailboxes(store, clock, random, Quota.UNLIMITED, () -> "");
            for (String user : USERS) {
                var account = accounts.require(Mailbox.of(user + "@example.jp"));
                Set<Integer> found = new HashSet<>();
                for (MailboxList.Listed listed : mailboxes.list().all(account.id())) {
                    boolean keepsUids =
                            user.equals("carol") && listed.name().value().equals("INBOX");
                    assertTrue(!keepsUids || listed.uidValidity() == VALIDITY);
                    for (Message each :
                            mailboxes.messages(listed.id(), UidSet.range(1, Mailboxes.MAX_UID), 0, 100_000)) {
                        int number = number(mailboxes, listed, each, user);
                        assertTrue(found.add(number), () -> user + " has twice: " + number);
                        assertTrue(!keepsUids || each.uid() == 2L * number);
                    }
                }
                assertEquals(messages.get(user), found.size());
            }
        }
    }

    private static int number(Mailboxes mailboxes, MailboxList.Listed listed, Message message, String user)
            throws IOException {
        try (InputStream in = mailboxes.open(listed.id(), message)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int number = Integer.parseInt(text.substring(text.indexOf(user) + user.length() + 1, text.indexOf('\r')));
            assertEquals(body(user, number).replace("\n", "\r\n"), text);
            return number;
        }
    }
}
