package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Domain;
import org.sekisho.mailbox.AccessLists;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Owner;
import org.sekisho.mailbox.RightsChange;

/// Mailboxes of others, with some rights and without (RFC 4314 §4).
final class SharedMailboxTest {
    private static final String BOX = "\"Other Users/alice@example.test/box\"";

    private static void grant(ImapRig rig, String rights) {
        grant(rig, ImapRig.BOB, rights);
    }

    private static void grant(ImapRig rig, String who, String rights) {
        Owner owner = Owner.of(rig.accounts.account(rig.alice).orElseThrow());
        AccessLists.Outcome outcome = new AccessLists(rig.mailboxes, rig.accounts)
                .set(owner, new MailboxName("box"), who, RightsChange.parse(rights));
        assertTrue(outcome instanceof AccessLists.Outcome.Done, outcome::toString);
    }

    @Test
    void whoMaySeeAndReadMayNotChange() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client bob = rig.loggedIn(ImapRig.BOB)) {
            alice.say("CREATE box", "OK");
            alice.append("box", "Subject: x\r\n\r\n");
            bob.say("SELECT " + BOX, "NO [NONEXISTENT]");
            grant(rig, "l");
            bob.say("SELECT " + BOX, "NO [NOPERM]");
            assertTrue(bob.say("LIST \"\" \"Other Users/*\"", "OK").stream()
                    .anyMatch(line -> line.contains("\\Noselect") && line.contains("/box")));
            grant(rig, "lr");
            assertTrue(bob.say("SELECT " + BOX, "OK [READ-ONLY]").stream()
                    .anyMatch(line -> line.contains("PERMANENTFLAGS ()")));
            bob.say("FETCH 1 BODY[]", "OK");
            bob.say("STORE 1 +FLAGS (\\Seen)", "NO [READ-ONLY]");
            bob.say("COPY 1 " + BOX, "NO [NOPERM]");
            bob.say("COPY 1 INBOX", "OK");
            bob.say("APPEND " + BOX + " {1+}\r\nx", "NO [NOPERM]");
            bob.say("DELETE " + BOX, "NO [NOPERM]");
        }
    }

    @Test
    void flagsAreChangedAsFarAsRightsGo() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client bob = rig.loggedIn(ImapRig.BOB)) {
            alice.say("CREATE box", "OK");
            alice.say("APPEND box (\\Flagged $Mine) {1+}\r\nx", "OK");
            grant(rig, "lrsi");
            bob.say("SELECT " + BOX, "OK [READ-WRITE]");
            bob.say("STORE 1 FLAGS (\\Seen \\Deleted)", "OK");
            bob.say("STORE 1 +FLAGS (\\Deleted)", "NO [NOPERM]");
            bob.say("EXPUNGE", "NO [NOPERM]");
            bob.say("MOVE 1 INBOX", "NO [NOPERM]");
            assertEquals(
                    "* 1 FETCH (FLAGS (\\Seen \\Flagged $Mine \\Recent))",
                    bob.say("FETCH 1 FLAGS", "OK").getFirst());
            bob.say("APPEND INBOX (\\Seen \\Answered $Bob) {1+}\r\nx", "OK");
            bob.say("SELECT INBOX", "OK");
            bob.say("COPY 1 " + BOX, "OK");
            bob.say("SELECT " + BOX, "OK");
            List<String> told = bob.say("FETCH 2 FLAGS", "OK");
            assertEquals("* 2 FETCH (FLAGS (\\Seen \\Recent))", told.getFirst());
        }
    }

    /// A mailbox that is open may be closed to its reader at any time.
    @Test
    void rightsThatAreTakenAwayAreGoneAtOnce() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client bob = rig.loggedIn(ImapRig.BOB)) {
            alice.say("CREATE box", "OK");
            alice.append("box", "x");
            grant(rig, "lrswte");
            bob.say("SELECT " + BOX, "OK [READ-WRITE]");
            bob.say("STORE 1 +FLAGS (\\Deleted)", "OK");
            grant(rig, "lr");
            bob.say("STORE 1 -FLAGS (\\Deleted)", "NO [NOPERM]");
            bob.say("EXPUNGE", "NO [NOPERM]");
            grant(rig, "l");
            bob.say("FETCH 1 FLAGS", "NO [NOPERM]");
            bob.say("CLOSE", "OK");
            alice.say("SELECT box", "OK");
            assertTrue(alice.say("FETCH 1 FLAGS", "OK").getFirst().contains("\\Deleted"));
        }
    }

    /// Who lives in another customer's domain is nobody's to find out; who was named by the administrator is known.
    @Test
    void identifiersOfOtherDomainsTellNothing() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = rig.loggedIn(ImapRig.ALICE)) {
            rig.accounts.addDomain(new Domain("other.test"));
            rig.account("carol@other.test");
            alice.say("CREATE box", "OK");
            String refusal = "NO [CANNOT] with accounts of other domains the administrator shares";
            for (String who : List.of("carol@other.test", "dave@other.test", "eve@elsewhere.test")) {
                for (String sign : List.of("", "-")) {
                    alice.say("SETACL box " + sign + who + " lr", refusal);
                    alice.say("DELETEACL box " + sign + who, refusal);
                    assertEquals(
                            1,
                            alice.say("LISTRIGHTS box " + sign + who, refusal).size());
                }
            }
            alice.say("SETACL box bobby@example.test lr", "NO [CANNOT] nobody here is called so");
            alice.say("LISTRIGHTS box bobby", "NO [CANNOT] nobody here is called so");

            grant(rig, "carol@other.test", "lr");
            alice.say("LISTRIGHTS box carol@other.test", "OK");
            alice.say("SETACL box carol@other.test +s", "OK");
            assertTrue(alice.say("GETACL box", "OK").getFirst().contains("carol@other.test lrs"));
            alice.say("DELETEACL box carol@other.test", "OK");
            alice.say("SETACL box carol@other.test lr", refusal);
        }
    }

    /// Each would stay in the memory of all sessions that have the mailbox open; but those of before are gone.
    @Test
    void keywordsThatComeAndGoAreToldForEver() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client bob = rig.loggedIn(ImapRig.BOB)) {
            alice.say("CREATE box", "OK");
            alice.append("box", "x");
            grant(rig, "lrw");
            alice.say("SELECT box", "OK");
            bob.say("SELECT " + BOX, "OK");
            int told = 0;
            for (int i = 0; i < 1000; i += Flags.MAX_KEYWORDS) {
                String words = IntStream.range(i, i + Flags.MAX_KEYWORDS)
                        .mapToObj(number -> "k" + number)
                        .collect(Collectors.joining(" "));
                bob.say("STORE 1 FLAGS (" + words + ")", "OK");
                boolean more = alice.say("NOOP", "OK").stream().anyMatch(line -> line.startsWith("* FLAGS "));
                told += more ? Flags.MAX_KEYWORDS : 0;
            }
            assertEquals(1024, told);
            assertFalse(alice.say("SELECT box", "OK").getFirst().contains("k0 "));
        }
    }
}
