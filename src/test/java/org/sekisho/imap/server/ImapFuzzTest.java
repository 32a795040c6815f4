package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.Dice;

/// Commands that are nearly right, in every state and in any order: no session may break, and whoever comes next is
/// served.
final class ImapFuzzTest {
    private static final String ALPHABET = "ab1 0{}+()[]<>\"\\*%:,.;/&~-\r\n\u0000é$~";
    private static final List<String> COMMANDS = List.of(
            "a CAPABILITY",
            "a NOOP",
            "a ID (\"name\" \"x\")",
            "a LOGIN alice@example.test secret",
            "a LOGIN {18+}\r\nalice@example.test secret",
            "a AUTHENTICATE PLAIN\r\n=",
            "a ENABLE CONDSTORE QRESYNC UIDONLY IMAP4rev2 UTF8=ACCEPT",
            "a SELECT INBOX",
            "a SELECT INBOX (QRESYNC (1 1 1:5 (1:2 1:2)))",
            "a EXAMINE Sent (CONDSTORE)",
            "a CREATE box/below (USE (\\Sent))",
            "a RENAME box/below other",
            "a DELETE other",
            "a SUBSCRIBE box",
            "a LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (\"%\" \"*\") RETURN (CHILDREN STATUS (MESSAGES UIDNEXT))",
            "a LSUB \"\" %",
            "a NAMESPACE",
            "a STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ MAILBOXID)",
            "a APPEND INBOX (\\Seen $x) \"01-Jan-2026 00:00:00 +0000\" {10+}\r\nA: b\r\n\r\nc\r",
            "a APPEND INBOX {3+}\r\nabc {2+}\r\nde",
            "a APPEND INBOX CATENATE (URL \"/INBOX/;UID=1/;SECTION=HEADER\" TEXT {3+}\r\nabc)",
            "a REPLACE 1 INBOX {3+}\r\nabc",
            "a IDLE\r\nDONE",
            "a FETCH 1:* (FLAGS UID INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE MODSEQ EMAILID PREVIEW)",
            "a UID FETCH 1:* (BODY[] BODY.PEEK[1.MIME] BODY[HEADER.FIELDS (From)]<1.5> BINARY[1] BINARY.SIZE[1])",
            "a UID FETCH 1:* FLAGS (CHANGEDSINCE 1 VANISHED)",
            "a UID FETCH 1:* FLAGS (PARTIAL -1:-3)",
            "a STORE 1 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Deleted $y)",
            "a UID STORE 1:9 FLAGS ()",
            "a COPY 1 Sent",
            "a UID MOVE 1:2 Sent",
            "a EXPUNGE",
            "a UID EXPUNGE 1:4",
            "a SEARCH RETURN (MIN MAX COUNT ALL SAVE) OR SEEN NOT (LARGER 5 SINCE 1-Jan-2020)",
            "a UID SEARCH CHARSET UTF-8 SUBJECT x TEXT y HEADER a b SENTON 1-Jan-2020 MODSEQ 4 UID $",
            "a UID SEARCH RETURN (PARTIAL 1:2) ALL",
            "a SORT RETURN (MIN MAX COUNT ALL SAVE) (REVERSE DATE DISPLAYFROM) UTF-8 NOT DELETED MODSEQ 1",
            "a UID SORT RETURN (PARTIAL -1:-2) (SUBJECT ARRIVAL) US-ASCII 1:*",
            "a UID SORT (CC TO SIZE) UTF-8 ALL",
            "a THREAD REFERENCES UTF-8 UNSEEN",
            "a UID THREAD ORDEREDSUBJECT US-ASCII ALL",
            "a NOTIFY SET STATUS (SELECTED (MessageNew (UID BODY.PEEK[]) MessageExpunge FlagChange))"
                    + " (SUBTREE (box) (MailboxName)) (PERSONAL (MessageNew MessageExpunge SubscriptionChange))",
            "a NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge)) (SUBSCRIBED (MailboxName))",
            "a NOTIFY NONE",
            "a GETACL INBOX",
            "a SETACL INBOX bob@example.test +lrs",
            "a DELETEACL INBOX anyone",
            "a LISTRIGHTS INBOX -bob@example.test",
            "a MYRIGHTS \"Other Users/bob@example.test/INBOX\"",
            "a GETQUOTAROOT INBOX",
            "a GETQUOTA account",
            "a SETQUOTA account (STORAGE 1)",
            "a GETMETADATA (MAXSIZE 2 DEPTH infinity) INBOX (/shared /private)",
            "a SETMETADATA INBOX (/private/comment {3+}\r\nabc /shared/comment NIL)",
            "a CHECK",
            "a CLOSE",
            "a UNSELECT",
            "a COMPRESS GZIP",
            "a UNAUTHENTICATE",
            "a STARTTLS");

    @Test
    void noSessionBreaks() {
        Dice.check(8, dice -> {
            try (ImapRig rig = ImapRig.plain()) {
                for (int i = 0; i < 25; i++) {
                    try (ImapRig.Client client = rig.client()) {
                        client.send(dice.oneIn(4) ? "" : "l LOGIN alice@example.test secret\r\n");
                        client.send(dice.oneIn(3) ? "" : "s SELECT INBOX\r\n");
                        for (int j = dice.below(25); j > 0; j--) {
                            String command = dice.of(COMMANDS);
                            client.send((dice.oneIn(3) ? dice.mutated(command, ALPHABET) : command) + "\r\n");
                        }
                        client.send("\r\nz LOGOUT\r\n");
                        while (client.connection.readable(Duration.ofMillis(50))) {
                            client.line();
                        }
                    } catch (IOException _) {
                        // the server may hang up on such a client
                    }
                }
                assertEquals(
                        0,
                        rig.events.counted("session_bugs"),
                        () -> rig.events.lines().toString());
                try (ImapRig.Client client = rig.loggedIn(ImapRig.ALICE)) {
                    client.say("SELECT INBOX", "OK");
                    client.say("LOGOUT", "OK");
                }
            }
        });
    }
}
