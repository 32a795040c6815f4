package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.cli.ExitCode;
import org.sekisho.config.Protocol;
import org.sekisho.testing.Await;
import org.sekisho.testing.Inbox;
import org.sekisho.testing.OutsideSink;
import org.sekisho.testing.TestDnsServer;
import org.sekisho.testing.TestServer;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Every command as a person types it, against a running server, and what changes by it for those outside.
final class CommandsTest {
    private static final String CAROL = "carol@example.test";
    private static final String CAROLS_PASSWORD = "carol-sings-9";

    @TempDir
    Path folder;

    private TestServer server;

    private record Result(int exitCode, String out, String err) {
        private Result good() {
            assertEquals(ExitCode.GOOD, exitCode, this::toString);
            assertEquals("", err);
            return this;
        }

        private Result bad(int expected, String... words) {
            assertEquals(expected, exitCode, this::toString);
            for (String word : words) {
                assertTrue(err.contains(word), this::toString);
            }
            return this;
        }

        private List<JsonNode> json() throws Exception {
            return new Prompt.Result(exitCode, out, err).json();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder).start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Result run(String... words) {
        return runWith("", words);
    }

    private Result runWith(String in, String... words) {
        Prompt.Result said = new Prompt(server.config()).typeWith(in, words);
        return new Result(said.exitCode(), said.out(), said.err());
    }

    /// Lets the settings file open what it opens.
    private void approve() {
        String until = LocalDate.now(ZoneId.of("Etc/UTC")).plusDays(30).toString();
        run("audit", "approve", "--until", until, "--reason", "the test", "--yes")
                .good();
    }

    private Inbox inbox(String user, String password) {
        return new Inbox(server.endpoint(Protocol.POP3S), user, password);
    }

    private String submit(String user, String password, String to) throws Exception {
        try (var client = server.submit(user, password)) {
            return client.send(user, "From: " + user + "\r\nSubject: by " + user + "\r\n\r\nx\r\n", to);
        }
    }

    private boolean mayLogIn(String user, String password) throws Exception {
        try (var client = server.connect(Protocol.SUBMISSION).helloTls()) {
            client.login(user, password);
            return true;
        } catch (AssertionError _) {
            return false;
        }
    }

    @Test
    void gatewaysAreListedBesideTheDomains() throws Exception {
        server.rewrite("[[gateway]]\ndomain = \"back.test\"\nto = [\"smtp://127.0.0.1:1\"]\n");
        run("reload").good();
        assertTrue(run("domain", "list").good().out().contains("back.test"));
        JsonNode row = run("domain", "list", "--json").good().json().get(1);
        assertEquals("gateway", row.path("state").asText());
        assertEquals("smtp://127.0.0.1:1", row.path("to").get(0).asText());
        assertEquals("callout", row.path("recipients").asText());
        assertTrue(run("status").good().out().contains("gateways: back.test to [smtp://127.0.0.1:1], callout"));
        String steps = run("explain", "carol@back.test").bad(ExitCode.FOUND, "").out();
        assertTrue(steps.contains("could not tell: cannot connect to 127.0.0.1"), steps);
        run("domain", "add", "back.test").bad(ExitCode.FOUND, "[[gateway]] back.test");
        server.rewrite("[[gateway]]\ndomain = \"example.test\"\nto = [\"smtp://127.0.0.1:1\"]\n");
        run("reload").bad(ExitCode.FOUND, "this domain is hosted here");
    }

    @Test
    void anAccountFromItsFirstToItsLastDay() throws Exception {
        runWith(CAROLS_PASSWORD + "\n", "account", "add", CAROL).good();
        run("account", "add", CAROL, "--password", "x").bad(ExitCode.FOUND, CAROL);
        run("account", "add", "carol@elsewhere.test", "--password", "x").bad(ExitCode.FOUND, "elsewhere.test");
        assertTrue(run("account", "list").good().out().contains(CAROL));
        assertEquals(3, run("account", "list", "--json").good().json().size());
        assertTrue(run("account", "show", CAROL).good().out().contains(CAROL));
        assertTrue(submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, CAROL).startsWith("250 "));
        server.drain();
        assertEquals(1, inbox(CAROL, CAROLS_PASSWORD).read().size());
        run("account", "password", CAROL, "--password", "another-one-9").good();
        assertFalse(mayLogIn(CAROL, CAROLS_PASSWORD));
        assertTrue(mayLogIn(CAROL, "another-one-9"));
        run("account", "suspend", CAROL).good();
        assertFalse(mayLogIn(CAROL, "another-one-9"));
        run("account", "resume", CAROL).good();
        assertTrue(mayLogIn(CAROL, "another-one-9"));
        run("account", "remove", CAROL).good();
        assertFalse(mayLogIn(CAROL, "another-one-9"));
        run("account", "show", CAROL).bad(ExitCode.FOUND, CAROL);
        run("account", "add", CAROL, "--password", CAROLS_PASSWORD).good();
        assertEquals(0, inbox(CAROL, CAROLS_PASSWORD).read().size(), "another person's mail");
    }

    @Test
    void manyAccountsFromAFile() throws Exception {
        Path csv = Files.writeString(
                folder.resolve("accounts.csv"),
                CAROL + "," + CAROLS_PASSWORD + "\nnonsense\ndave@example.test,dave-dives-9\n");
        Result result = run("account", "import", csv.toString(), "--json");
        assertEquals(ExitCode.FOUND, result.exitCode(), result::toString);
        assertTrue(result.out().contains("\"line\":2"), result.out());
        assertTrue(mayLogIn(CAROL, CAROLS_PASSWORD));
        assertTrue(mayLogIn("dave@example.test", "dave-dives-9"));
    }

    @Test
    void anAliasSendsItsMailOn() throws Exception {
        run("alias", "add", "team@example.test", TestServer.BOB, "friend@outside.test", "--owner", TestServer.ALICE)
                .good();
        assertTrue(run("alias", "list").good().out().contains("friend@outside.test"));
        try (var client = server.connect(Protocol.SMTP)) {
            client.expect("220 ").say("EHLO client.test", "250-");
            assertTrue(client.send("f@elsewhere.test", "Subject: team\r\n\r\nx\r\n", "team@example.test")
                    .startsWith("250 "));
            server.drain();
            assertEquals(1, server.inboxOfBob().empty().size());
            OutsideSink.Taken taken = server.outside().taken().getFirst();
            assertTrue(
                    taken.to().getFirst().startsWith("RCPT TO:<friend@outside.test>"),
                    taken.to().toString());
            assertTrue(taken.from().startsWith("MAIL FROM:<alice@example.test>"), taken.from());
            run("alias", "suspend", "team@example.test").good();
            client.say("MAIL FROM:<f@elsewhere.test>", "250 ").say("RCPT TO:<team@example.test>", "451 4.2.1 ");
            run("alias", "resume", "team@example.test").good();
            run("alias", "set", "team@example.test", TestServer.BOB).good();
            run("alias", "remove", "team@example.test").good();
            assertTrue(client.ask("RCPT TO:<team@example.test>").startsWith("550 5.1.1 "));
        }
    }

    @Test
    void anAppPasswordAndWhatWasQueuedWithIt() throws Exception {
        Result added = run("credential", "add", TestServer.ALICE, "phone", "--services", "submission", "--json")
                .good();
        String password = added.json().getFirst().path("password").asText();
        assertNotEquals("", password, added.out());
        server.outside().answer("RCPT", "451 4.3.0 later");
        assertTrue(submit(TestServer.ALICE, password, "v@outside.test").startsWith("250 "));
        Await.until(
                "a first attempt", () -> server.wiring().queue().statistics().deferred() == 1);
        assertTrue(run("credential", "list", TestServer.ALICE).good().out().contains("phone"));
        run("credential", "suspend", TestServer.ALICE, "phone").good();
        assertFalse(mayLogIn(TestServer.ALICE, password));
        assertTrue(run("credential", "show", TestServer.ALICE, "phone")
                .good()
                .out()
                .contains("suspended"));
        run("credential", "resume", TestServer.ALICE, "phone").good();
        assertTrue(mayLogIn(TestServer.ALICE, password));
        run("credential", "show", TestServer.ALICE, "tablet").bad(ExitCode.FOUND, "tablet");
        run("credential", "remove", TestServer.ALICE, "phone").good();
        server.outside().answer("RCPT", "");
        server.drain();
        assertEquals(List.of(), server.outside().taken());
        assertFalse(mayLogIn(TestServer.ALICE, password));
        assertTrue(mayLogIn(TestServer.ALICE, TestServer.ALICES_PASSWORD));
    }

    @Test
    void theQueueIsShownAndChanged() throws Exception {
        assertTrue(run("mailq").good().out().startsWith("0 0 0\n"));
        server.outside().answer("RCPT", "451 4.3.0 later");
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, "v@outside.test");
        submit(TestServer.BOB, TestServer.BOBS_PASSWORD, "w@outside.test");
        Await.until("first attempts", () -> server.wiring().queue().statistics().deferred() == 2);
        run("queue", "hold").bad(ExitCode.USAGE, "--all");
        assertTrue(run("queue", "hold", "--account", TestServer.BOB, "--why", "odd")
                .good()
                .out()
                .contains("messages 1"));
        String shown = run("mailq").good().out();
        assertTrue(shown.startsWith("2 1 1\n"), shown);
        assertTrue(shown.contains("HELD: odd"), shown);
        assertTrue(shown.contains("451"), shown);
        assertEquals(
                shown.lines().findFirst(), run("queue", "list").out().lines().findFirst());
        JsonNode held = run("queue", "list", "--held", "--json").good().json().stream()
                .filter(row -> row.path("kind").asText().equals("message"))
                .findFirst()
                .orElseThrow();
        assertEquals("<bob@example.test>", held.path("sender").asText());
        String id = held.path("id").asText();
        assertTrue(run("queue", "show", id).good().out().contains("w@outside.test"));
        run("queue", "show", "nonsense").bad(ExitCode.FOUND, "nonsense");
        server.outside().answer("RCPT", "");
        run("queue", "retry", "--sender", TestServer.ALICE).good();
        Await.until("alice's mail", () -> server.outside().taken().size() == 1);
        run("queue", "release", id).good();
        Await.until("bob's mail", () -> server.outside().taken().size() == 2);
        server.outside().answer("RCPT", "451 4.3.0 later");
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, "v@outside.test");
        Await.until(
                "a first attempt", () -> server.wiring().queue().statistics().deferred() == 1);
        assertTrue(run("queue", "remove", "--recipient-domain", "outside.test")
                .good()
                .out()
                .contains("messages 1"));
        assertTrue(run("mailq").good().out().startsWith("0 0 0\n"));
        assertEquals(0, server.inboxOfAlice().read().size(), "nobody is told");
    }

    @Test
    void theGateIsAsked() throws Exception {
        Result refused = run("explain", "v@outside.test");
        refused.bad(ExitCode.FOUND);
        assertTrue(refused.out().contains("refuse: 5.7.1 relaying denied (relay-denied)"), refused.out());
        assertTrue(run("explain", TestServer.ALICE).good().out().contains("deliver"));
        Result relay = run(
                        "explain",
                        "v@outside.test",
                        "--service",
                        "submission",
                        "--tls",
                        "--login",
                        TestServer.ALICE,
                        "--from",
                        TestServer.ALICE,
                        "--json")
                .good();
        assertEquals("relay", relay.json().getLast().path("decision").asText());
        run("explain", "no address").bad(ExitCode.USAGE);
    }

    @Test
    void theServerChecksItself() throws Exception {
        Await.until(
                "the check at the start",
                () -> server.log().lines().stream().anyMatch(line -> line.contains("audit.self")));
        assertTrue(run("status").good().out().contains("no way out without a pass"));
        List<JsonNode> rows = run("audit", "self", "--json").good().json();
        assertTrue(rows.size() > 20, rows::toString);
        assertTrue(rows.stream()
                .filter(row -> row.has("verdict"))
                .allMatch(row -> row.path("verdict").asText().equals("no way out")));
        server.rewrite("[relay]\ntrusted_networks = [\"127.0.0.1\"]\n");
        approve();
        run("reload").good();
        String shown = run("audit", "self").good().out();
        assertEquals(
                2,
                shown.lines()
                        .filter(line -> line.contains("trusted 127.0.0.1") && line.endsWith("trusted"))
                        .count(),
                shown);
    }

    @Test
    void anOldQmailIsExamined() throws Exception {
        Path qmail = folder.resolve("qmail");
        for (String part : List.of("mess", "info", "local", "remote", "todo", "intd", "bounce")) {
            Files.createDirectories(qmail.resolve("queue").resolve(part).resolve("0"));
        }
        Files.writeString(Files.createDirectories(qmail.resolve("control")).resolve("me"), "mail.example.test\n");
        Path rules = Files.writeString(folder.resolve("tcp.smtp"), "127.:allow,RELAYCLIENT=\"\"\n:deny\n");
        String[] words = {
            "doctor",
            "--qmail",
            qmail.toString(),
            "--tcp-rules",
            rules.toString(),
            "--vpopmail",
            "none",
            "--only",
            "queue"
        };
        Result open = run(words);
        open.bad(ExitCode.FOUND);
        assertTrue(open.out().contains("ALARM  " + qmail.resolve("control/rcpthosts")), open.out());
        Files.writeString(qmail.resolve("control/rcpthosts"), "example.test\n");
        Files.writeString(qmail.resolve("control/locals"), "example.test\n");
        run(words).good();
        Files.writeString(rules, ":allow,RELAYCLIENT=\"\"\n");
        List<String> more = new ArrayList<>(List.of(words));
        more.addAll(List.of("--json", "--lang", "ja"));
        Result everybody = run(more.toArray(String[]::new));
        everybody.bad(ExitCode.FOUND);
        assertTrue(
                everybody.json().stream()
                        .anyMatch(row -> row.path("severity").asText().equals("ALARM")
                                && row.path("found").asText().contains("tcp.smtp:1")),
                everybody.out());
        run("doctor", "--qmail", folder.resolve("nothing").toString()).bad(ExitCode.COULD_NOT_TELL, "nothing");
    }

    @Test
    void blocklistsAreAsked() throws Exception {
        try (var dns = new TestDnsServer(CommandsTest::listing)) {
            String resolver = "127.0.0.1:" + dns.address().getPort();
            Result listed = run("audit", "blocklists", "1.2.3.7", "--resolver", resolver);
            listed.bad(ExitCode.FOUND);
            assertTrue(listed.out().contains("zen.spamhaus.org"), listed.out());
            assertTrue(listed.out().contains("\n1 listed, "), listed.out());
            assertTrue(listed.out().contains("https://"), "where to get off it");
            Path html = folder.resolve("lists.html");
            run("audit", "blocklists", "1.2.3.7", "--resolver", resolver, "--html", html.toString());
            assertTrue(Files.readString(html).contains("class=\"LISTED\">LISTED</td>"), Files.readString(html));
            List<JsonNode> rows = run(
                            "audit", "blocklists", "1.2.3.8", "example.test", "--resolver", resolver, "--json")
                    .good()
                    .json();
            assertTrue(rows.size() > 60, rows::toString);
            assertTrue(
                    rows.stream().anyMatch(row -> row.path("subject").asText().equals("example.test")));
        }
        try (var domainsOnly =
                new TestDnsServer(question -> question.getName().toString().matches("[0-9].*")
                        ? TestDnsServer.failure(Rcode.SERVFAIL)
                        : listing(question))) {
            String resolver = "127.0.0.1:" + domainsOnly.address().getPort();
            run("audit", "blocklists", "example.test", "--resolver", resolver).good();
            run("audit", "blocklists", "1.2.3.8", "example.test", "--resolver", resolver)
                    .bad(ExitCode.COULD_NOT_TELL);
        }
        run("audit", "blocklists", "not a domain").bad(ExitCode.USAGE);
        run("audit", "blocklists", "10.0.0.1").bad(ExitCode.USAGE, "not a public address");
    }

    /// Every list is alive, and one has the first address.
    private static TestDnsServer.Say listing(Record question) {
        String name = question.getName().toString();
        boolean listed = name.startsWith("2.0.0.127.")
                || name.startsWith("2.0.0.0.0.0.f.7.")
                || name.startsWith("test.")
                || name.equals("7.3.2.1.zen.spamhaus.org.");
        return listed && question.getType() == Type.A
                ? TestDnsServer.records(name + " 60 A 127.0.0.2")
                : TestDnsServer.none(listed);
    }

    @Test
    void sendmailAsProgramsUseIt() throws Exception {
        String message =
                "To: bob@example.test\nCc: friend@outside.test\nBcc: alice@example.test\nSubject: s\n\nbefore\n.\nafter\n";
        runWith(message, "sendmail", "-t", "-i", "-f", TestServer.ALICE).good();
        server.drain();
        String bobs = server.inboxOfBob().empty().getFirst();
        assertTrue(bobs.startsWith("Return-Path: <alice@example.test>\r\n"), bobs);
        assertTrue(bobs.endsWith("\r\n\r\nbefore\r\n.\r\nafter\r\n"), bobs);
        assertFalse(bobs.contains("Bcc"), bobs);
        assertTrue(
                bobs.contains("\r\nFrom: ") && bobs.contains("\r\nDate: ") && bobs.contains("\r\nMessage-ID: "), bobs);
        assertEquals(1, server.inboxOfAlice().empty().size());
        assertEquals(1, server.outside().taken().size());
        runWith("Subject: dot\n\nbefore\n.\nafter\n", "sendmail", TestServer.BOB)
                .good();
        server.drain();
        assertTrue(server.inboxOfBob().empty().getFirst().endsWith("\r\n\r\nbefore\r\n"));
        runWith("x\n", "sendmail", "nobody@example.test").bad(ExitCode.FOUND, "no such user");
        runWith("x\n", "sendmail").bad(ExitCode.USAGE, "recipient");
        server.rewrite("[limits]\nmessage_size = \"64KiB\"\n");
        run("reload").good();
        String large = "Subject: large\n\n" + "0123456789\n".repeat(6_000);
        runWith(large, "sendmail", TestServer.BOB).bad(ExitCode.FOUND, "larger than 65536");
        server.drain();
        assertEquals(0, server.inboxOfBob().empty().size());
        assertTrue(run("sendmail", "-bp").good().out().startsWith("0 0 0\n"));
    }

    @Test
    void aReloadChangesWhoIsTrusted() throws Exception {
        try (var client = server.connect(Protocol.SMTP)) {
            client.expect("220 ").say("EHLO client.test", "250-").say("MAIL FROM:<f@elsewhere.test>", "250 ");
            assertTrue(client.ask("RCPT TO:<v@outside.test>").startsWith("550 5.7.1 "));
            server.rewrite("[relay]\ntrusted_networks = [\"127.0.0.1\"]\n");
            approve();
            assertTrue(run("reload").good().out().contains("everything"));
            client.say("RCPT TO:<v@outside.test>", "250 ").say("RSET", "250 ");
            server.rewrite("[relay]\ntrusted_networks = [\"0.0.0.0/0\"]\n");
            run("reload").bad(ExitCode.FOUND, "stay as they were", "0.0.0.0/0");
            server.rewrite("nonsense = 1\n");
            run("reload").bad(ExitCode.FOUND, "stay as they were", "nonsense");
            server.outside().answer("RCPT", "451 4.3.0 later");
            assertTrue(client.send("f@elsewhere.test", "Subject: s\r\n\r\nx\r\n", "v@outside.test")
                    .startsWith("250 "));
            Await.until(
                    "a first attempt",
                    () -> server.wiring().queue().statistics().deferred() == 1);
            server.rewrite("");
            run("reload").good();
            server.outside().answer("RCPT", "");
            server.drain();
            assertTrue(
                    server.outside().taken().stream()
                            .noneMatch(taken -> taken.to().toString().contains("v@outside.test")),
                    "its network is no longer trusted");
            client.say("MAIL FROM:<f@elsewhere.test>", "250 ");
            assertTrue(client.ask("RCPT TO:<v@outside.test>").startsWith("550 5.7.1 "));
            server.rewrite("[limits]\nrecipients = 100\n[dns]\nrounds = 3\n");
            assertTrue(run("reload").good().out().contains("[dns]"), "needs a restart");
        }
    }

    @Test
    void aNewCertificateIsShownToNewSessionsOnly() throws Exception {
        try (var old = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
            var before = old.certificate();
            server.showCertificate("mx2.example.test");
            run("reload").good();
            try (var fresh = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
                assertNotEquals(before, fresh.certificate());
                Files.writeString(folder.resolve("cert.pem"), "nonsense\n");
                run("reload").bad(ExitCode.FOUND, "cert.pem");
                try (var third = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
                    assertEquals(fresh.certificate(), third.certificate());
                }
            }
            assertTrue(old.send(TestServer.ALICE, "From: alice@example.test\r\n\r\nx\r\n", TestServer.BOB)
                    .startsWith("250 "));
        }
        server.drain();
        assertEquals(1, server.inboxOfBob().read().size());
    }

    @Test
    void theStateIsShownAndTheServerStopped() throws Exception {
        String status = run("status").good().out();
        assertTrue(status.contains("started: 20"), status);
        assertTrue(
                status.contains("[0:0:0:0:0:0:0:1]:"
                        + server.endpoint(Protocol.SMTP, "::1").getPort()),
                status);
        try (var open = server.connect(Protocol.SMTP)) {
            open.expect("220 ");
            run("stop").good();
            server.wiring().awaitStop();
            server.wiring().close();
            open.expect("421 ");
        }
        run("mailq").bad(ExitCode.COULD_NOT_TELL, "not running");
        runWith("x\n", "sendmail", TestServer.BOB).bad(ExitCode.TEMPORARY, "not running");
        run("mailq", "--nonsense").bad(ExitCode.USAGE, "--nonsense");
    }

    @Test
    void anIndexIsMadeAnew() {
        run("account", "add", CAROL, "--password", CAROLS_PASSWORD).good();
        Result none = run("mailbox", "reindex", CAROL).good();
        assertTrue(none.out().contains("reindexed " + CAROL), none::toString);
        run("mailbox", "reindex", "nobody@example.test").bad(ExitCode.FOUND, "no account");
    }
}
