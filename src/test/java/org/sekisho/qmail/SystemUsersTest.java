package org.sekisho.qmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Users of passwd, in a copy of a whole machine: `ROOT/var/qmail`, `ROOT/etc/passwd`, `ROOT/home`.
final class SystemUsersTest {
    private static final String HASH = "$6$saltsalt$" + "y".repeat(86);

    @TempDir
    private Path root;

    private QmailTree tree;

    @BeforeEach
    void build() throws IOException {
        tree = new QmailTree(root);
        tree.put("var/qmail/control/me", "mx.example.jp\n")
                .put("var/qmail/control/locals", "mx.example.jp\n")
                .put("var/qmail/control/rcpthosts", "mx.example.jp\n")
                .put("var/qmail/users/assign", "=carol:carol:1003:1003:" + root + "/home/carol:::\n.\n")
                .put("var/qmail/alias/.qmail-root", "&alice\n")
                .put(
                        "etc/passwd",
                        passwd("root", 0, "/root") + passwd("www", 80, "/srv")
                                + "alice:x:1000:1000:Alice Ames,room 1,,:/home/alice:/bin/sh\n"
                                + passwd("bob", 1001, "/home/bob") + passwd("carol", 1003, "/home/carol")
                                + passwd("nobody", 65_534, "/home/nobody"))
                .put(
                        "etc/shadow",
                        "root:" + HASH + ":1::::::\nalice:" + HASH + ":1::::::\nbob:!:1::::::\ncarol:" + HASH
                                + ":\nalice:*:\n");
        for (String name : List.of("alice", "bob", "carol", "nobody")) {
            tree.put("home/" + name + "/Maildir/new/1.1.mx", "Subject: x\n\n");
        }
        tree.put("root/Maildir/new/1.1.mx", "x").put("srv/Maildir/new/1.1.mx", "x");
        tree.put("home/bob/.qmail", "&bob@elsewhere.example\n./Maildir/\n");
        tree.put("home/bob/.qmail-list-default", "&alice@mx.example.jp\n");
    }

    private static String passwd(String name, int uid, String home) {
        return name + ":x:" + uid + ":" + uid + "::" + home + ":/bin/sh\n";
    }

    private Installation read(int firstUid) {
        Path passwd = SystemUsers.passwdOf(tree.path("var/qmail")).orElseThrow();
        assertEquals(tree.path("etc/passwd"), passwd);
        return Installation.read(
                tree.path("var/qmail"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new SystemUsers(passwd, firstUid)));
    }

    private static List<String> addresses(Installation installation) {
        return installation.users().stream()
                .map(user -> user.address().toString())
                .sorted()
                .toList();
    }

    private static User user(Installation installation, String name) {
        return installation.users().stream()
                .filter(user -> user.address().localPart().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isSaid(Installation installation, String text, String why) {
        return installation.notCarried().stream()
                .anyMatch(each -> each.text().equals(text) && each.why().contains(why));
    }

    @Test
    void peopleOfThePasswdFileWithTheirMailAndPasswords() {
        Installation installation = read(1000);
        assertEquals(
                List.of("alice@mx.example.jp", "bob@mx.example.jp", "carol@mx.example.jp"), addresses(installation));
        User alice = user(installation, "alice");
        assertEquals("Alice Ames", alice.name());
        assertEquals(tree.path("home/alice/Maildir"), alice.store().maildir());
        assertEquals(HASH, alice.password().hash().orElseThrow().text().value());
        assertFalse(alice.password().mustBeNew());
        User bob = user(installation, "bob");
        assertTrue(isSaid(installation, "bob", "the hash is locked"));
        assertEquals("[bob@elsewhere.example]", bob.forwarding().members().toString());
        assertTrue(bob.forwarding().keepsCopy());
        assertFalse(user(installation, "carol").password().mustBeNew(), "users/assign names a user of the machine");
        assertEquals(
                List.of("bob-list@mx.example.jp", "root@mx.example.jp"),
                installation.aliases().stream()
                        .map(alias -> alias.address().toString())
                        .toList());
        assertFalse(
                installation.notCarried().stream().anyMatch(each -> each.why().contains("are not read")));
        assertFalse(installation.toString().contains(HASH), "no hash in what is shown");
    }

    @Test
    void nobodyWithoutBeingAskedFor() {
        var installation = Installation.read(tree.path("var/qmail"), Optional.empty(), Optional.empty());
        assertEquals(List.of("carol@mx.example.jp"), addresses(installation));
        assertTrue(isSaid(installation, "", "users of the machine who are not in users/assign are not read"));
    }

    @Test
    void theLowestNumberMayBeAnother() {
        assertEquals(List.of("bob@mx.example.jp", "carol@mx.example.jp"), addresses(read(1001)));
        assertTrue(addresses(read(80)).contains("www@mx.example.jp"));
    }

    /// In a copy only what is copied: a home of this name on this machine is somebody else's.
    @Test
    void homesAreThoseOfTheCopy() throws IOException {
        Path elsewhere = Files.createTempDirectory("home");
        Files.createDirectories(elsewhere.resolve("Maildir"));
        tree.put("etc/passwd", passwd("dave", 1004, elsewhere.toString()) + passwd("eve", 1005, "/home/../../../etc"));
        Installation installation = read(1000);
        assertEquals(List.of("carol@mx.example.jp"), addresses(installation));
        assertTrue(isSaid(installation, "dave", "neither Maildir nor .qmail in " + root));
        assertTrue(isSaid(installation, "eve", "neither Maildir nor .qmail in " + root.resolve("etc")));
        Files.delete(elsewhere.resolve("Maildir"));
        Files.delete(elsewhere);
    }

    @Test
    void whatIsOddIsSaidAndCostsNobodyElse() throws IOException {
        tree.put(
                        "etc/passwd",
                        "+::::::\nshort:x:1006\n" + passwd("Frank", 1007, "/home/frank")
                                + passwd("gina", 1008, "home/gina")
                                + passwd("hugo", 1009, "/home/hugo") + "ivan:x:many:1::/home/ivan:/bin/sh\n"
                                + passwd("alice", 1000, "/home/alice"))
                .put("home/hugo/Mailbox", "From x\n");
        Files.delete(tree.path("etc/shadow"));
        Installation installation = read(1000);
        assertEquals(List.of("alice@mx.example.jp", "carol@mx.example.jp"), addresses(installation));
        assertTrue(isSaid(installation, "short", "expected name:hash"));
        assertTrue(isSaid(installation, "ivan", "expected name:hash"));
        assertTrue(isSaid(installation, "Frank", "upper case"));
        assertTrue(isSaid(installation, "gina", "not a path from the root"));
        assertTrue(isSaid(installation, "hugo", "neither Maildir nor .qmail"));
        assertTrue(isSaid(installation, "alice", "there is none in passwd and shadow"));
    }

    /// A home is the user's own: links in it lead nowhere.
    @Test
    void aUsersLinkIsNotFollowed() throws IOException {
        tree.put("etc/passwd", passwd("mallory", 1010, "/home/mallory"));
        Files.createDirectories(tree.path("home/mallory"));
        Files.createSymbolicLink(tree.path("home/mallory/Maildir"), tree.path("home/alice/Maildir"));
        assertEquals(List.of("carol@mx.example.jp"), addresses(read(1000)));
    }

    @Test
    void whereThePasswdFileIs() {
        assertEquals(Optional.of(Path.of("/etc/passwd")), SystemUsers.passwdOf(Path.of("/var/qmail")));
        assertEquals(Optional.of(Path.of("/mnt/old/etc/passwd")), SystemUsers.passwdOf(Path.of("/mnt/old/var/qmail")));
        assertEquals(Optional.empty(), SystemUsers.passwdOf(Path.of("/srv/qmail")));
        var here = new SystemUsers(Path.of("/etc/passwd"), 1000);
        assertEquals(Path.of("/home/alice"), here.home(Path.of("/home/alice")));
        var named = new SystemUsers(Path.of("/srv/users.txt"), 1000);
        assertEquals(Path.of("/home/alice"), named.home(Path.of("/home/alice")));
    }
}
