package org.sekisho.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sekisho.accounts.Office.DOMAIN;
import static org.sekisho.accounts.Office.mailbox;
import static org.sekisho.accounts.Office.mailboxes;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.sekisho.accounts.Directory.Standing;
import org.sekisho.accounts.DirectoryException.Kind;
import org.sekisho.address.AddressLiteral;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Secret;
import org.sekisho.store.StorageException;

final class AccountsTest {
    private final Office office = new Office();
    private final Accounts accounts = office.accounts;

    AccountsTest() throws DirectoryException {}

    private Optional<AccountId> found(String address) {
        return accounts.find(mailbox(address)) instanceof Lookup.Found(var account, var _)
                ? Optional.of(account.id())
                : Optional.empty();
    }

    private static void assertRefused(Kind kind, String text, Executable operation) {
        var refused = assertThrows(DirectoryException.class, operation);
        assertEquals(kind, refused.kind(), refused.getMessage());
        assertTrue(String.valueOf(refused.getMessage()).contains(text), refused.getMessage());
    }

    @Test
    void namesCompareWithoutCase() throws Exception {
        AccountId alice = office.account("Alice@example.test");
        assertEquals(Optional.of(alice), found("aLICE@example.test"));
        assertRefused(
                Kind.EXISTS,
                "there is already an account alice@example.test",
                () -> office.account("alice@example.test"));
        assertInstanceOf(Lookup.NoSuchUser.class, accounts.find(mailbox("bob@example.test")));
        assertInstanceOf(Lookup.ForeignDomain.class, accounts.find(mailbox("alice@example.com")));
        assertInstanceOf(Lookup.ForeignDomain.class, accounts.find(mailbox("alice@sub.example.test")));
    }

    /// `%` and `!` are ordinary characters: they never make another recipient of an address.
    @Test
    void nothingIsRewritten() throws Exception {
        office.account("alice@example.test");
        for (String local : List.of("alice%example.com", "example.com!alice", "alice@example.com", "@a:alice")) {
            var recipient = new Mailbox(new LocalPart(local), DOMAIN);
            assertInstanceOf(Lookup.NoSuchUser.class, accounts.find(recipient), local);
        }
    }

    @Test
    void subaddresses() throws Exception {
        AccountId alice = office.account("alice@example.test");
        var detailed = assertInstanceOf(Lookup.Found.class, accounts.find(mailbox("alice+shop@example.test")));
        assertEquals(alice, detailed.account().id());
        assertEquals("shop", detailed.detail());
        AccountId longer = office.account("alice+vip@example.test");
        assertEquals(Optional.of(longer), found("alice+vip@example.test"));
        assertEquals(Optional.of(longer), found("alice+vip+x@example.test"));
        accounts.setSeparators(DOMAIN, "-");
        assertEquals(Optional.empty(), found("alice+shop@example.test"));
        assertEquals(Optional.of(alice), found("alice-shop@example.test"));
        accounts.setSeparators(DOMAIN, "");
        assertEquals(Optional.empty(), found("alice-shop@example.test"));
        assertRefused(Kind.INVALID, "separators", () -> accounts.setSeparators(DOMAIN, "@"));
    }

    @Test
    void catchAll() throws Exception {
        AccountId alice = office.account("alice@example.test");
        accounts.setCatchAll(DOMAIN, Optional.of(mailbox("alice@example.test")));
        assertEquals(Optional.of(alice), found("anything@example.test"));
        assertRefused(Kind.IN_USE, "catch-all", () -> accounts.removeAccount(mailbox("alice@example.test")));
        accounts.setCatchAll(DOMAIN, Optional.empty());
        assertEquals(Optional.empty(), found("anything@example.test"));
        assertRefused(
                Kind.MISSING,
                "add an alias",
                () -> accounts.setCatchAll(DOMAIN, Optional.of(mailbox("x@elsewhere.test"))));
    }

    /// RFC 5321 §4.5.1.
    @Test
    void postmasterAlwaysFindsSomebody() throws Exception {
        assertInstanceOf(Lookup.Unavailable.class, accounts.find(mailbox("postmaster@example.test")));
        AccountId first = office.account("zoe@example.test");
        office.account("alice@example.test");
        accounts.addDomain(new Domain("example.org"));
        for (String role : List.of("postmaster", "POSTMASTER", "abuse")) {
            assertEquals(Optional.of(first), found(role + "@example.test"));
            assertEquals(Optional.of(first), found(role + "@example.org"));
        }
        assertEquals(first, accounts.postmaster(Optional.empty()).orElseThrow().id());
        accounts.suspendDomain(DOMAIN);
        assertEquals(Optional.of(first), found("postmaster@example.test"));
        accounts.resumeDomain(DOMAIN);
        AccountId own = office.account("postmaster@example.test");
        assertEquals(Optional.of(own), found("PostMaster@example.test"));
        assertEquals(own, accounts.postmaster(Optional.of(DOMAIN)).orElseThrow().id());
    }

    @Test
    void theConfiguredPostmasterAndOurAddressLiterals() throws Exception {
        InetAddress ours = InetAddress.ofLiteral("192.0.2.7");
        var other = new Office(new AccountSettings(Optional.of(mailbox("admin@example.test")), Set.of(ours), true));
        other.account("alice@example.test");
        AccountId admin = other.account("admin@example.test");
        var literal = new AddressLiteral(ours);
        assertTrue(other.accounts.isOurs(literal));
        assertFalse(other.accounts.isOurs(new AddressLiteral(InetAddress.ofLiteral("192.0.2.8"))));
        Lookup postmaster = other.accounts.find(new Mailbox(new LocalPart("Postmaster"), literal));
        assertEquals(
                admin,
                assertInstanceOf(Lookup.Found.class, postmaster).account().id());
        assertInstanceOf(Lookup.Found.class, other.accounts.find(new Mailbox(new LocalPart("alice"), literal)));
        assertInstanceOf(
                Lookup.ForeignDomain.class,
                other.accounts.find(
                        new Mailbox(new LocalPart("alice"), new AddressLiteral(InetAddress.ofLiteral("192.0.2.8")))));
    }

    @Test
    void domains() throws Exception {
        assertRefused(Kind.EXISTS, "already", () -> accounts.addDomain(DOMAIN));
        assertRefused(Kind.MISSING, "domain add", () -> office.account("x@example.org"));
        office.account("alice@example.test");
        assertRefused(Kind.IN_USE, "1 accounts", () -> accounts.removeDomain(DOMAIN));
        accounts.suspendDomain(DOMAIN);
        assertInstanceOf(Lookup.DomainSuspended.class, accounts.find(mailbox("alice@example.test")));
        assertTrue(accounts.isOurs(DOMAIN));
        accounts.resumeDomain(DOMAIN);
        accounts.removeAccount(mailbox("alice@example.test"));
        accounts.removeDomain(DOMAIN);
        assertFalse(accounts.isOurs(DOMAIN));
        assertRefused(Kind.MISSING, "not a domain", () -> accounts.suspendDomain(DOMAIN));
    }

    @Test
    void anIdIsNeverUsedTwice() throws Exception {
        AccountId first = office.account("alice@example.test");
        assertEquals(first, accounts.removeAccount(mailbox("ALICE@example.test")));
        assertEquals(Optional.empty(), accounts.account(first));
        Accounts restarted = office.open();
        AccountId second = restarted.addAccount(mailbox("alice@example.test"), new Secret(Office.HASH));
        assertNotEquals(first, second);
        assertInstanceOf(Standing.Gone.class, restarted.standing(first, CredentialId.MAIN));
        assertInstanceOf(Standing.Good.class, restarted.standing(second, CredentialId.MAIN));
    }

    @Test
    void standingFollowsSuspensionRevocationAndExpiry() throws Exception {
        AccountId alice = office.account("alice@example.test");
        Mailbox address = mailbox("alice@example.test");
        var scope = new Scope(
                Set.of(),
                List.of(),
                List.of(),
                Optional.of(office.clock.instant().plus(Duration.ofDays(1))));
        CredentialId phone = accounts.addAppPassword(address, "phone", scope).id();
        CredentialId tablet =
                accounts.addAppPassword(address, "tablet", Scope.ANYTHING).id();
        assertInstanceOf(Standing.Good.class, accounts.standing(alice, phone));
        office.clock.advance(Duration.ofDays(1));
        assertInstanceOf(Standing.Gone.class, accounts.standing(alice, phone));
        assertInstanceOf(Standing.Good.class, accounts.standing(alice, tablet));
        accounts.suspendAppPassword(address, "tablet");
        assertInstanceOf(Standing.Gone.class, accounts.standing(alice, tablet));
        accounts.resumeAppPassword(address, tablet.value());
        assertInstanceOf(Standing.Good.class, accounts.standing(alice, tablet));
        accounts.revokeAppPassword(address, "tablet");
        assertInstanceOf(Standing.Gone.class, accounts.standing(alice, tablet));
        assertRefused(Kind.MISSING, "no app password", () -> accounts.suspendAppPassword(address, "tablet"));
        accounts.suspendAccount(address);
        assertInstanceOf(Standing.Gone.class, accounts.standing(alice, CredentialId.MAIN));
        assertEquals(Optional.of(alice), found("alice@example.test"), "it still receives");
        accounts.resumeAccount(address);
        accounts.suspendDomain(DOMAIN);
        assertInstanceOf(Standing.Gone.class, accounts.standing(alice, CredentialId.MAIN));
        accounts.resumeDomain(DOMAIN);
        assertInstanceOf(Standing.Good.class, accounts.standing(alice, CredentialId.MAIN));
    }

    @Test
    void appPasswordsAreNamedAndListed() throws Exception {
        office.account("alice@example.test");
        Mailbox address = mailbox("alice@example.test");
        office.alias("sales@example.test", "alice@example.test");
        var scope = new Scope(Set.of(Service.IMAP), mailboxes("sales@example.test"), List.of(), Optional.empty());
        var added = accounts.addAppPassword(address, "phone", scope);
        assertTrue(added.secret().value().matches("([a-z2-9]{5}-){3}[a-z2-9]{5}"));
        AppPassword listed = accounts.appPasswords(address).getFirst();
        assertEquals(
                new AppPassword(added.id(), "phone", scope, office.clock.instant(), false, Optional.empty()), listed);
        assertEquals(listed, office.open().appPasswords(address).getFirst());
        assertRefused(Kind.EXISTS, "revoke it first", () -> accounts.addAppPassword(address, "phone", Scope.ANYTHING));
        var foreign = new Scope(Set.of(), mailboxes("bob@example.test"), List.of(), Optional.empty());
        assertRefused(Kind.INVALID, "does not own", () -> accounts.addAppPassword(address, "tablet", foreign));
        assertRefused(Kind.MISSING, "no app password", () -> accounts.revokeAppPassword(address, "tablet"));
        assertFalse(office.events.lines().toString().contains(added.secret().value()));
    }

    @Test
    void aliasesGiveAddressesToSendFrom() throws Exception {
        AccountId alice = office.account("alice@example.test");
        office.account("bob@example.test");
        office.alias("info@example.test", "alice@example.test");
        office.alias("contact@example.test", "info@example.test");
        office.alias("both@example.test", "alice@example.test", "bob@example.test");
        office.alias("out@example.test", "alice@example.com");
        Account account = accounts.account(alice).orElseThrow();
        assertEquals(mailboxes("alice@example.test", "info@example.test", "contact@example.test"), account.addresses());
        for (String own :
                List.of("ALICE@example.test", "Info@example.test", "info+x@example.test", "alice+y@example.test")) {
            assertTrue(accounts.owns(alice, mailbox(own)), own);
        }
        for (String not : List.of(
                "both@example.test",
                "bob@example.test",
                "out@example.test",
                "x@example.test",
                "alice@example.com",
                "postmaster@example.test")) {
            assertFalse(accounts.owns(alice, mailbox(not)), not);
        }
        accounts.addDomain(new Domain("example.org"));
        office.alias("alice@example.org", "alice@example.test");
        assertTrue(accounts.owns(alice, mailbox("alice@example.org")));
        accounts.suspendDomain(new Domain("example.org"));
        assertFalse(accounts.owns(alice, mailbox("alice@example.org")));
        accounts.suspendAlias(mailbox("info@example.test"));
        assertFalse(accounts.owns(alice, mailbox("contact@example.test")));
        accounts.resumeAlias(mailbox("info@example.test"));
        accounts.setMembers(mailbox("info@example.test"), mailboxes("bob@example.test"));
        assertFalse(accounts.owns(alice, mailbox("info@example.test")));
    }

    @Test
    void aliasesExpandOnceAndNeverForEver() throws Exception {
        AccountId alice = office.account("alice@example.test");
        office.account("bob@example.test");
        office.alias("inner@example.test", "alice@example.test", "friend@example.com");
        String outer =
                office.alias("outer@example.test", "inner@example.test", "Alice@example.test", "bob@example.test");
        assertRefused(
                Kind.INVALID,
                "lead back to itself",
                () -> accounts.setMembers(mailbox("inner@example.test"), mailboxes("outer@example.test")));
        assertRefused(Kind.INVALID, "itself", () -> office.alias("self@example.test", "self@example.test"));
        assertRefused(Kind.MISSING, "there is no", () -> office.alias("x@example.test", "typo@example.test"));
        var alias = accounts.alias(outer).orElseThrow();
        assertEquals(mailbox("postmaster@example.test"), alias.owner());
        var all = accounts.expand(alias);
        assertEquals(2, all.accounts().size());
        assertEquals(alice, all.accounts().getFirst().id());
        assertEquals(
                List.of("friend@example.com"),
                all.outside().stream().map(each -> each.member().toString()).toList());
        assertEquals(
                "inner@example.test", all.outside().getFirst().alias().address().toString());
        accounts.removeAccount(mailbox("bob@example.test"));
        assertEquals(mailboxes("bob@example.test"), accounts.expand(alias).nobody());
        accounts.suspendAlias(mailbox("inner@example.test"));
        assertEquals(List.of(), accounts.expand(alias).outside());
        assertEquals(outer, accounts.removeAlias(mailbox("outer@example.test")));
        assertEquals(Optional.empty(), accounts.alias(outer));
    }

    @Test
    void allIsThereAfterARestart() throws Exception {
        AccountId alice = office.account("alice@example.test");
        String alias = office.alias("info@example.test", "alice@example.test", "x@example.com");
        accounts.setSeparators(DOMAIN, "-+");
        accounts.setCatchAll(DOMAIN, Optional.of(mailbox("info@example.test")));
        accounts.suspendAccount(mailbox("alice@example.test"));
        Accounts restarted = office.open();
        assertEquals(accounts.domains(), restarted.domains());
        assertEquals(accounts.accounts(Optional.empty()), restarted.accounts(Optional.empty()));
        assertEquals(accounts.alias(alias), restarted.alias(alias));
        assertEquals(
                Account.State.SUSPENDED, restarted.account(alice).orElseThrow().state());
    }

    /// Two nodes, or two operators at two nodes: neither overwrites the other.
    @Test
    void twoNodesOnOneStore() throws Exception {
        Accounts other = office.open();
        office.account("alice@example.test");
        assertRefused(
                Kind.EXISTS, "already", () -> other.addAccount(mailbox("alice@example.test"), new Secret(Office.HASH)));
        AccountId bob = other.addAccount(mailbox("bob@example.test"), new Secret(Office.HASH));
        assertEquals(Optional.empty(), found("bob@example.test"));
        accounts.refresh();
        assertEquals(Optional.of(bob), found("bob@example.test"));
        other.removeAccount(mailbox("alice@example.test"));
        other.suspendDomain(DOMAIN);
        String alias = other.addAlias(mailbox("i@example.test"), mailboxes("x@example.com"), Optional.empty());
        accounts.refresh();
        assertEquals(other.accounts(Optional.empty()), accounts.accounts(Optional.empty()));
        assertEquals(other.domains(), accounts.domains());
        assertTrue(accounts.alias(alias).isPresent());
        for (int i = 0; i <= Draft.KEPT_VERSIONS; i++) { // further than the log tells
            other.setSeparators(DOMAIN, i % 2 == 0 ? "-" : "+");
        }
        other.removeAlias(mailbox("i@example.test"));
        accounts.refresh();
        assertEquals(other.domains(), accounts.domains());
        assertEquals(Optional.empty(), accounts.alias(alias));
    }

    @Test
    void aFailedCommitChangesNothing() throws Exception {
        office.account("alice@example.test");
        office.store.fail(Optional.of(StorageException.Kind.FULL));
        assertThrows(StorageException.class, () -> office.account("bob@example.test"));
        assertTrue(found("alice@example.test").isPresent(), "look-ups need no store");
        office.store.fail(Optional.empty());
        assertEquals(Optional.empty(), found("bob@example.test"));
        office.account("bob@example.test");
    }

    @Test
    void passwordsThatCannotBeUsed() {
        for (String bad : List.of(
                "",
                "x".repeat(513),
                "bell\u0007",
                "$argon2id$v=19$m=9999999,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
                "{ARGON2ID}x")) {
            assertRefused(Kind.INVALID, "", () -> office.account("alice@example.test", bad));
        }
    }
}
