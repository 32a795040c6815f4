package org.sekisho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.admin.AdminClient;
import org.sekisho.testing.Await;
import org.sekisho.testing.CrashRounds;
import org.sekisho.testing.Inbox;
import org.sekisho.testing.OutsideSink;
import org.sekisho.testing.SekishoProcess;
import org.sekisho.testing.WireClient;

/// The whole server is killed while it takes, delivers, relays and gives out mail (invariant I2): whatever it
/// said 250 to is in the mailbox once, and whole; nothing else is; what was deleted stays deleted; the queue
/// empties.
final class ServerCrashTest {
    private static final String PASSWORD = "wonder-land-9";
    private static final Map<String, String> USERS = Map.of("alice", "alice@example.test", "bob", "bob@example.test");
    private static final Pattern NUMBER = Pattern.compile("\r\nNumber: ([0-9]+)\r\n");
    private static final int SENDERS = 6;

    @TempDir
    private Path folder;

    private OutsideSink outside;
    private SekishoProcess server;

    private final AtomicLong next = new AtomicLong(1);
    /// Whom each message was sent to, before it was.
    private final Map<Long, Set<String>> sent = new ConcurrentHashMap<>();
    private final Map<String, Set<Long>> deleted =
            Map.of("alice", ConcurrentHashMap.newKeySet(), "bob", ConcurrentHashMap.newKeySet());
    /// Nobody heard whether they were deleted.
    private final Map<String, Set<Long>> perhapsDeleted =
            Map.of("alice", ConcurrentHashMap.newKeySet(), "bob", ConcurrentHashMap.newKeySet());
    private final Collection<String> problems = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() throws Exception {
        outside = new OutsideSink();
        server = startServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        outside.close();
    }

    private SekishoProcess startServer() throws IOException {
        return SekishoProcess.tryServer(
                folder,
                "--port-base=-1",
                "--smarthost=127.0.0.1:" + outside.port(),
                "--account=alice@example.test:" + PASSWORD,
                "--account=bob@example.test:" + PASSWORD);
    }

    @Test
    @Timeout(300)
    void killedAtRandomMoments() throws Exception {
        kill(CrashRounds.rounds(5));
    }

    @Test
    @Tag("long")
    @Timeout(1800)
    void killedFiftyTimes() throws Exception {
        kill(CrashRounds.rounds(50));
    }

    private void kill(int rounds) throws Exception {
        new CrashRounds().run(rounds, _ -> new Load(), (round, acknowledged) -> {
            server = startServer();
            if (round % 3 != 1) { // otherwise it is killed again before it has caught up
                audit(acknowledged.stream().map(Long::valueOf).collect(Collectors.toSet()));
            }
        });
        assertTrue(sent.size() > rounds, "it never took anything");
    }

    /// People who send, and one who reads and deletes, until the server is killed.
    private final class Load implements CrashRounds.Victim {
        private final Collection<String> acknowledged = new ConcurrentLinkedQueue<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean killed;

        Load() {
            for (int i = 0; i < SENDERS; i++) {
                boolean user = i == 0;
                threads.add(Thread.ofPlatform().start(() -> untilKilled(() -> send(user))));
            }
            threads.add(Thread.ofPlatform().start(() -> untilKilled(() -> delete("bob"))));
        }

        private interface Work {
            void run() throws IOException;
        }

        private void untilKilled(Work work) {
            try {
                while (!killed) {
                    work.run();
                }
            } catch (IOException | AssertionError e) {
                if (!killed && server.isAlive()) {
                    problems.add(e.toString());
                }
            } finally {
                begun.countDown();
            }
        }

        private void send(boolean user) throws IOException {
            InetSocketAddress to = server.endpoint(user ? "submission" : "smtp");
            try (var client = new WireClient(to)) {
                if (user) {
                    client.helloTls().login("alice@example.test", PASSWORD);
                } else {
                    client.expect("220 ").say("EHLO load.test", "250-");
                }
                while (!killed) {
                    one(client, user);
                }
            }
        }

        private void one(WireClient client, boolean user) throws IOException {
            long number = next.getAndIncrement();
            Set<String> to = number % 3 == 0 ? Set.of("alice", "bob") : Set.of(number % 3 == 1 ? "alice" : "bob");
            if (user) {
                to = number % 2 == 0 ? Set.of("outside") : Set.of("outside", "bob");
            }
            sent.put(number, to);
            String[] addresses = to.stream()
                    .map(who -> USERS.getOrDefault(who, "n" + number + "@outside.test"))
                    .toArray(String[]::new);
            String reply = client.send("alice@example.test", text(number), addresses);
            if (reply.startsWith("250 ")) {
                acknowledged.add(Long.toString(number));
                begun.countDown();
            } else if (!reply.isEmpty()) {
                problems.add(number + ": " + reply);
            }
        }

        private void delete(String user) throws IOException {
            List<String> read = new ArrayList<>();
            try {
                inbox(user).empty(read);
                read.forEach(message -> deleted.get(user).add(number(message)));
            } catch (IOException | AssertionError e) {
                read.forEach(message -> perhapsDeleted.get(user).add(number(message)));
                throw e;
            }
        }

        @Override
        public void awaitLoad() throws InterruptedException {
            begun.await();
        }

        @Override
        public List<String> kill() throws InterruptedException {
            killed = true;
            server.kill();
            for (Thread thread : threads) {
                thread.join();
            }
            return List.copyOf(acknowledged);
        }

        @Override
        public void close() {
            killed = true;
        }
    }

    private Inbox inbox(String user) {
        return new Inbox(server.endpoint("pop3s"), USERS.getOrDefault(user, ""), PASSWORD);
    }

    /// Mostly small; one in 20 has several chunks.
    private static String text(long number) {
        var random = new Random(number);
        byte[] octets = new byte[number % 20 == 0 ? random.nextInt(500_000) : random.nextInt(5_000)];
        random.nextBytes(octets);
        return "From: alice@example.test\r\nNumber: " + number + "\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(octets) + "\r\n";
    }

    private static long number(String message) {
        Matcher matcher = NUMBER.matcher(message);
        assertTrue(matcher.find(), () -> "nobody sent this: " + message);
        return Long.parseLong(matcher.group(1));
    }

    private void audit(Set<Long> acknowledged) throws Exception {
        assertEquals(List.of(), List.copyOf(problems));
        Await.until("an empty queue", this::isQueueEmpty);
        for (String user : USERS.keySet()) {
            mailbox(user, acknowledged);
        }
        Set<Long> left = outside.taken().stream()
                .map(taken -> whole("outside", taken.text()))
                .collect(Collectors.toSet());
        for (long number : acknowledged) {
            assertTrue(!sent.get(number).contains("outside") || left.contains(number), () -> number + " never left");
        }
    }

    private boolean isQueueEmpty() throws Exception {
        var client = new AdminClient(folder.resolve("data/admin.sock"));
        long[] queued = {-1};
        client.ask("status", Map.of(), java.util.Optional.empty(), row -> {
            if (!row.path("counting").asBoolean()) {
                queued[0] = row.path("queued").asLong(-1);
            }
        });
        return queued[0] == 0;
    }

    private void mailbox(String user, Set<Long> acknowledged) throws IOException {
        Set<Long> gone = deleted.get(user);
        Set<Long> found = ConcurrentHashMap.newKeySet();
        for (String message : inbox(user).empty()) {
            long number = whole(user, message);
            assertTrue(found.add(number), () -> number + " is in the mailbox twice: " + user);
            assertTrue(!gone.contains(number), () -> number + " was deleted and is back: " + user);
        }
        for (long number : acknowledged) {
            boolean there = found.contains(number)
                    || gone.contains(number)
                    || perhapsDeleted.get(user).contains(number);
            assertTrue(!sent.get(number).contains(user) || there, () -> number + " is lost: " + user);
        }
        gone.addAll(found);
    }

    /// @return its number
    private long whole(String user, String message) {
        long number = number(message);
        assertTrue(sent.getOrDefault(number, Set.of()).contains(user), () -> number + " was not sent to " + user);
        String body = text(number);
        assertTrue(message.endsWith(body.substring(body.indexOf("\r\n\r\n"))), () -> number + " is not whole");
        return number;
    }
}
