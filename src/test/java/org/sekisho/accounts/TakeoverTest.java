package org.sekisho.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.Authenticator.Attempt;
import org.sekisho.accounts.Authenticator.Verdict;
import org.sekisho.accounts.Takeover.Newcomer;
import org.sekisho.accounts.Takeover.Outcome;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Secret;
import org.sekisho.sasl.Keys;

class TakeoverTest {
    private static final Mailbox BOB = Mailbox.of("bob@example.test");
    private static final String PASSWORD = "rasmuslerdorf";
    // all of "rasmuslerdorf", as PHP's manual shows them for crypt()
    private static final String DES = "rl.3StKT.4T8M";
    private static final String MD5 = "$1$rasmusle$rISCgZzpwk3UhDidwXvin0";
    private static final List<String> HASHES = List.of(
            DES,
            MD5,
            "$5$rounds=5000$usesomesillystri$KqJWpanXZHKq2BOB43TSaYhEWsQ1Lr5QNyPCDH/Tp.6",
            "$2a$07$usesomesillystringfore2uDLvp1Ii2e./U9C8sBjqp8I90dH6hi");

    private final Office office = office();
    private final Takeover takeover = new Takeover(office.accounts);

    private static Office office() {
        try {
            return new Office();
        } catch (DirectoryException e) {
            throw new AssertionError(e);
        }
    }

    private Outcome take(OldPassword password, Service... services) throws DirectoryException {
        var newcomer = List.of(new Newcomer(BOB, password, Set.of(services)));
        List<Outcome> looked = takeover.look(newcomer);
        List<Outcome> taken = takeover.take(newcomer);
        assertEquals(looked, taken);
        return taken.getFirst();
    }

    private static OldPassword hash(String text) {
        return OldPassword.ofHash(new Secret(text)).orElseThrow();
    }

    private boolean opens(Logins logins, String password, Service service) {
        var attempt = new Attempt(InetAddress.ofLiteral("192.0.2.1"), service, true);
        return logins.verifyPassword(attempt, "", BOB.toString(), new Secret(password)) instanceof Verdict.LoggedIn;
    }

    private int scramKeys(Logins logins) {
        var attempt = new Attempt(InetAddress.ofLiteral("192.0.2.1"), Service.IMAP, true);
        var found = assertInstanceOf(
                Keys.Answer.Found.class, logins.proving(attempt).scram(BOB.toString()));
        return ((Keys.ScramKeys) found.keys()).candidates().size();
    }

    @Test
    void everyFormIsCheckedAsTheOldServerDid() {
        for (String each : HASHES) {
            CryptHash hash = CryptHash.read(each).orElseThrow();
            assertTrue(hash.matches(PASSWORD), each);
            assertFalse(hash.matches("another"), each);
        }
        String sha512 = Crypt.crypt(PASSWORD, "$6$rounds=5000$usesomesillystri$");
        assertTrue(CryptHash.read(sha512).orElseThrow().matches(PASSWORD));
    }

    @Test
    void whatWouldTakeTheMachineOrIsNoHashIsNotTaken() {
        for (String each : List.of(
                "",
                "*",
                "!",
                "x",
                "$6$rounds=999999999$a$" + "b".repeat(86),
                "$2y$31$" + "a".repeat(53),
                "$2y$00$" + "a".repeat(53),
                "$1$$" + "a".repeat(22),
                "$6$$" + "a".repeat(86))) {
            assertEquals(Optional.empty(), OldPassword.ofHash(new Secret(each)), each);
        }
    }

    @Test
    void anAddressOfADomainThatIsNotHereDoesNotStopTheOthers() throws DirectoryException {
        Mailbox elsewhere = Mailbox.of("bob@elsewhere.test");
        List<Outcome> taken = takeover.take(
                List.of(new Newcomer(elsewhere, hash(MD5), Set.of()), new Newcomer(BOB, hash(MD5), Set.of())));
        assertInstanceOf(Outcome.Refused.class, taken.getFirst());
        assertEquals(new Outcome.Added(), taken.getLast());
    }

    @Test
    void theFirstLoginMakesItArgon2id() throws DirectoryException {
        assertEquals(new Outcome.Added(), take(hash(MD5)));
        assertEquals(
                new MainPassword.Form.TakenOver("MD5-crypt"),
                MainPassword.of(office.accounts, BOB).form());
        try (Logins logins = office.logins(LoginSettings.DEFAULT)) {
            assertEquals(0, scramKeys(logins));
            assertFalse(opens(logins, "wrong", Service.IMAP));
            assertEquals(
                    new MainPassword.Form.TakenOver("MD5-crypt"),
                    MainPassword.of(office.accounts, BOB).form());
            assertTrue(opens(logins, PASSWORD, Service.IMAP));
            assertEquals(
                    new MainPassword.Form.Ours(),
                    MainPassword.of(office.accounts, BOB).form());
            assertEquals(1, scramKeys(logins));
            assertTrue(opens(logins, PASSWORD, Service.IMAP));
            assertFalse(opens(logins, "wrong", Service.IMAP));
        }
        assertEquals(new Outcome.Unchanged(), take(hash(MD5)));
    }

    @Test
    void aPasswordFollowsUntilItIsSetHere() throws DirectoryException {
        take(hash(MD5));
        assertEquals(new Outcome.PasswordFollowed(), take(hash(DES)));
        assertEquals(new Outcome.Unchanged(), take(hash(DES)));
        office.clock.advance(Duration.ofMinutes(1));
        office.accounts.setPassword(BOB, new Secret("set-here-9"));
        assertEquals(new Outcome.PasswordKept(), take(hash(MD5)));
        try (Logins logins = office.logins(LoginSettings.DEFAULT)) {
            assertTrue(opens(logins, "set-here-9", Service.IMAP));
        }
    }

    @Test
    void clearPasswordsAreHashedAtOnceAndServicesAreKept() throws DirectoryException {
        take(new OldPassword.Clear(new Secret(PASSWORD), Optional.of(new Secret(MD5))), Service.POP3);
        try (Logins logins = office.logins(LoginSettings.DEFAULT)) {
            assertEquals(1, scramKeys(logins));
            assertTrue(opens(logins, PASSWORD, Service.POP3S));
            assertFalse(opens(logins, PASSWORD, Service.SUBMISSION));
            office.accounts.setPassword(BOB, new Secret("set-here-9"));
            assertFalse(opens(logins, "set-here-9", Service.SUBMISSION));
            MainPassword.setServices(office.accounts, BOB, Set.of());
            assertTrue(opens(logins, "set-here-9", Service.SUBMISSION));
        }
    }

    @Test
    void aClearPasswordThatCannotBeSetHereLeavesTheHashBeside() throws DirectoryException {
        assertEquals(
                new Outcome.Added(), take(new OldPassword.Clear(new Secret("a\u0007b"), Optional.of(new Secret(MD5)))));
        assertEquals(
                new MainPassword.Form.TakenOver("MD5-crypt"),
                MainPassword.of(office.accounts, BOB).form());
    }

    @Test
    void withoutAPasswordNobodyLogsIn() throws DirectoryException {
        take(new OldPassword.None());
        assertEquals(
                new MainPassword.Form.None(),
                MainPassword.of(office.accounts, BOB).form());
        try (Logins logins = office.logins(LoginSettings.DEFAULT)) {
            assertFalse(opens(logins, "", Service.IMAP));
            assertFalse(opens(logins, "x", Service.IMAP));
            office.accounts.setPassword(BOB, new Secret("set-here-9"));
            assertTrue(opens(logins, "set-here-9", Service.IMAP));
        }
    }

    @Test
    void anAccountForwardsAndKeepsACopyWhenItNamesItself() throws DirectoryException {
        office.account(BOB.toString());
        office.account("carol@example.test");
        var forwards = new Forwards(office.accounts);
        Mailbox carol = Mailbox.of("carol@example.test");
        forwards.set(BOB, List.of(BOB, carol, Mailbox.of("x@elsewhere.test")));
        var forward = assertInstanceOf(Lookup.Forward.class, office.accounts.find(BOB));
        Directory.Expansion expansion = office.accounts.expand(forward.alias());
        assertEquals(
                List.of(BOB, carol),
                expansion.accounts().stream().map(Account::primary).toList());
        assertEquals(1, expansion.outside().size());
        assertTrue(office.accounts.owns(office.accounts.require(BOB).id(), BOB));
        assertThrows(DirectoryException.class, () -> forwards.set(carol, List.of(BOB)), "round and round");
        Accounts restarted = office.open();
        assertInstanceOf(Lookup.Forward.class, restarted.find(BOB));
        forwards.set(BOB, List.of(carol));
        assertEquals(
                List.of(carol),
                office.accounts.expand(forwards.of(BOB).orElseThrow()).accounts().stream()
                        .map(Account::primary)
                        .toList());
        office.accounts.removeAlias(BOB);
        assertInstanceOf(Lookup.Found.class, office.accounts.find(BOB));
        forwards.set(BOB, List.of(carol));
        office.accounts.removeAccount(BOB);
        assertInstanceOf(Lookup.NoSuchUser.class, office.accounts.find(BOB));
        assertInstanceOf(Lookup.NoSuchUser.class, office.open().find(BOB));
    }
}
