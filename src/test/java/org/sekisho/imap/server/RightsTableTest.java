package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.mailbox.Right;

/// Which right which command needs in a mailbox of somebody else (RFC 4314 §4), asked of a running session.
final class RightsTableTest {
    private static final String BOX = "\"Other Users/alice@example.test/Box\"";
    private static final String BELOW = "\"Other Users/alice@example.test/Box/Sub\"";
    private static final String ALL = "lrswipkxtea";
    private static final String MESSAGE = "Subject: x\r\n\r\nx\r\n";

    /// @param rights what the command needs besides `l`; each is left out in turn, and the command must fail
    /// @param open whether the mailbox is selected before the rights are set
    @ParameterizedTest(name = "{0} needs {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT $BOX | r | false",
                "EXAMINE $BOX | r | false",
                "STATUS $BOX (MESSAGES) | r | false",
                "CREATE $BELOW | k | false",
                "DELETE $BOX | x | false",
                "APPEND $BOX $TEXT | i | false",
                "GETACL $BOX | a | false",
                "SETACL $BOX bob@example.test +l | a | false",
                "DELETEACL $BOX anyone | a | false",
                "LISTRIGHTS $BOX anyone | a | false",
                "GETQUOTAROOT $BOX | r | false",
                "FETCH 1 FLAGS | r | true",
                "SEARCH ALL | r | true",
                "STORE 1 FLAGS (\\Seen) | rs | true",
                "STORE 1 FLAGS (\\Deleted) | rt | true",
                "STORE 1 FLAGS (\\Flagged) | rw | true",
                "STORE 1 FLAGS (keyword) | rw | true",
                "EXPUNGE | re | true",
                "COPY 1 $BOX | ri | true",
                "MOVE 1 INBOX | rte | true",
                "REPLACE 1 INBOX $TEXT | rte | true",
                "REPLACE 1 $BOX $TEXT | rite | true",
                "UID REPLACE 1 $BOX $TEXT | rite | true",
            })
    void command(String command, String rights, boolean open) throws IOException, DirectoryException {
        refuses(command, rights, open);
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = alice(rig);
                ImapRig.Client bob = bob(rig, open)) {
            alice.say("SETACL Box bob@example.test l" + rights, "OK");
            bob.say(words(command), "OK");
        }
    }

    private static void refuses(String command, String rights, boolean open) throws IOException, DirectoryException {
        for (int i = 0; i < rights.length(); i++) {
            try (ImapRig rig = ImapRig.plain();
                    ImapRig.Client alice = alice(rig);
                    ImapRig.Client bob = bob(rig, open)) {
                alice.say("SETACL Box bob@example.test " + ALL.replace(rights.substring(i, i + 1), ""), "OK");
                bob.say(words(command), "NO [NOPERM]");
                alice.say("SETACL Box bob@example.test \"\"", "OK");
                bob.say(words(command), open && !command.contains("COPY") ? "NO" : "NO [");
            }
        }
    }

    private static String words(String command) {
        return command.replace("$BOX", BOX).replace("$BELOW", BELOW).replace("$TEXT", "{1+}\r\nx");
    }

    private static ImapRig.Client alice(ImapRig rig) throws IOException {
        ImapRig.Client alice = rig.loggedIn(ImapRig.ALICE);
        alice.say("CREATE Box", "OK");
        alice.append("Box", MESSAGE);
        return alice;
    }

    private static ImapRig.Client bob(ImapRig rig, boolean open) throws IOException {
        ImapRig.Client bob = rig.loggedIn(ImapRig.BOB);
        if (open) {
            try (ImapRig.Client alice = rig.loggedIn(ImapRig.ALICE)) {
                alice.say("SETACL Box bob@example.test " + ALL, "OK");
            }
            bob.say("SELECT " + BOX, "OK");
        }
        return bob;
    }

    /// Needs a right in the mailbox and one above the new name.
    @Test
    void rename() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = alice(rig);
                ImapRig.Client bob = rig.loggedIn(ImapRig.BOB)) {
            alice.say("CREATE Box/Sub", "OK");
            String command = "RENAME " + BELOW + " \"Other Users/alice@example.test/Box/New\"";
            bob.say(command, "NO [NONEXISTENT]");
            alice.say("SETACL Box bob@example.test lk", "OK");
            alice.say("SETACL Box/Sub bob@example.test l", "OK");
            bob.say(command, "NO [NOPERM]");
            alice.say("SETACL Box bob@example.test l", "OK");
            alice.say("SETACL Box/Sub bob@example.test lx", "OK");
            bob.say(command, "NO [NOPERM]");
            alice.say("SETACL Box bob@example.test lk", "OK");
            bob.say(command, "OK");
        }
    }

    /// Any of these shows one's rights; a mailbox without any looks like one that is not there.
    @Test
    void myRights() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = alice(rig);
                ImapRig.Client bob = rig.loggedIn(ImapRig.BOB)) {
            for (Right right : Right.values()) {
                alice.say("SETACL Box bob@example.test " + right.letter(), "OK");
                bob.say("MYRIGHTS " + BOX, "lrikxa".indexOf(right.letter()) >= 0 ? "OK" : "NO [NONEXISTENT]");
                List<String> listed = bob.say("LIST \"\" " + BOX, "OK");
                assertTrue((listed.size() > 1) == (right == Right.LOOKUP), listed.toString());
            }
        }
    }

    @Test
    void whatIsOnItsWayWhenTheRightGoesIsNotAdded() throws IOException, DirectoryException {
        for (String command : List.of("APPEND", "REPLACE 1")) {
            try (ImapRig rig = ImapRig.plain();
                    ImapRig.Client alice = alice(rig);
                    ImapRig.Client bob = bob(rig, true)) {
                bob.send("x " + command + " " + BOX + " {3}\r\n");
                assertTrue(bob.line().startsWith("+ "));
                alice.say("SETACL Box bob@example.test lr", "OK");
                bob.send("new\r\n");
                bob.answer("x", "NO [NOPERM]");
                assertTrue(alice.say("STATUS Box (MESSAGES UIDNEXT)", "OK")
                        .getFirst()
                        .endsWith("(MESSAGES 1 UIDNEXT 2)"));
            }
        }
    }

    @Test
    void whoMayNotReadAnyMoreIsToldNothing() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = alice(rig);
                ImapRig.Client bob = bob(rig, true)) {
            bob.send("i IDLE\r\n");
            assertTrue(bob.line().startsWith("+ "));
            alice.append("Box", MESSAGE);
            assertEquals("* 2 EXISTS", bob.line());
            assertEquals("* 2 RECENT", bob.line());
            alice.say("DELETEACL Box bob@example.test", "OK");
            alice.append("Box", MESSAGE);
            bob.send("DONE\r\n");
            assertEquals(1, bob.answer("i", "OK").size());
        }
    }

    /// RFC 5464 §3.3: `l` and any of these. Who only reads does not write over what the owner shows to all, or fill
    /// what the owner may keep.
    @Test
    void annotations() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = alice(rig);
                ImapRig.Client bob = rig.loggedIn(ImapRig.BOB)) {
            for (Right right : Right.values()) {
                alice.say("SETACL Box bob@example.test l" + right.letter(), "OK");
                String expected = "rswip".indexOf(right.letter()) >= 0 ? "OK" : "NO [NOPERM]";
                bob.say("GETMETADATA " + BOX + " /shared/comment", expected);
                bob.say("SETMETADATA " + BOX + " (/private/comment \"x\")", expected);
                String changing = "swi".indexOf(right.letter()) >= 0 ? "OK" : "NO [NOPERM]";
                bob.say("SETMETADATA " + BOX + " (/shared/comment \"x\")", changing);
            }
        }
    }
}
