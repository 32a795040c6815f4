package org.sekisho.qmail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testing.Dice;

/// Whatever stands in the files, reading them gives values.
class QmailPropertyTest {
    private static final List<String> FILES = files();
    private static final List<String> PIECES = List.of(
            "example.jp",
            ".",
            ":",
            "::",
            "|",
            "@",
            "=",
            "+",
            "-",
            "%",
            "&",
            "\n",
            "\n",
            "\n",
            "\r",
            "\0",
            "/",
            "./",
            "127.",
            "1-300",
            "255",
            ",",
            "RELAYCLIENT=\"\"",
            ":allow",
            ":deny",
            "\"",
            "#",
            " ",
            "\t",
            "$1$",
            "ü",
            "xn--",
            "xn--80",
            "default",
            "vdelivermail '' ",
            "Maildir/",
            "99999999999999999999",
            "0",
            "NOQUOTA",
            "S",
            "1 2 3",
            "3 V1 N2",
            " :",
            ":2,",
            "[",
            "]",
            "::1",
            "/33",
            "~");

    @TempDir
    private Path root;

    private static List<String> files() {
        List<String> files = new ArrayList<>(List.of(
                "tcp.smtp", "var/users/assign", "var/alias/.qmail-x", "var/alias/.qmail-default", "home/alice/.qmail"));
        for (ControlFile file : ControlFile.values()) {
            files.add("var/control/" + file.fileName());
        }
        for (String name : List.of(
                "vpasswd",
                ".qmail-default",
                ".qmail-info",
                "bob/.qmail",
                "bob/Maildir/dovecot-uidlist",
                "bob/Maildir/dovecot-keywords",
                "bob/Maildir/courierimapuiddb")) {
            files.add("home/vpopmail/domains/example.jp/" + name);
        }
        return files;
    }

    private static byte[] content(Dice dice, byte[] now) {
        if (dice.oneIn(3)) {
            byte[] octets = new byte[dice.below(200)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) dice.below(256);
            }
            return octets;
        }
        if (dice.oneIn(2) && now.length > 0) { // nearly right
            for (int i = dice.between(1, 4); i > 0; i--) {
                now[dice.below(now.length)] = (byte) dice.below(256);
            }
            return now;
        }
        return dice.text(PIECES, dice.below(30)).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anyOctetsInAnyFileGiveValues() {
        Dice.check(400, dice -> {
            QmailTree tree = QmailTree.sound(Files.createTempDirectory(root, "tree"));
            for (int i = dice.between(1, 6); i > 0; i--) {
                Path file = tree.path(dice.of(FILES));
                Files.createDirectories(file.getParent());
                byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
                Files.write(file, content(dice, before.clone()));
            }
            Installation installation = tree.read();
            RelayHoles.find(installation)
                    .forEach(hole -> hole.meaning().with("").en());
            installation.relayedDomains();
            installation.countMail();
            walk(tree.path("home/vpopmail/domains/example.jp/bob/Maildir"));
        });
    }

    private static void walk(Path maildir) throws IOException {
        MaildirReader.walk(maildir, new MaildirReader.Receiver() {
            @Override
            public void folder(MaildirFolder folder) {}

            @Override
            public void message(MaildirMessage message) {}
        });
    }
}
