package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.cli.ExitCode;
import org.sekisho.testing.TestServer;

/// The commands about mailboxes as a person types them, against a running server.
final class MailboxCommandsTest {
    private static final String ALICE = "alice@example.test";
    private static final String CAROL = "carol@example.test";

    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder).start();
        good("account", "add", CAROL, "--password", "carol-sings-9");
        good("domain", "add", "other.test");
        good("account", "add", "mallory@other.test", "--password", "mallory-sings-9");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Prompt.Result type(String... words) {
        return new Prompt(server.config()).typeWith("", words);
    }

    private String good(String... words) {
        Prompt.Result said = type(words);
        assertEquals(ExitCode.GOOD, said.exitCode(), said::toString);
        return said.out();
    }

    private void bad(String why, String... words) {
        Prompt.Result said = type(words);
        assertTrue(said.exitCode() != ExitCode.GOOD, said::toString);
        assertTrue(said.err().contains(why), said::toString);
    }

    private List<JsonNode> json(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        Prompt.Result said = type(all.toArray(String[]::new));
        assertEquals(ExitCode.GOOD, said.exitCode(), said::toString);
        return said.json();
    }

    @Test
    void aMailboxIsSharedAndNoMore() throws Exception {
        good("mailbox", "public", "add", "example.test", "News");
        assertEquals(
                "shared News, with carol@example.test, rights lrsi\n",
                good("mailbox", "share", "example.test", "News", "--with", CAROL, "--rights", "lrsi"));
        good("mailbox", "share", "example.test", "News", "--with", CAROL, "--rights", "+t");
        JsonNode row = json("mailbox", "public", "list", "example.test").getFirst();
        assertEquals("News", row.path("mailbox").asText());
        assertEquals(0, row.path("messages").asInt());
        assertEquals(
                "[\"carol@example.test lrsit\",\"anyone lr\"]",
                row.path("shared").toString());
        good("mailbox", "unshare", "example.test", "News", "--with", CAROL);
        good("mailbox", "unshare", "example.test", "News", "--with", "anyone");
        assertEquals(
                "[]",
                json("mailbox", "list", "example.test")
                        .getFirst()
                        .path("shared")
                        .toString());
        assertTrue(good("mailbox", "public", "list", "example.test").contains("News"));
        good("mailbox", "public", "remove", "example.test", "News");
        assertEquals(List.of(), json("mailbox", "public", "list", "example.test"));
    }

    @Test
    void whatIsNotThereIsSaid() {
        bad("no account nobody@example.test", "mailbox", "list", "nobody@example.test");
        bad("no such domain here", "mailbox", "list", "nowhere.test");
        bad("no mailbox Sent", "mailbox", "share", ALICE, "Sent", "--with", CAROL, "--rights", "lr");
        bad("no such domain here", "mailbox", "public", "add", "nowhere.test", "News");
        bad("no mailbox News", "mailbox", "public", "remove", "example.test", "News");
        good("mailbox", "public", "add", "example.test", "News");
        bad("already", "mailbox", "public", "add", "example.test", "News");
        bad("INBOX", "mailbox", "public", "add", "example.test", "inbox/x");
        bad("rights", "mailbox", "share", "example.test", "News", "--with", CAROL, "--rights", "lrz");
        bad("missing argument: rights", "mailbox", "share", "example.test", "News", "--with", CAROL);
        bad("no account bob", "mailbox", "share", "example.test", "News", "--with", "bob", "--rights", "l");
        bad("empty level", "mailbox", "public", "add", "example.test", "a//b");
    }

    @Test
    void aDomainGoesWhenItsPublicMailboxesAreGone() {
        good("mailbox", "public", "add", "other.test", "News");
        good("account", "remove", "mallory@other.test");
        bad("still has public mailboxes", "domain", "remove", "other.test");
        good("mailbox", "public", "remove", "other.test", "News");
        good("domain", "remove", "other.test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2GiB       | 2GiB",
                "2GiB,1000  | 2GiB,1000",
                "none,1000  | none,1000",
                "1536MiB    | 1536MiB",
                "1000B      | 1000B",
                "0B,0       | 0B,0",
                "1024GiB    | 1TiB",
                "none       | none",
                "standard   | none",
            })
    void aQuotaIsSetAndShown(String given, String shown) throws Exception {
        good("account", "set", CAROL, "--quota", given);
        assertEquals(
                shown, json("account", "show", CAROL).getFirst().path("quota").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "2G", "2GiB,", ",5", "2GiB,x", "-1GiB", "none,none,none", "1GiB,2GiB"})
    void whatIsNoQuotaIsRefused(String given) {
        assertEquals(
                ExitCode.USAGE, type("account", "set", CAROL, "--quota", given).exitCode());
    }

    @Test
    void anExtensionIsSwitchedOffAndOnAgain() throws Exception {
        good("account", "imap", CAROL, "--disable", "uidonly,NOTIFY");
        JsonNode shown = json("account", "show", CAROL).getFirst();
        assertEquals("[\"NOTIFY\",\"UIDONLY\"]", shown.path("imap_without").toString());
        good("account", "imap", CAROL, "--enable", "NOTIFY", "--disable", "IDLE");
        assertEquals(
                "[\"IDLE\",\"UIDONLY\"]",
                json("account", "show", CAROL).getFirst().path("imap_without").toString());
        good("account", "imap", CAROL, "--enable", "IDLE,UIDONLY");
        assertFalse(json("account", "show", CAROL).getFirst().has("imap_without"));
        bad("not an extension", "account", "imap", CAROL, "--disable", "UIDONYL");
        bad("nothing to set", "account", "imap", CAROL);
    }
}
