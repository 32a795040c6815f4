package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.AccessLists.Shown;
import org.sekisho.store.Batch;
import org.sekisho.store.Outcome;
import org.sekisho.store.Row;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;
import org.sekisho.testing.Dice;
import org.sekisho.testing.StoreBefore;

final class MailboxTreeTest {
    private static final String SENT = "Other Users/alice@example.test/Sent";

    private final Neighbourhood here;
    private final MailboxTree tree;

    MailboxTreeTest() throws DirectoryException {
        here = new Neighbourhood();
        tree = here.tree;
        here.make(here.alice, "INBOX");
        here.make(here.alice, "Sent");
    }

    private List<String> seenBy(AccountId user) {
        return tree.visible(user).stream().map(Entry::name).toList();
    }

    /// What each right opens of a mailbox that lies with somebody else. A user who lacks what an operation needs is
    /// told so when the mailbox may be seen, and that there is none otherwise.
    @ParameterizedTest
    @CsvSource({
        "'',          none, none, none, none, none",
        "l,           seen, no,   no,   no,   no",
        "lr,          seen, yes,  no,   no,   no",
        "r,           none, yes,  none, none, none",
        "li,          seen, no,   no,   no,   no",
        "lk,          seen, no,   yes,  no,   no",
        "k,           none, none, yes,  none, none",
        "lx,          seen, no,   no,   yes,  no",
        "x,           none, none, none, yes,  none",
        "la,          seen, no,   no,   no,   yes",
        "a,           none, none, none, none, yes",
        "lrswipkxtea, seen, yes,  yes,  yes,  yes",
        "lrswipktea,  seen, yes,  yes,  no,   yes",
    })
    void rightsAndWhatTheyOpen(
            String rights, String list, String select, String create, String delete, String administer) {
        here.grant(here.alice, "Sent", "bob@example.test", rights);
        assertEquals(list.equals("seen"), seenBy(here.bob).contains(SENT));
        assertEquals(list.equals("seen") ? "yes" : "none", said(tree.access(here.bob, SENT, Right.LOOKUP)));
        assertEquals(select, said(tree.access(here.bob, SENT, Right.READ)));
        assertEquals(administer, said(tree.access(here.bob, SENT, Right.ADMINISTER)));
        assertEquals(create, said(tree.create(here.bob, SENT + "/2026", Set.of())));
        assertEquals(delete, said(tree.remove(here.bob, SENT)));
    }

    private static String said(Access access) {
        return switch (access) {
            case Access.Granted _ -> "yes";
            case Access.NoPermission() -> "no";
            case Access.NonExistent() -> "none";
            case Access.Malformed(var why) -> why;
        };
    }

    private static String said(TreeChange change) {
        return switch (change) {
            case TreeChange.Done _ -> "yes";
            case TreeChange.NoPermission() -> "no";
            case TreeChange.NonExistent() -> "none";
            case TreeChange.AlreadyExists() -> "exists";
            case TreeChange.NotAllowed(var why) -> why;
            case TreeChange.UseNotAllowed(var why) -> why;
        };
    }

    @Test
    void nothingIsSharedUntilItIs() {
        assertEquals(List.of("INBOX", "Sent"), seenBy(here.alice));
        assertEquals(List.of(), seenBy(here.bob));
        assertEquals(Optional.empty(), here.rights(here.bob, SENT));
    }

    @Test
    void anyoneIsTheDomainAndNobodyElse() {
        here.grant(here.alice, "Sent", "anyone", "lr");
        assertEquals(List.of(SENT), seenBy(here.bob));
        assertEquals(List.of(SENT), seenBy(here.carol));
        assertEquals(List.of(), seenBy(here.mallory));
        assertEquals(Optional.empty(), here.rights(here.mallory, SENT));
        assertEquals(List.of("INBOX", "Sent"), seenBy(here.alice));
    }

    @Test
    void aNeighbourElsewhereIsNamedByAddress() {
        here.grant(here.alice, "Sent", "mallory@other.test", "lr");
        assertEquals(List.of(SENT), seenBy(here.mallory));
    }

    @Test
    void negativeEntriesTakeAwayWhatAnyoneHas() {
        here.grant(here.alice, "Sent", "anyone", "lrs");
        here.grant(here.alice, "Sent", "-bob@example.test", "ls");
        here.grant(here.alice, "Sent", "-anyone", "s");
        assertEquals(Optional.of(Rights.parse("lr")), here.rights(here.carol, SENT));
        assertEquals(List.of(), seenBy(here.bob));
        assertEquals("yes", said(tree.access(here.bob, SENT, Right.READ)));
        here.grant(here.alice, "Sent", "bob@example.test", "lrx");
        assertEquals("none", said(tree.access(here.bob, SENT, Right.LOOKUP)));
    }

    @Test
    void theOwnerHasAllRightsWhateverIsSaid() {
        assertInstanceOf(
                AccessLists.Outcome.NotAllowed.class, here.grant(here.alice, "Sent", "alice@example.test", "lr"));
        assertInstanceOf(
                AccessLists.Outcome.NotAllowed.class, here.grant(here.alice, "Sent", "-alice@example.test", "a"));
        assertInstanceOf(
                AccessLists.Outcome.NotAllowed.class, here.grant(here.alice, "Sent", "alice@example.test", ""));
        assertEquals(
                new AccessLists.Outcome.Done(Rights.ALL), here.grant(here.alice, "Sent", "alice@example.test", "+lr"));
        here.grant(here.alice, "Sent", "-anyone", "lrswipkxtea");
        assertEquals(Optional.of(Rights.ALL), here.rights(here.alice, "Sent"));
        assertEquals(
                List.of(new Shown("alice@example.test", Rights.ALL), new Shown("-anyone", Rights.ALL)),
                here.lists.entries(entry(here.alice, "Sent")));
        assertEquals(
                Optional.of(new AccessLists.Possible(Rights.ALL, Rights.NONE)),
                here.lists.possible(entry(here.alice, "Sent"), "alice@example.test"));
        assertEquals(
                Optional.of(new AccessLists.Possible(Rights.NONE, Rights.ALL)),
                here.lists.possible(entry(here.alice, "Sent"), "anyone"));
    }

    private Entry entry(AccountId user, String name) {
        return assertInstanceOf(Access.Granted.class, tree.access(user, name)).entry();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody@example.test", "bob", "bob+x@example.test", "", "-", "authenticated", "@", "a b"})
    void whoIsNobodyGetsNothing(String who) throws DirectoryException {
        accounts().addAlias(Mailbox.of("team@example.test"), List.of(Mailbox.of("bob@example.test")), Optional.empty());
        accounts().setCatchAll(Neighbourhood.DOMAIN, Optional.of(Mailbox.of("bob@example.test")));
        assertEquals(new AccessLists.Outcome.NoSuchUser(), here.grant(here.alice, "Sent", who, "lr"));
        assertEquals(new AccessLists.Outcome.NoSuchUser(), here.grant(here.alice, "Sent", "team@example.test", "lr"));
        assertEquals(List.of(), seenBy(here.bob));
    }

    private Accounts accounts() {
        return here.accounts;
    }

    @Test
    void aNewAccountWithAnOldAddressInheritsNothing() throws DirectoryException {
        here.grant(here.alice, "Sent", "bob@example.test", "lr");
        here.mailboxes.removeAccount(accounts().removeAccount(Mailbox.of("bob@example.test")));
        AccountId next = here.add("bob@example.test");
        assertEquals(List.of(), seenBy(next));
        assertEquals(Optional.empty(), here.rights(next, SENT));
        assertEquals(
                List.of(new Shown("alice@example.test", Rights.ALL)), here.lists.entries(entry(here.alice, "Sent")));
        here.grant(here.alice, "Sent", "carol@example.test", "l");
        assertEquals(
                1,
                here.mailboxes
                        .sharing()
                        .acl(here.alice, entry(here.alice, "Sent").id())
                        .entries()
                        .size());
    }

    @Test
    void aRemovedOwnerSharesNothingAnyMore() throws DirectoryException {
        here.grant(here.alice, "Sent", "bob@example.test", "lr");
        here.mailboxes.removeAccount(accounts().removeAccount(Mailbox.of("alice@example.test")));
        AccountId next = here.add("alice@example.test");
        here.make(next, "Sent");
        assertEquals(List.of(), seenBy(here.bob));
        assertEquals(Optional.empty(), here.rights(here.bob, SENT));
    }

    @Test
    void anAclFollowsItsMailboxAndGoesWithIt() {
        here.grant(here.alice, "Sent", "bob@example.test", "lr");
        tree.rename(here.alice, "Sent", "Old/Sent");
        here.make(here.alice, "Sent");
        assertEquals(List.of("Other Users/alice@example.test/Old/Sent"), seenBy(here.bob));
        tree.remove(here.alice, "Old/Sent");
        here.make(here.alice, "Old/Sent");
        assertEquals(List.of(), seenBy(here.bob));
    }

    @Test
    void aNewMailboxIsForThoseTheNextOneAboveIsFor() {
        here.grant(here.alice, "Sent", "bob@example.test", "lr");
        here.make(here.alice, "Sent/a/b/c");
        assertEquals(List.of(SENT, SENT + "/a/b/c"), seenBy(here.bob));
        here.grant(here.alice, "Sent", "bob@example.test", "");
        assertEquals(List.of(SENT + "/a/b/c"), seenBy(here.bob));
        here.make(here.alice, "Sent/a/b/c/d");
        here.make(here.alice, "Sent/x");
        assertEquals(List.of(SENT + "/a/b/c", SENT + "/a/b/c/d"), seenBy(here.bob));
    }

    @Test
    void rightsThatWereTakenAwayEndInAnOpenMailbox() {
        here.grant(here.alice, "Sent", "bob@example.test", "lrs");
        Entry opened = entry(here.bob, SENT);
        here.grant(here.alice, "Sent", "bob@example.test", "-s");
        assertEquals(Rights.parse("lr"), tree.rights(here.bob, opened));
        tree.remove(here.alice, "Sent");
        assertEquals(Rights.NONE, tree.rights(here.bob, opened));
        assertEquals(Rights.ALL, tree.rights(here.alice, entry(here.alice, "INBOX")));
    }

    // ---- what a stranger learns

    /// Whatever Bob asks of a mailbox he may not see is answered as for one that never was.
    @Test
    void aHiddenMailboxIsLikeNone() {
        here.make(here.alice, "Secret");
        here.make(here.alice, "Secret/Plan");
        here.grant(here.alice, "INBOX", "bob@example.test", "lrx");
        String base = "Other Users/alice@example.test/";
        for (String[] pair : new String[][] {
            {base + "Secret", base + "Nothing"},
            {base + "Secret/Plan", base + "Nothing/Plan"},
            {base + "Sent", "Other Users/nobody@example.test/Sent"},
            {"Other Users/carol@example.test/INBOX", "Other Users/nobody@example.test/INBOX"},
        }) {
            for (Right right : Right.values()) {
                assertEquals(tree.access(here.bob, pair[1], right), tree.access(here.bob, pair[0], right));
            }
            assertEquals(tree.create(here.bob, pair[1], Set.of()), tree.create(here.bob, pair[0], Set.of()));
            assertEquals(
                    tree.create(here.bob, pair[1] + "/x", Set.of()), tree.create(here.bob, pair[0] + "/x", Set.of()));
            assertEquals(tree.remove(here.bob, pair[1]), tree.remove(here.bob, pair[0]));
            assertEquals(tree.rename(here.bob, pair[1], "Mine"), tree.rename(here.bob, pair[0], "Mine"));
            assertEquals(
                    tree.rename(here.bob, base + "INBOX", pair[1]).getClass(),
                    tree.rename(here.bob, base + "INBOX", pair[0]).getClass());
            assertEquals(tree.subscribe(here.bob, pair[1]), tree.subscribe(here.bob, pair[0]));
        }
        assertEquals(List.of("Other Users/alice@example.test/INBOX"), seenBy(here.bob));
    }

    @Test
    void whoMayCreateLearnsOnlyThatTheNameIsTaken() {
        here.make(here.alice, "Sent/Hidden");
        here.grant(here.alice, "Sent", "bob@example.test", "lk");
        assertEquals("no", said(tree.create(here.bob, SENT + "/Hidden", Set.of())));
        here.grant(here.alice, "Sent/Hidden", "bob@example.test", "l");
        assertEquals("exists", said(tree.create(here.bob, SENT + "/Hidden", Set.of())));
    }

    @Test
    void mailboxesStayWithTheirOwner() {
        here.make(here.bob, "Mine");
        here.grant(here.alice, "Sent", "bob@example.test", "lrswipkxtea");
        here.grant(here.carol, "INBOX", "bob@example.test", "lrswipkxtea");
        String refused = "a mailbox cannot move to another owner";
        assertEquals(refused, said(tree.rename(here.bob, SENT, "Stolen")));
        assertEquals(refused, said(tree.rename(here.bob, "Mine", SENT + "/Dump")));
        assertEquals(refused, said(tree.rename(here.bob, SENT, "Other Users/carol@example.test/Sent")));
        assertEquals(refused, said(tree.rename(here.bob, SENT, "Public/Sent")));
    }

    @Test
    void toRenameTakesARightOnTheMailboxAndOneAboveTheNewName() {
        here.make(here.alice, "Sent/a");
        here.make(here.alice, "Other");
        here.grant(here.alice, "Sent/a", "bob@example.test", "lx");
        assertEquals("none", said(tree.rename(here.bob, SENT + "/a", SENT + "/b")));
        here.grant(here.alice, "Sent", "bob@example.test", "l");
        assertEquals("no", said(tree.rename(here.bob, SENT + "/a", SENT + "/b")));
        here.grant(here.alice, "Sent", "bob@example.test", "lk");
        assertEquals("yes", said(tree.rename(here.bob, SENT + "/a", SENT + "/b")));
        assertEquals("none", said(tree.rename(here.bob, SENT + "/b", "Other Users/alice@example.test/b")));
        here.grant(here.alice, "Sent/b", "bob@example.test", "l");
        assertEquals("no", said(tree.rename(here.bob, SENT + "/b", SENT + "/c")));
    }

    @Test
    void theInboxOfAnotherIsNotToBeMovedOrDeleted() {
        here.grant(here.alice, "INBOX", "bob@example.test", "lrswipkxtea");
        String inbox = "Other Users/alice@example.test/INBOX";
        assertEquals("INBOX stays", said(tree.remove(here.bob, inbox)));
        assertEquals("INBOX is its owner's to rename", said(tree.rename(here.bob, inbox, inbox + "/Old")));
    }

    @Test
    void copiesGetNoFlagsThatMayNotBeSetThere() {
        MailboxId inbox = here.make(here.bob, "INBOX");
        String text = "Subject: hello\r\n\r\nbody\r\n";
        here.mailboxes.deliver(inbox, Bodies.delivery("Q1", Bodies.stored(here.memory, text), text));
        Flags flags = new Flags(Set.of(SystemFlag.SEEN, SystemFlag.DELETED), List.of("$Work"));
        here.mailboxes.setFlags(inbox, new FlagChange(UidSet.of(1), Flags.Mode.REPLACE, flags, OptionalLong.empty()));
        here.grant(here.alice, "Sent", "bob@example.test", "is");
        Entry sent = assertInstanceOf(Access.Granted.class, tree.access(here.bob, SENT, Right.INSERT))
                .entry();
        here.mailboxes.copy(inbox, List.of(here.mailboxes.message(inbox, 1).orElseThrow()), sent.id(), sent.rights());
        assertEquals(
                Flags.of(SystemFlag.SEEN),
                here.mailboxes.message(sent.id(), 1).orElseThrow().flags());
    }

    // ---- names

    @ParameterizedTest
    @ValueSource(strings = {"Other Users", "Public"})
    void theRootsAreNoMailboxes(String root) {
        assertInstanceOf(TreeChange.NotAllowed.class, tree.create(here.bob, root, Set.of()));
        assertInstanceOf(TreeChange.NotAllowed.class, tree.create(here.bob, root + "/", Set.of()));
        here.make(here.bob, "x");
        assertInstanceOf(TreeChange.NotAllowed.class, tree.rename(here.bob, "x", root));
        assertEquals("none", said(tree.access(here.bob, root, Right.LOOKUP)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Other Users/alice@example.test/", "Public//x", "a//b", "", "a*", "Public/%"})
    void malformedNamesAreToldFromMissingOnes(String name) {
        assertInstanceOf(Access.Malformed.class, tree.access(here.bob, name, Right.LOOKUP));
        assertInstanceOf(TreeChange.NotAllowed.class, tree.create(here.bob, name + "x*", Set.of()));
        assertThrows(SyntaxError.class, () -> tree.subscribe(here.bob, name));
    }

    @Test
    void theLongestNamesFitBehindAnAddress() {
        String longest = "x".repeat(MailboxName.MAX_OCTETS);
        here.make(here.alice, longest);
        here.grant(here.alice, longest, "bob@example.test", "lr");
        String name = "Other Users/alice@example.test/" + longest;
        assertEquals(List.of(name), seenBy(here.bob));
        assertEquals("yes", said(tree.access(here.bob, name, Right.READ)));
        assertInstanceOf(Access.Malformed.class, tree.access(here.bob, name + "x", Right.READ));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b@example.test", "a%b@example.test", "a*b@example.test"})
    void anAddressThatIsNoLevelIsReplacedByTheAccountsId(String address) throws DirectoryException {
        AccountId strange = here.add(address);
        here.make(strange, "INBOX");
        here.grant(strange, "INBOX", "bob@example.test", "lr");
        String name = "Other Users/" + strange + "/INBOX";
        assertEquals(List.of(name), seenBy(here.bob));
        assertEquals("yes", said(tree.access(here.bob, name, Right.READ)));
    }

    @Test
    void whatAnotherServerCalledPublicStaysInReach() {
        here.mailboxes.list().create(here.bob, new MailboxName("Public/News"), Set.of());
        here.mailboxes.list().create(here.publicOwner().id(), new MailboxName("News"), Set.of());
        here.lists.set(here.publicOwner(), new MailboxName("News"), "anyone", RightsChange.parse("lr"));
        assertTrue(entry(here.bob, "Public/News").isOwn());
        assertEquals(Namespace.PUBLIC, entry(here.carol, "Public/News").namespace());
        assertEquals(List.of("Public/News"), seenBy(here.bob));
        assertEquals("yes", said(tree.rename(here.bob, "Public/News", "News")));
        assertEquals(List.of("News", "Public/News"), seenBy(here.bob));
    }

    // ---- public

    @Test
    void publicMailboxesAreTheDomains() throws DirectoryException {
        here.mailboxes.list().create(here.publicOwner().id(), new MailboxName("News"), Set.of());
        assertEquals(List.of(), seenBy(here.bob));
        here.lists.set(here.publicOwner(), new MailboxName("News"), "anyone", RightsChange.parse("lrk"));
        assertEquals(List.of("Public/News"), seenBy(here.bob));
        assertEquals(List.of(), seenBy(here.mallory));
        assertEquals("none", said(tree.access(here.mallory, "Public/News", Right.READ)));
        assertEquals("no", said(tree.create(here.bob, "Public/Other", Set.of())));
        assertEquals("no", said(tree.remove(here.bob, "Public/News")));
        assertEquals("yes", said(tree.create(here.bob, "Public/News/2026", Set.of())));
        assertEquals(List.of("Public/News", "Public/News/2026"), seenBy(here.carol));
    }

    // ---- uses

    @Test
    void aUseIsGivenOnceAndToOnesOwn() {
        assertEquals("yes", said(tree.create(here.bob, "Gesendet", Set.of(SpecialUse.SENT))));
        assertInstanceOf(TreeChange.UseNotAllowed.class, tree.create(here.bob, "Sent", Set.of(SpecialUse.SENT)));
        assertInstanceOf(TreeChange.UseNotAllowed.class, tree.create(here.bob, "All", Set.of(SpecialUse.ALL)));
        here.grant(here.alice, "Sent", "bob@example.test", "lk");
        assertInstanceOf(TreeChange.UseNotAllowed.class, tree.create(here.bob, SENT + "/x", Set.of(SpecialUse.JUNK)));
    }

    // ---- crashes, and an index that disagrees

    /// Fails the commits from the given one on.
    private record Crashing(Store store, int[] left) implements StoreBefore {
        @Override
        public Outcome commit(Batch batch) {
            if (left[0]-- <= 0) {
                throw new StorageException(StorageException.Kind.UNAVAILABLE, "crashed");
            }
            return store.commit(batch);
        }
    }

    @Test
    void aCrashBetweenTheCommitsOfAGrantLeavesNoHiddenShare() throws DirectoryException {
        for (int commits = 0; commits < 4; commits++) {
            int[] left = {Integer.MAX_VALUE};
            var there = new Neighbourhood(memory -> new Crashing(memory, left));
            there.make(there.alice, "Sent");
            left[0] = commits;
            boolean done = true;
            try {
                there.grant(there.alice, "Sent", "bob@example.test", "lr");
            } catch (StorageException _) {
                done = false;
            }
            left[0] = Integer.MAX_VALUE;
            boolean granted = there.rights(there.bob, SENT).isPresent();
            assertEquals(done, granted);
            assertEquals(
                    granted ? List.of(SENT) : List.of(),
                    there.tree.visible(there.bob).stream().map(Entry::name).toList());
        }
    }

    @Test
    void aHintThatPointsAtNothingGoesWhenItIsOldEnough() {
        here.grant(here.alice, "Sent", "bob@example.test", "lr");
        here.grant(here.alice, "Sent", "bob@example.test", "");
        seenBy(here.bob);
        assertEquals(1, hints(here.bob));
        here.clock.advance(Sharing.HINT_GRACE.plus(Duration.ofMinutes(1)));
        seenBy(here.bob);
        assertEquals(0, hints(here.bob));
        here.grant(here.alice, "Sent", "bob@example.test", "lr");
        here.clock.advance(Duration.ofDays(2));
        assertEquals(List.of(SENT), seenBy(here.bob));
        assertEquals(1, hints(here.bob));
    }

    private int hints(AccountId user) {
        return here.store.scan(Rows.sharers(user), Scan.all(Rows.FROM, 100)).size();
    }

    @Test
    void anIndexThatLacksAGrantIsMended() {
        here.grant(here.alice, "Sent", "bob@example.test", "lr");
        here.grant(here.alice, "Sent", "anyone", "l");
        here.mailboxes.sharing().forget(here.bob);
        here.store.commit(Batch.in(Rows.SHARERS_WITH_ANYONE).delete(Row.of(Rows.FROM, "example.test/" + here.alice)));
        assertEquals(List.of(), seenBy(here.bob));
        seenBy(here.alice);
        assertEquals(List.of(SENT), seenBy(here.bob));
        assertEquals(List.of(SENT), seenBy(here.carol));
    }

    // ---- both together

    @Test
    void whatIsListedIsWhatCanBeSeenByName() {
        Dice.check(40, this::listingAndLookingAgree);
    }

    private void listingAndLookingAgree(Dice dice) throws DirectoryException {
        var there = new Neighbourhood();
        List<AccountId> users = List.of(there.alice, there.bob, there.carol, there.mallory);
        List<String> who = List.of(
                "alice@example.test",
                "bob@example.test",
                "carol@example.test",
                "mallory@other.test",
                "anyone",
                "-anyone",
                "-bob@example.test");
        List<String> names = List.of("INBOX", "a", "a/b", "a/b/c", "d", "Public/x", "Other Users/y");
        for (int step = 0; step < 60; step++) {
            AccountId user = dice.of(users);
            String name = dice.of(names);
            switch (dice.below(4)) {
                case 0 -> there.mailboxes.list().create(user, new MailboxName(name), Set.of());
                case 1 -> there.tree.rename(user, name, dice.of(names));
                case 2 -> there.tree.remove(user, name);
                default -> there.grant(user, name, dice.of(who), dice.text("lrkxa", dice.below(4)));
            }
            there.clock.advance(Duration.ofMinutes(dice.below(50)));
            agree(there, dice.of(users));
        }
    }

    private static void agree(Neighbourhood there, AccountId user) {
        List<String> candidates = new ArrayList<>();
        for (AccountId owner : List.of(there.alice, there.bob, there.carol, there.mallory)) {
            String prefix = owner.equals(user)
                    ? ""
                    : "Other Users/"
                            + there.accounts.account(owner).orElseThrow().primary() + "/";
            there.mailboxes.list().all(owner).forEach(listed -> candidates.add(prefix + listed.name()));
        }
        List<String> reachable = candidates.stream()
                .filter(name -> there.rights(user, name).isPresent())
                .sorted()
                .toList();
        List<String> visible =
                there.tree.visible(user).stream().map(Entry::name).sorted().toList();
        assertEquals(reachable, visible);
        for (Entry entry : there.tree.visible(user)) {
            assertEquals(new Access.Granted(entry), there.tree.access(user, entry.name(), Right.LOOKUP));
        }
    }
}
