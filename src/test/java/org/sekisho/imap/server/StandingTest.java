package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Mailbox;

/// Sessions of those who may not log in any more.
final class StandingTest {
    private static final String BYE = "* BYE you may not log in any more";
    private static final String BOX = "\"Other Users/alice@example.test/box\"";

    @Test
    void eachCommandAsksAnew() throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client bob = rig.loggedIn(ImapRig.BOB)) {
            bob.say("SELECT INBOX", "OK");
            rig.accounts.suspendAccount(Mailbox.of(ImapRig.BOB));
            bob.send("x FETCH 1 BODY[]\r\n");
            assertEquals(BYE, bob.line());
            alice.say("NOOP", "OK");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "NOTIFY SET (SELECTED (MessageNew MessageExpunge))"})
    void whoIdlesIsToldNothing(String before) throws IOException, DirectoryException {
        try (ImapRig rig = ImapRig.plain();
                ImapRig.Client alice = rig.loggedIn(ImapRig.ALICE);
                ImapRig.Client bob = rig.loggedIn(ImapRig.BOB)) {
            alice.say("CREATE box", "OK");
            alice.say("SETACL box bob@example.test lr", "OK");
            bob.say("SELECT " + BOX, "OK");
            bob.say(before, "OK");
            bob.send("i IDLE\r\n");
            assertTrue(bob.line().startsWith("+ "));
            rig.accounts.suspendAccount(Mailbox.of(ImapRig.BOB));
            alice.append("box", "x");
            assertEquals(BYE, bob.line());
        }
    }
}
