package org.sekisho.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sekisho.accounts.Office.DOMAIN;
import static org.sekisho.accounts.Office.mailbox;
import static org.sekisho.accounts.Office.mailboxes;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.Authenticator.Attempt;
import org.sekisho.accounts.Authenticator.Verdict;
import org.sekisho.accounts.SaslLogin.Step;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.events.Secret;
import org.sekisho.sasl.BoundChannel;
import org.sekisho.sasl.ClientExchange;
import org.sekisho.sasl.Mechanism;
import org.sekisho.store.StorageException;

final class LoginsTest {
    static final Attempt AT_HOME = new Attempt(InetAddress.ofLiteral("203.0.113.5"), Service.SUBMISSION, true);
    private static final Attempt ABROAD = new Attempt(InetAddress.ofLiteral("192.0.2.9"), Service.SUBMISSION, true);
    private static final String ALICE = "alice@example.test";
    private static final Mailbox ALICE_ADDRESS = mailbox(ALICE);

    private final Office office = new Office();
    private final Logins logins = office.logins(LoginSettings.DEFAULT);
    private final SaslLogin sasl = new SaslLogin(logins, "mx.example.test", office.random);
    private final AccountId alice = office.account(ALICE, "correct horse");

    LoginsTest() throws DirectoryException {}

    @AfterEach
    void close() {
        logins.close();
    }

    private Verdict login(Attempt attempt, String user, String password) {
        return logins.verifyPassword(attempt, "", user, new Secret(password));
    }

    private Verdict login(String password) {
        return login(AT_HOME, ALICE, password);
    }

    private static Login in(Verdict verdict) {
        return assertInstanceOf(Verdict.LoggedIn.class, verdict).login();
    }

    private static String out(Verdict verdict) {
        return assertInstanceOf(Verdict.Rejected.class, verdict).why();
    }

    /// What a session does, with our own client at the other end.
    private Verdict authenticate(Attempt attempt, Mechanism mechanism, String user, String password) {
        var client = ClientExchange.of(mechanism, user, new Secret(password), office.random)
                .orElseThrow();
        var conversation = sasl.begin(attempt, mechanism.wireName()).orElseThrow();
        Step step = conversation.begin(client.initialResponse());
        while (step instanceof Step.Challenge(byte[] challenge)) {
            var reply = assertInstanceOf(ClientExchange.Reply.Send.class, client.next(challenge));
            step = conversation.next(reply.octets());
        }
        return assertInstanceOf(Step.Done.class, step).verdict();
    }

    @Test
    void rightAndWrong() {
        Login login = in(login("correct horse"));
        assertEquals(
                new Login(alice, CredentialId.MAIN, ALICE_ADDRESS, List.of(), Optional.of(office.clock.instant())),
                login);
        assertEquals(login, in(login(AT_HOME, "ALICE", "correct horse")), "the first domain, without case");
        assertEquals("wrong password", out(login("wrong")));
        assertEquals("no such user", out(login(AT_HOME, "nobody@example.test", "correct horse")));
        assertEquals("no such user", out(login(AT_HOME, "\"@@", "correct horse")));
        assertEquals("no such user", out(login(AT_HOME, "x".repeat(5_000), "correct horse")));
        var lines = office.events.lines().toString();
        assertTrue(lines.contains("INFO login.ok [user, " + ALICE + ", address, 203.0.113.5, service, SUBMISSION"));
        assertTrue(lines.contains("reason, wrong password"), lines);
        assertFalse(lines.contains("correct horse"));
    }

    @Test
    void actingForAnotherIsRefused() throws Exception {
        office.account("bob@example.test", "bob's");
        in(logins.verifyPassword(AT_HOME, "Alice@example.test", ALICE, new Secret("correct horse")));
        out(logins.verifyPassword(AT_HOME, "bob@example.test", ALICE, new Secret("correct horse")));
    }

    @Test
    void nothingWithoutTlsNorWhereNoUsersBelong() {
        var clear = new Attempt(AT_HOME.client(), Service.SUBMISSION, false);
        assertEquals(List.of(), logins.offered(clear));
        out(login(clear, ALICE, "correct horse"));
        assertEquals(Optional.empty(), sasl.begin(clear, "PLAIN"));
        for (Service service : List.of(Service.SMTP, Service.LMTP, Service.METRICS)) {
            assertEquals(List.of(), logins.offered(new Attempt(AT_HOME.client(), service, true)), service.toString());
        }
        assertEquals(List.of(Mechanism.SCRAM_SHA_256, Mechanism.PLAIN, Mechanism.LOGIN), logins.offered(AT_HOME));
        var bound = new BoundChannel(Optional.of(new byte[32]), Optional.empty());
        var modern = new Attempt(AT_HOME.client(), Service.IMAPS, true, bound);
        assertEquals(Mechanism.SCRAM_SHA_256_PLUS, logins.offered(modern).getFirst());
    }

    @Test
    void everyMechanismLetsIn() throws Exception {
        assertEquals(Optional.empty(), sasl.begin(AT_HOME, "CRAM-MD5"), "nobody has opted in");
        office.accounts.setCramMd5(ALICE_ADDRESS, true);
        in(login("correct horse")); // the key is made when the password is seen
        var secret = office.accounts
                .addAppPassword(ALICE_ADDRESS, "phone", Scope.ANYTHING)
                .secret()
                .value();
        for (Mechanism mechanism :
                List.of(Mechanism.SCRAM_SHA_256, Mechanism.PLAIN, Mechanism.LOGIN, Mechanism.CRAM_MD5)) {
            assertEquals(
                    CredentialId.MAIN,
                    in(authenticate(AT_HOME, mechanism, ALICE, "correct horse")).credential());
            assertEquals(
                    "phone",
                    office.accounts.appPasswords(ALICE_ADDRESS).stream()
                            .filter(each -> each.id()
                                    .equals(in(authenticate(AT_HOME, mechanism, ALICE, secret))
                                            .credential()))
                            .findFirst()
                            .orElseThrow()
                            .name(),
                    mechanism.toString());
            out(authenticate(AT_HOME, mechanism, ALICE, "wrong"));
            out(authenticate(AT_HOME, mechanism, "nobody@example.test", "wrong"));
        }
        office.accounts.setCramMd5(ALICE_ADDRESS, false);
        assertEquals(Optional.empty(), sasl.begin(AT_HOME, "CRAM-MD5"));
        assertEquals(Optional.empty(), sasl.begin(AT_HOME, "GSSAPI"));
    }

    @Test
    void aMalformedResponseIsNoGuess() {
        var conversation = sasl.begin(AT_HOME, "plain").orElseThrow();
        assertInstanceOf(
                Step.Malformed.class, conversation.begin(Optional.of("no NUL".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aChangeEndsWhatWasRemembered() throws Exception {
        in(login("correct horse"));
        in(login("correct horse"));
        office.accounts.setPassword(ALICE_ADDRESS, new Secret("another"));
        assertEquals("wrong password", out(login("correct horse")));
        in(login("another"));
        office.accounts.suspendAccount(ALICE_ADDRESS);
        assertEquals("the account is suspended", out(login("another")));
        out(authenticate(AT_HOME, Mechanism.SCRAM_SHA_256, ALICE, "another"));
        office.accounts.resumeAccount(ALICE_ADDRESS);
        office.accounts.suspendDomain(DOMAIN);
        out(login("another"));
        office.accounts.resumeDomain(DOMAIN);
        in(login("another"));
        office.accounts.removeAccount(ALICE_ADDRESS);
        assertEquals("no such user", out(login("another")));
    }

    /// A proof that was begun before the change, and is finished after it, is of the old password.
    @Test
    void aSlowProofIsOfTheOldPassword() throws Exception {
        var client = ClientExchange.of(Mechanism.SCRAM_SHA_256, ALICE, new Secret("correct horse"), office.random)
                .orElseThrow();
        var conversation =
                sasl.begin(AT_HOME, Mechanism.SCRAM_SHA_256.wireName()).orElseThrow();
        var first = assertInstanceOf(Step.Challenge.class, conversation.begin(client.initialResponse()));
        var proof = assertInstanceOf(ClientExchange.Reply.Send.class, client.next(first.octets()));
        office.accounts.setPassword(ALICE_ADDRESS, new Secret("another"));
        Step step = conversation.next(proof.octets());
        if (step instanceof Step.Challenge(byte[] challenge)) {
            var last = assertInstanceOf(ClientExchange.Reply.Send.class, client.next(challenge));
            step = conversation.next(last.octets());
        }
        assertEquals(
                "the password was changed meanwhile",
                out(assertInstanceOf(Step.Done.class, step).verdict()));
    }

    /// Another node's changes hold here before this node has heard of them.
    @Test
    void whatAnotherNodeChangedHoldsAtOnce() throws Exception {
        in(login("correct horse"));
        Accounts other = office.open();
        other.setPassword(ALICE_ADDRESS, new Secret("another"));
        assertEquals("wrong password", out(login("correct horse")));
        in(login("another"));
        other.suspendAccount(ALICE_ADDRESS);
        assertEquals("the account is suspended", out(login("another")));
        out(authenticate(AT_HOME, Mechanism.SCRAM_SHA_256, ALICE, "another"));
    }

    @Test
    void appPasswordsKeepToTheirScope() throws Exception {
        office.accounts.addAlias(mailbox("sales@example.test"), mailboxes(ALICE), Optional.empty());
        var scope = new Scope(
                Set.of(Service.SUBMISSION),
                mailboxes("sales@example.test"),
                List.of(Network.of("203.0.113.0/24")),
                Optional.of(office.clock.instant().plus(Duration.ofDays(30))));
        String secret = office.accounts
                .addAppPassword(ALICE_ADDRESS, "printer", scope)
                .secret()
                .value();
        Login login = in(login(secret));
        assertEquals(mailboxes("sales@example.test"), login.allowedFrom());
        assertEquals(
                Optional.of(office.clock.instant()),
                office.accounts.appPasswords(ALICE_ADDRESS).getFirst().lastUse());
        in(login(AT_HOME, ALICE, secret.replace('-', ' ').toUpperCase(java.util.Locale.ROOT)));
        in(login(new Attempt(AT_HOME.client(), Service.SUBMISSIONS, true), ALICE, secret));
        assertTrue(out(login(new Attempt(AT_HOME.client(), Service.IMAPS, true), ALICE, secret))
                .contains("service"));
        assertTrue(out(login(ABROAD, ALICE, secret)).contains("network"));
        office.accounts.suspendAppPassword(ALICE_ADDRESS, "printer");
        assertTrue(out(login(secret)).contains("suspended"));
        office.accounts.resumeAppPassword(ALICE_ADDRESS, "printer");
        in(login(secret));
        office.clock.advance(Duration.ofDays(30));
        assertTrue(out(login(secret)).contains("expired"));
        in(login("correct horse"));
        office.accounts.revokeAppPassword(ALICE_ADDRESS, "printer");
        assertEquals("wrong password", out(login(secret)));
    }

    @Test
    void anImportedHashGetsItsOtherKeysWhenThePasswordIsSeen() throws Exception {
        String hash = Argon2.of("from elsewhere", office.random).toString();
        office.account("bob@example.test", "{ARGON2ID}" + hash);
        out(authenticate(AT_HOME, Mechanism.SCRAM_SHA_256, "bob@example.test", "from elsewhere"));
        in(login(AT_HOME, "bob@example.test", "from elsewhere"));
        in(authenticate(AT_HOME, Mechanism.SCRAM_SHA_256, "bob@example.test", "from elsewhere"));
        in(login(AT_HOME, "bob@example.test", "from elsewhere"));
    }

    /// RFC 4013: another keyboard, the same password.
    @Test
    void passwordsArePrepared() throws Exception {
        office.accounts.setPassword(ALICE_ADDRESS, new Secret("p\u00e4ssw\u00f6rd \u2168"));
        in(login("pa\u0308sswo\u0308rd IX"));
        in(authenticate(AT_HOME, Mechanism.SCRAM_SHA_256, ALICE, "pa\u0308sswo\u0308rd IX"));
    }

    @Test
    void unknownUsersHaveAStableSalt() {
        String first = salt("nobody@example.test");
        assertEquals(first, salt("nobody@example.test"));
        assertFalse(first.equals(salt("nobody2@example.test")));
        assertEquals(salt(ALICE), salt(ALICE));
    }

    private String salt(String user) {
        var conversation = sasl.begin(AT_HOME, "SCRAM-SHA-256").orElseThrow();
        var step = conversation.begin(Optional.of(("n,,n=" + user + ",r=abc").getBytes(StandardCharsets.UTF_8)));
        String message = new String(assertInstanceOf(Step.Challenge.class, step).octets(), StandardCharsets.UTF_8);
        return message.substring(message.indexOf(",s="));
    }

    @Test
    void aStoreThatFailsIsNoWrongPassword() {
        office.store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
        assertInstanceOf(Verdict.CouldNotAsk.class, login("correct horse"));
        assertInstanceOf(
                Verdict.CouldNotAsk.class, authenticate(AT_HOME, Mechanism.SCRAM_SHA_256, ALICE, "correct horse"));
        office.store.fail(Optional.empty());
        in(login("correct horse"));
    }

    @Test
    void guessingIsSlowedForStrangersOnly() {
        in(login("correct horse"));
        int slowed = 0;
        for (int i = 0; i < 15; i++) {
            slowed += login(ABROAD, ALICE, "guess " + i) instanceof Verdict.SlowDown ? 1 : 0;
        }
        assertEquals(5, slowed);
        assertInstanceOf(Verdict.SlowDown.class, login(ABROAD, "nobody@example.test", "guess"));
        assertInstanceOf(Verdict.SlowDown.class, authenticate(ABROAD, Mechanism.SCRAM_SHA_256, ALICE, "correct horse"));
        in(authenticate(AT_HOME, Mechanism.SCRAM_SHA_256, ALICE, "correct horse"));
        office.clock.advance(Duration.ofHours(3));
        in(login(ABROAD, ALICE, "correct horse"));
    }

    @Test
    void scramGuessesAreCountedToo() {
        int slowed = 0;
        for (int i = 0; i < 15; i++) {
            slowed += authenticate(ABROAD, Mechanism.SCRAM_SHA_256, ALICE, "guess") instanceof Verdict.SlowDown ? 1 : 0;
        }
        assertEquals(5, slowed);
    }

    @Test
    void aFullQueueIsNoWrongPassword() throws Exception {
        var few = new LoginSettings(List.of(Network.of("203.0.113.0/24")), false, 1, 1);
        List<Callable<Verdict>> many = new ArrayList<>();
        try (Logins narrow = office.logins(few);
                var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                String password = "wrong " + i;
                many.add(() -> narrow.verifyPassword(AT_HOME, "", ALICE, new Secret(password)));
            }
            int busy = 0;
            for (Future<Verdict> each : sessions.invokeAll(many)) {
                busy += each.get() instanceof Verdict.CouldNotAsk ? 1 : 0;
            }
            assertTrue(busy > 0 && busy < 12, busy + " of 12");
        }
    }
}
