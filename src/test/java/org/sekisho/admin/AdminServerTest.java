package org.sekisho.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.queue.QueueId;
import org.sekisho.testing.FakeOffice;
import org.sekisho.testing.RecordedEvents;

class AdminServerTest {
    private static final String USER = System.getProperty("user.name");

    @TempDir
    Path folder;

    private final FakeOffice office = new FakeOffice();
    private final RecordedEvents events = new RecordedEvents();
    private final List<JsonNode> rows = new ArrayList<>();
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = new AdminServer(socket(), office.commands(), Users.OF_SYSTEM, events);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Path socket() {
        return folder.resolve("admin.sock");
    }

    private JsonNode ask(String command, Map<String, ?> arguments) throws AdminException, IOException {
        return ask(command, arguments, Optional.empty());
    }

    private JsonNode ask(String command, Map<String, ?> arguments, Optional<InputStream> body)
            throws AdminException, IOException {
        rows.clear();
        return new AdminClient(socket()).ask(command, arguments, body, rows::add);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private Kind refusal(String command, Map<String, ?> arguments) {
        return assertThrows(AdminException.class, () -> ask(command, arguments)).kind();
    }

    private void domain() throws AdminException, IOException {
        ask("domain.add", Map.of("domain", "example.test"));
    }

    @Test
    void domainsAccountsAndAliasesAreMadeShownAndRemoved() throws AdminException, IOException {
        domain();
        assertEquals(Kind.REFUSED, refusal("domain.add", Map.of("domain", "example.test")));
        var alice = Map.of("address", "alice@example.test", "password", "correct horse");
        assertEquals(
                "alice@example.test", ask("account.add", alice).get("added").asText());
        assertFalse(events.lines().toString().contains("correct horse"));
        ask("account.list", Map.of("domain", "example.test"));
        assertEquals("alice@example.test", rows.getFirst().get("address").asText());
        ask("account.suspend", Map.of("address", "alice@example.test"));
        ask("account.show", Map.of("address", "alice@example.test"));
        assertEquals("suspended", rows.getFirst().get("state").asText());
        ask("account.resume", Map.of("address", "alice@example.test"));
        ask("account.password", Map.of("address", "alice@example.test", "password", "battery staple"));
        ask("account.set", Map.of("address", "alice@example.test", "cram_md5", "on"));
        ask(
                "alias.add",
                Map.of("address", "sales@example.test", "members", List.of("alice@example.test", "x@example.net")));
        ask("alias.show", Map.of("address", "sales@example.test"));
        assertEquals(2, rows.getFirst().get("members").size());
        ask("alias.set", Map.of("address", "sales@example.test", "members", List.of("alice@example.test")));
        ask("alias.suspend", Map.of("address", "sales@example.test"));
        ask("alias.list", Map.of());
        assertEquals("suspended", rows.getFirst().get("state").asText());
        ask("alias.resume", Map.of("address", "sales@example.test"));
        ask("alias.remove", Map.of("address", "sales@example.test"));
        assertEquals(Kind.MISSING, refusal("alias.show", Map.of("address", "sales@example.test")));
        ask("domain.set", Map.of("domain", "example.test", "catch_all", "alice@example.test", "separators", "-"));
        ask("domain.show", Map.of("domain", "example.test"));
        assertEquals("alice@example.test", rows.getFirst().get("catch_all").asText());
        ask("domain.set", Map.of("domain", "example.test", "catch_all", ""));
        ask("domain.suspend", Map.of("domain", "example.test"));
        ask("domain.list", Map.of());
        assertEquals("suspended", rows.getFirst().get("state").asText());
        ask("domain.resume", Map.of("domain", "example.test"));
        assertEquals(Kind.REFUSED, refusal("domain.remove", Map.of("domain", "example.test")));
        ask("account.remove", Map.of("address", "alice@example.test"));
        assertEquals(1, office.removed.size());
        ask("domain.remove", Map.of("domain", "example.test"));
        assertEquals(Kind.MISSING, refusal("account.show", Map.of("address", "alice@example.test")));
    }

    @Test
    void anAppPasswordIsShownOnceAndRevoked() throws AdminException, IOException {
        domain();
        ask("account.add", Map.of("address", "alice@example.test", "password", "correct horse"));
        var made = ask(
                "credential.add",
                Map.of(
                        "address",
                        "alice@example.test",
                        "name",
                        "phone",
                        "services",
                        List.of("submission"),
                        "networks",
                        List.of("192.0.2.0/24"),
                        "expires",
                        "2027-01-31"));
        assertTrue(made.get("password").asText().length() > 20);
        ask("credential.list", Map.of("address", "alice@example.test"));
        assertEquals("2027-01-31T00:00:00Z", rows.getFirst().get("expires").asText());
        assertFalse(rows.toString().contains(made.get("password").asText()));
        ask("credential.remove", Map.of("address", "alice@example.test", "name", "phone"));
        ask("credential.list", Map.of("address", "alice@example.test"));
        assertEquals(List.of(), rows);
    }

    @Test
    void manyAccountsAreImported() throws AdminException, IOException {
        domain();
        var lines = new StringBuilder("address,password\n");
        for (int i = 0; i < 2_500; i++) {
            lines.append("u")
                    .append(i)
                    .append("@example.test,$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$")
                    .append("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n");
        }
        var done = ask("account.import", Map.of(), Optional.of(stream(lines + "wrong line\n")));
        assertEquals(2_500, done.get("added").asInt());
        assertEquals(2_502, rows.getFirst().get("line").asInt());
        ask("account.list", Map.of());
        assertEquals(2_500, rows.size());
    }

    @Test
    void whatIsNotUnderstoodChangesNothing() {
        assertEquals(Kind.USAGE, refusal("domain.explode", Map.of()));
        assertEquals(Kind.USAGE, refusal("domain.add", Map.of()));
        assertEquals(Kind.USAGE, refusal("domain.add", Map.of("domain", "bad domain")));
        assertEquals(Kind.USAGE, refusal("domain.add", Map.of("domain", "example.test", "force", true)));
        assertEquals(Kind.USAGE, refusal("domain.add", Map.of("domain", 7)));
        assertEquals(List.of(), office.accounts.domains());
    }

    @Test
    void theQueueIsShownTotalsFirst() throws AdminException, IOException {
        ask("queue.list", Map.of());
        assertEquals(1, rows.size());
        assertEquals(
                "{\"kind\":\"totals\",\"total\":0,\"deferred\":0,\"held\":0}",
                rows.getFirst().toString());
        office.queued("a", "alice@example.test", "x@example.net", Optional.empty())
                .queued("b", "", "y@example.org", Optional.of("by root"));
        ask("queue.list", Map.of("limit", 1));
        assertEquals("totals", rows.get(0).get("kind").asText());
        assertEquals("sender", rows.get(1).get("by").asText());
        assertEquals("a", rows.getLast().get("id").asText());
        ask("queue.list", Map.of("recipient_domain", "example.org"));
        assertEquals("b", rows.getLast().get("id").asText());
        assertEquals("by root", rows.getLast().get("held").asText());
        ask("queue.show", Map.of("id", "b"));
        assertEquals(
                "pending",
                rows.getFirst().get("recipients").get(0).get("status").asText());
        assertEquals(Kind.MISSING, refusal("queue.show", Map.of("id", "c")));
    }

    @Test
    void accountsInTheQueueHaveTheirAddresses() throws AdminException, IOException {
        domain();
        var id = ask("account.add", Map.of("address", "alice@example.test", "password", "correct horse"))
                .get("id")
                .asText();
        office.queuedBy(id, "a", "alice@example.test", "x@example.net");
        ask("queue.list", Map.of("account", "alice@example.test"));
        assertEquals("alice@example.test", rows.getLast().get("account").asText());
        assertTrue(rows.toString().contains("\"by\":\"account\",\"name\":\"alice@example.test\""), rows.toString());
        assertEquals(Kind.MISSING, refusal("queue.list", Map.of("account", "bob@example.test")));
    }

    @Test
    void onlyWhatWasNamedIsChanged() throws AdminException, IOException {
        office.queued("a", "alice@example.test", "x@example.net", Optional.empty())
                .queued("b", "", "y@example.org", Optional.of("by root"));
        for (String command : List.of("queue.hold", "queue.release", "queue.retry", "queue.remove")) {
            assertEquals(Kind.USAGE, refusal(command, Map.of()));
            assertEquals(Kind.USAGE, refusal(command, Map.of("all", true, "id", "a")));
        }
        assertEquals(List.of(), office.done);
        assertEquals(
                1, ask("queue.remove", Map.of("sender", "<>")).get("messages").asInt());
        assertEquals(
                1,
                ask("queue.hold", Map.of("sender", "alice@example.test"))
                        .get("messages")
                        .asInt());
        assertEquals(
                1, ask("queue.release", Map.of("held", true)).get("messages").asInt());
        assertEquals(
                2,
                ask("queue.retry", Map.of("account", "00000000000000a1"))
                        .get("messages")
                        .asInt());
        assertEquals(2, ask("queue.retry", Map.of("all", true)).get("messages").asInt());
        assertEquals("remove [b]", office.done.getFirst());
        assertEquals("hold (by " + USER + ") [a]", office.done.get(1));
    }

    @Test
    void theGateExplainsItself() throws AdminException, IOException {
        var answer = ask("explain", Map.of("client", "192.0.2.1", "to", "x@example.net"));
        assertEquals("refuse", answer.get("decision").asText());
        assertEquals("5.7.1", answer.get("code").asText());
        assertEquals(2, rows.size());
        domain();
        ask("account.add", Map.of("address", "alice@example.test", "password", "correct horse"));
        var loggedIn = Map.of(
                "client",
                "192.0.2.1",
                "service",
                "submission",
                "tls",
                true,
                "login",
                "alice@example.test",
                "to",
                "x@example.net");
        assertEquals("deliver", ask("explain", loggedIn).get("decision").asText());
        assertEquals(Kind.USAGE, refusal("explain", Map.of("client", "here", "to", "x@example.net")));
    }

    @Test
    void aProcessHandsInMail() throws AdminException, IOException {
        var done = ask(
                "sendmail",
                Map.of("from", "", "to", List.of("root", "x@example.net"), "notify", "never"),
                Optional.of(stream("Subject: x\n\nhello\n")));
        assertEquals("01JQ3ZK8M4R7T", done.get("queued").asText());
        var mail = office.mails.getFirst();
        assertEquals("<>", mail.reversePath().toString());
        assertEquals("[<root@example.test>, <x@example.net>]", mail.recipients().toString());
        assertTrue(mail.recipientDsn().notifyOn().isEmpty());
        assertEquals("Subject: x\r\n\r\nhello\r\n", new String(office.messages.getFirst(), StandardCharsets.UTF_8));
        ask("sendmail", Map.of("from_header", true), Optional.of(stream("To: root\nBcc: y@example.net\n\nhello\n")));
        assertEquals(
                "<" + USER + "@example.test>", office.mails.get(1).reversePath().toString());
        assertEquals("To: root\r\n\r\nhello\r\n", new String(office.messages.get(1), StandardCharsets.UTF_8));
        office.answering(new LocalSubmission.Result.TryLater("full"));
        assertEquals(Kind.TEMPORARY, refusal("sendmail", Map.of("to", List.of("root"))));
        office.answering(new LocalSubmission.Result.Refused("no"));
        assertEquals(Kind.REFUSED, refusal("sendmail", Map.of("to", List.of("root"))));
    }

    @Test
    void aRefusalIsHeardByOneWhoIsStillSending() {
        for (int round = 0; round < 20; round++) {
            var body = Optional.<InputStream>of(new ByteArrayInputStream(new byte[4 * 1024 * 1024]));
            var refused = assertThrows(
                    AdminException.class, () -> ask("sendmail", Map.of("to", List.of("no address@")), body));
            assertEquals(Kind.USAGE, refused.kind());
        }
    }

    @Test
    void aMessageThatIsCutOffIsNotTaken() {
        InputStream broken = new InputStream() {
            private int left = 2;

            @Override
            public int read() throws IOException {
                throw new IOException("disk");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left-- == 0) {
                    throw new IOException("disk");
                }
                return length;
            }
        };
        assertThrows(IOException.class, () -> ask("sendmail", Map.of("to", List.of("root")), Optional.of(broken)));
        assertEquals(List.of(), office.mails);
    }

    @Test
    void otherUsersOfTheMachineMayOnlyHandInMail() throws IOException, AdminException {
        var passwd = folder.resolve("passwd");
        Files.writeString(passwd, USER + ":x:54321:54321::/:/bin/sh\n");
        server.close();
        server = new AdminServer(socket(), office.commands(), new Users(passwd), events);
        server.start();
        office.queued("a", "alice@example.test", "x@example.net", Optional.empty());
        for (String command : List.of("domain.list", "account.list", "queue.list", "queue.remove", "reload", "stop")) {
            assertEquals(Kind.NOT_PERMITTED, refusal(command, Map.of()));
        }
        assertEquals(List.of(), office.done);
        ask("sendmail", Map.of("to", List.of("root")), Optional.of(stream("x\n")));
        assertEquals(54321, office.mails.getFirst().who().uid());
        ask("status", Map.of());
        assertEquals("1970-01-01T00:00:00Z", rows.getFirst().path("started").asText());
        Files.writeString(passwd, "");
        assertEquals(Kind.NOT_PERMITTED, refusal("sendmail", Map.of("to", List.of("root"))));
    }

    @Test
    void reloadAndStopReachTheServer() throws AdminException, IOException {
        var wrong = assertThrows(AdminException.class, () -> ask("reload", Map.of()));
        assertEquals("line 7: no such key", wrong.text());
        ask("stop", Map.of());
        assertEquals(List.of("stop"), office.done);
    }

    @Test
    void nonsenseOnTheSocketIsRefusedAndHasABound() throws IOException {
        for (String text : List.of(
                "hello\n",
                "{}\n",
                "[1]\n",
                "\n",
                "{\"version\":99,\"command\":\"domain.list\"}\n",
                "x".repeat(300_000))) {
            try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket()));
                try {
                    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                    channel.shutdownOutput();
                    byte[] answer = Channels.newInputStream(channel).readAllBytes();
                    assertTrue(new String(answer, StandardCharsets.UTF_8).contains("\"kind\":\"USAGE\""), text);
                } catch (IOException e) {
                    assertEquals(300_000, text.length()); // it may have closed before it had read all
                }
            }
        }
    }

    @Test
    void aSecondServerTakesTheSocketOverAndTheFirstEndLeavesNothingBehind() throws IOException, AdminException {
        server.close();
        assertFalse(Files.exists(socket()));
        Files.writeString(socket(), "left behind by a killed server");
        server = new AdminServer(socket(), office.commands(), Users.OF_SYSTEM, events);
        server.start();
        ask("status", Map.of());
        server.close();
        assertInstanceOf(AdminClient.NotRunning.class, assertThrows(IOException.class, () -> ask("status", Map.of())));
    }

    @Test
    void aMessageLeavesTheFilterByItsId() {
        office.queued("a", "alice@example.test", "x@example.net", Optional.empty());
        var entry = office.find(new QueueId("a")).orElseThrow();
        assertTrue(Selection.ALL.fits(entry));
        var other = new Selection(
                Optional.of(new QueueId("b")), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertFalse(other.fits(entry));
    }
}
