package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Mailbox;

/// What was allowed when a command began, and is not any more before it ends. The client does not read on, so
/// the server cannot be at the end: all messages together are more than what is on its way.
final class LongCommandTest {
    private static final int MESSAGES = 64;
    private static final int OCTETS = 1_000_000; // of each
    private static final String BOX = "\"Other Users/alice@example.test/box\"";

    private ImapRig rig;
    private ImapRig.Client alice;
    private ImapRig.Client bob;

    @BeforeEach
    void start() throws IOException, DirectoryException {
        rig = ImapRig.plain();
        alice = rig.loggedIn(ImapRig.ALICE);
        bob = rig.loggedIn(ImapRig.BOB);
        alice.say("CREATE box", "OK");
        alice.append("box", "Subject: x\r\n\r\n" + ("x".repeat(998) + "\r\n").repeat(OCTETS / 1_000));
        alice.say("SELECT box", "OK");
        for (int messages = 1; messages < MESSAGES; messages *= 2) {
            alice.say("COPY 1:* box", "OK");
        }
        alice.say("SETACL box bob@example.test lrs", "OK");
        bob.say("SELECT " + BOX, "OK");
    }

    @AfterEach
    void stop() {
        bob.close();
        alice.close();
        rig.close();
    }

    /// @return the line that ends it
    private String end(ImapRig.Client client) throws IOException {
        int begun = 1;
        String line = client.line();
        while (!line.startsWith("f ") && !line.startsWith("* BYE")) {
            begun += line.contains(" FETCH (") ? 1 : 0;
            line = client.line();
        }
        assertTrue(begun < MESSAGES, () -> "all messages were sent");
        return line;
    }

    private void begin(ImapRig.Client client, String command) throws IOException {
        client.send("f " + command + "\r\n");
        assertTrue(client.line().startsWith("* 1 FETCH"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FETCH 1:* BODY.PEEK[]", "FETCH 1:* BODY[]", "FETCH 1:* (ENVELOPE BODY.PEEK[TEXT])"})
    void fetchEndsWithTheRightToRead(String command) throws IOException {
        begin(bob, command);
        alice.say("SETACL box bob@example.test l", "OK");
        assertEquals("f NO [NOPERM] you may not read here any more", end(bob));
        bob.say("NOOP", "OK");
    }

    @Test
    void fetchEndsWithTheAccount() throws IOException, DirectoryException {
        begin(bob, "FETCH 1:* BODY.PEEK[]");
        rig.accounts.suspendAccount(Mailbox.of(ImapRig.BOB));
        assertEquals("* BYE you may not log in any more", end(bob));
    }

    @Test
    void anotherChangeOfTheListEndsNothing() throws IOException {
        begin(bob, "FETCH 1:* BODY.PEEK[]");
        alice.say("CREATE another", "OK");
        alice.say("SETACL box bob@example.test lr", "OK");
        String line = bob.line();
        int begun = 1;
        while (!line.startsWith("f ")) {
            begun += line.contains(" FETCH (") ? 1 : 0;
            line = bob.line();
        }
        assertEquals("f OK fetched", line);
        assertEquals(MESSAGES, begun);
    }
}
