package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.app.Prompt.Result;
import org.sekisho.cli.ExitCode;
import org.sekisho.config.Protocol;
import org.sekisho.testing.ScriptedSmtpServer;
import org.sekisho.testing.TestServer;
import org.sekisho.testing.WireClient;

/// Routes by sender in the whole server: alice's mail goes by her relay, everybody else's by the usual one.
final class SenderRouteTest {
    private static final String TEXT = "Subject: x\r\n\r\nx\r\n";

    @TempDir
    Path folder;

    private ScriptedSmtpServer relay;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        relay = ScriptedSmtpServer.start(ScriptedSmtpServer.answering("AUTH", "235 welcome"), "AUTH PLAIN");
        Files.writeString(folder.resolve("alice.password"), "first\n");
        server = TestServer.Plan.in(folder).start();
        server.rewrite(route("alice@example.test"));
        assertEquals(ExitCode.GOOD, command("reload").exitCode());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        relay.close();
    }

    private String route(String sender) {
        return "[[route]]\nsender = \"" + sender + "\"\nvia = [\"127.0.0.1:"
                + relay.address().getPort() + "\"]\nusername = \"company\"\npassword_file = \"alice.password\"\n"
                + "tls = \"off\"\n";
    }

    private void submit(String user, String password, String to) throws Exception {
        try (WireClient client = server.submit(user, password)) {
            assertTrue(client.send(user, TEXT, to).startsWith("250 "));
        }
    }

    private static String auth(String password) {
        byte[] plain = ("\0company\0" + password).getBytes(StandardCharsets.UTF_8); // RFC 4616 §2
        return "AUTH PLAIN " + Base64.getEncoder().encodeToString(plain);
    }

    private List<String> heard(String command) {
        return relay.heard().stream().filter(line -> line.startsWith(command)).toList();
    }

    @Test
    void theSenderSaysWhichWay() throws Exception {
        submit(TestServer.BOB, TestServer.BOBS_PASSWORD, "x@far.example");
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, "y@far.example");
        server.drain();
        assertEquals(List.of(auth("first")), heard("AUTH"));
        assertEquals(1, heard("MAIL").size());
        assertTrue(heard("MAIL").getFirst().startsWith("MAIL FROM:<alice@example.test>"));
        assertEquals(List.of("MAIL FROM:<bob@example.test>"), outsiders());
        assertTrue(
                server.log().lines().stream()
                        .anyMatch(line -> line.contains("delivery.route") && line.contains("from alice@example.test")),
                server.log().lines()::toString);
    }

    private List<String> outsiders() {
        return server.outside().taken().stream()
                .map(mail -> mail.from().replaceAll(">.*", ">"))
                .toList();
    }

    /// What is local stays, whoever wrote it.
    @Test
    void mailForUsDoesNotLeave() throws Exception {
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, TestServer.BOB);
        server.drain();
        assertEquals(1, server.inboxOfBob().read().size());
        assertEquals(0, relay.heard("CONNECT"));
    }

    /// A route is no permit: whoever writes alice's address into MAIL is a stranger all the same.
    @Test
    void aForgedSenderOpensNothing() throws Exception {
        for (String sender : List.of(TestServer.ALICE, "", "stranger@elsewhere.test")) {
            try (WireClient client = server.connect(Protocol.SMTP)) {
                client.expect("220 ").say("EHLO client.test", "250-");
                client.say("MAIL FROM:<" + sender + ">", "250 ").say("RCPT TO:<x@far.example>", "550 5.7.1");
            }
        }
        server.drain();
        assertEquals(0, relay.heard("CONNECT"));
        assertEquals(List.of(), server.outside().taken());
    }

    /// A forwarded copy leaves in the name of who answers for the rule, never in the one that a stranger wrote.
    @Test
    void aForgedSenderDoesNotChooseTheWayOfAForwardedCopy() throws Exception {
        assertEquals(
                ExitCode.GOOD,
                command("alias", "add", "list@example.test", "x@far.example").exitCode());
        try (WireClient client = server.connect(Protocol.SMTP)) {
            client.expect("220 ").say("EHLO client.test", "250-");
            assertTrue(client.send(TestServer.ALICE, TEXT, "list@example.test").startsWith("250 "));
        }
        server.drain();
        assertEquals(0, relay.heard("CONNECT"));
        assertEquals(List.of("MAIL FROM:<postmaster@example.test>"), outsiders());
    }

    /// Nor does it lend one account's way to another's log-in: bob may not write as alice.
    @Test
    void anotherAccountDoesNotGetTheWay() throws Exception {
        try (WireClient client = server.submit(TestServer.BOB, TestServer.BOBS_PASSWORD)) {
            client.say("MAIL FROM:<alice@example.test>", "550 5.7.1");
        }
        server.drain();
        assertEquals(0, relay.heard("CONNECT"));
    }

    /// A report of a failure has no sender: `*` is not for it.
    @Test
    void notificationsGoTheUsualWay() throws Exception {
        server.rewrite(route("*"));
        assertEquals(ExitCode.GOOD, command("reload").exitCode());
        assertTrue(explained("").contains("by the route to *"), explained(""));
        server.rewrite(route("*") + route("<>").replace("company", "reports"));
        assertEquals(ExitCode.GOOD, command("reload").exitCode());
        assertTrue(explained("").contains("by the route from <> to *"), explained(""));
    }

    @Test
    void aReloadBringsRoutesAndPasswords() throws Exception {
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, "x@far.example");
        server.drain();
        Files.writeString(folder.resolve("alice.password"), "second\n");
        Result reload = command("reload");
        assertEquals(ExitCode.GOOD, reload.exitCode(), reload::toString);
        assertTrue(reload.out().contains("everything") && !reload.out().contains("restart"), reload.out());
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, "x@far.example");
        server.drain();
        assertEquals(List.of(auth("first"), auth("second")), heard("AUTH"));
        server.rewrite(route("@example.test"));
        assertEquals(ExitCode.GOOD, command("reload").exitCode());
        submit(TestServer.BOB, TestServer.BOBS_PASSWORD, "x@far.example");
        server.drain();
        assertEquals(3, heard("MAIL").size());
        server.rewrite("");
        assertEquals(ExitCode.GOOD, command("reload").exitCode());
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, "x@far.example");
        server.drain();
        assertEquals(List.of("MAIL FROM:<alice@example.test>"), outsiders());
    }

    @Test
    void peopleAreToldTheWay() throws Exception {
        String way = "route from alice@example.test to * via [127.0.0.1:"
                + relay.address().getPort() + "] as company";
        assertTrue(explained(TestServer.ALICE).contains(way), () -> explained(TestServer.ALICE));
        assertTrue(explained(TestServer.BOB).contains("by the route to * via"), () -> explained(TestServer.BOB));
        relay.close();
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, "x@far.example");
        String list = command("queue", "list").out();
        assertTrue(list.contains("x@far.example  pending"), list);
        assertTrue(list.contains(way), list);
        assertEquals(ExitCode.GOOD, command("queue", "remove", "--all").exitCode());
    }

    private String explained(String from) {
        String user = from.isEmpty() ? TestServer.ALICE : from;
        return command("explain", "--login", user, "--from", from, "--service", "submission", "--tls", "x@far.example")
                .toString();
    }

    private Result command(String... words) {
        return new Prompt(server.config()).type(words);
    }
}
