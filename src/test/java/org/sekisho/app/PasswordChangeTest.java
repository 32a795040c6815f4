package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.OldPassword;
import org.sekisho.accounts.Takeover;
import org.sekisho.address.Mailbox;
import org.sekisho.config.Protocol;
import org.sekisho.events.Secret;
import org.sekisho.testing.SetClock;
import org.sekisho.testing.TestServer;
import org.sekisho.testing.WireClient;

/// A password that is changed because somebody knows it ends what that somebody has open. The clock stands still: it
/// is not what tells one password from the next.
final class PasswordChangeTest {
    private static final String BYE = "* BYE you may not log in any more\r\n";

    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder)
                .at(new SetClock(Instant.parse("2026-04-01T00:00:00Z")), "Etc/UTC")
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void run(String... words) {
        new Prompt(server.config()).type(words).good();
    }

    private void changePassword() {
        run("account", "password", TestServer.ALICE, "--password", "another-one-9");
    }

    private String appPassword() throws IOException {
        return new Prompt(server.config())
                .type("credential", "add", TestServer.ALICE, "phone", "--json")
                .json()
                .getFirst()
                .path("password")
                .asText();
    }

    private WireClient greeted() throws IOException {
        WireClient client = server.connect(Protocol.IMAPS).startTls();
        assertTrue(client.line().startsWith("* OK"));
        return client;
    }

    private WireClient imap(String password) throws IOException {
        return imap(greeted(), "LOGIN " + TestServer.ALICE + " " + password);
    }

    private static WireClient imap(WireClient client, String command) throws IOException {
        client.raw("t " + command + "\r\n");
        for (String line = client.line(); !line.startsWith("t OK"); line = client.line()) {
            assertTrue(line.startsWith("* "), line);
        }
        return client;
    }

    private static WireClient idling(WireClient client, String first) throws IOException {
        assertTrue(imap(client, first).raw("i IDLE\r\n").line().startsWith("+ "));
        return client;
    }

    private WireClient pop(String password) throws IOException {
        WireClient client = server.connect(Protocol.POP3S).startTls();
        assertTrue(client.line().startsWith("+OK"));
        client.pop("USER " + TestServer.ALICE);
        client.pop("PASS " + password);
        return client;
    }

    @Test
    void theNextCommandIsTheLast() throws Exception {
        String phone = appPassword();
        try (WireClient thief = imap(TestServer.ALICES_PASSWORD);
                WireClient device = imap(phone);
                WireClient bystander = pop(TestServer.ALICES_PASSWORD)) {
            changePassword();
            assertEquals(BYE, thief.raw("x SELECT INBOX\r\n").line());
            assertEquals("", thief.line());
            imap(device, "NOOP");
            assertTrue(bystander.raw("STAT\r\n").line().startsWith("-ERR [AUTH]"));
            assertEquals("", bystander.line());
            imap("another-one-9").close();
        }
    }

    /// Nobody else does anything that would wake it.
    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "SELECT INBOX", "NOTIFY SET (SELECTED (MessageNew MessageExpunge))"})
    void whoIdlesIsCutOffAtOnce(String first) throws Exception {
        try (WireClient thief = idling(imap(TestServer.ALICES_PASSWORD), first)) {
            changePassword();
            assertEquals(BYE, thief.line());
            assertEquals("", thief.line());
        }
    }

    @Test
    void soIsWhoseAppPasswordIsRevokedOrAccountOrDomainSuspended() throws Exception {
        String phone = appPassword();
        try (WireClient lost = idling(imap(phone), "NOOP")) {
            run("credential", "remove", TestServer.ALICE, "phone");
            assertEquals(BYE, lost.line());
        }
        try (WireClient client = idling(imap(TestServer.ALICES_PASSWORD), "NOOP")) {
            run("account", "suspend", TestServer.ALICE);
            assertEquals(BYE, client.line());
        }
        run("account", "resume", TestServer.ALICE);
        try (WireClient client = idling(imap(TestServer.ALICES_PASSWORD), "NOOP")) {
            run("domain", "suspend", "example.test");
            assertEquals(BYE, client.line());
        }
    }

    /// What QUIT would delete was marked by somebody who may not be the owner.
    @Test
    void quitDeletesNothingAnyMore() throws Exception {
        try (WireClient sender = server.submit(TestServer.BOB, TestServer.BOBS_PASSWORD)) {
            sender.send(TestServer.BOB, "Subject: x\r\n\r\nx\r\n", TestServer.ALICE);
        }
        server.drain();
        try (WireClient thief = pop(TestServer.ALICES_PASSWORD)) {
            thief.pop("DELE 1");
            changePassword();
            assertTrue(thief.raw("QUIT\r\n").line().startsWith("-ERR [AUTH]"));
        }
        try (WireClient owner = pop("another-one-9")) {
            assertTrue(owner.pop("STAT").startsWith("1 "));
        }
    }

    @Test
    void whoSubmitsSendsNothingMore() throws Exception {
        try (WireClient thief = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
            changePassword();
            thief.say("MAIL FROM:<" + TestServer.ALICE + ">", "250 ");
            thief.say("RCPT TO:<x@far.example>", "550 5.7.1");
        }
    }

    /// A log-in with a password that came from another server makes its hash anew, or adds what other mechanisms need:
    /// that is no other password.
    @Test
    void whatALogInAddsEndsNothing() throws Exception {
        Accounts accounts = server.wiring().accounts();
        OldPassword old = OldPassword.ofHash(new Secret("$1$rasmusle$rISCgZzpwk3UhDidwXvin0"))
                .orElseThrow(); // as PHP's manual shows it for crypt()
        var carol = new Takeover.Newcomer(Mailbox.of("carol@example.test"), old, Set.of());
        new Takeover(accounts).take(List.of(carol));
        String login = "LOGIN carol@example.test rasmuslerdorf";
        try (WireClient first = idling(imap(greeted(), login), "NOOP")) {
            accounts.setCramMd5(carol.address(), true);
            imap(greeted(), login).close();
            assertEquals(
                    2,
                    server.log().lines().stream()
                            .filter(line -> line.contains("login.ok"))
                            .count());
            first.raw("DONE\r\n");
            assertTrue(first.line().startsWith("i OK"));
            imap(first, "NOOP");
        }
    }
}
