package org.sekisho.qmail;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// An installation made up on disk: `var` is /var/qmail, `home/vpopmail` vpopmail's home.
public record QmailTree(Path root) {
    static final String MD5 = "$1$abcdefgh$" + "x".repeat(22);
    static final String SHA512 = "$6$saltsalt$" + "y".repeat(86);

    public static QmailTree sound(Path root) throws IOException {
        var tree = new QmailTree(root);
        tree.control("me", "mx.example.jp\n");
        tree.control("defaultdomain", "example.jp\n");
        tree.control("rcpthosts", "# ours\nexample.jp\nexample.com\nmx.example.jp\n");
        tree.control("morercpthosts", "alias.example.com\n");
        tree.control("locals", "mx.example.jp\nlocalhost\n");
        tree.control("virtualdomains", "example.jp:example.jp\nexample.com:example.com\nalias.example.com:alias\n");
        tree.control("smtproutes", "partner.example.net:smtp.partner.example.net:587|company|geheim\nmx.test:\n");
        tree.control("databytes", "20971520\n");
        tree.control("queuelifetime", "259200  \n");
        tree.control("concurrencyremote", "40");
        tree.control("timeoutremote", "600\n");
        tree.control("helohost", "mx.example.jp\n");
        tree.control("badmailfrom", "spammer@bad.example\n@worse.example\n");
        tree.put(
                "var/users/assign",
                "+example.jp-:example.jp:89:89:/home/vpopmail/domains/example.jp:-::\n"
                        + "+example.com-:example.com:89:89:/home/vpopmail/domains/0/example.com:-::\n"
                        + "+alias-:alias:89:89:/home/vpopmail/domains/0/example.com:-::\n"
                        + "=alice:alice:1000:1000:" + root + "/home/alice:::\n"
                        + "+alice-:alice:1000:1000:" + root + "/home/alice:-::\n.\n");
        tree.put("tcp.smtp", "127.0.0.1:allow,RELAYCLIENT=\"\"\n# office\n192.168.1.:allow,RELAYCLIENT=||\n:allow\n");
        tree.domains(root);
        tree.put("var/alias/.qmail-postmaster", "&alice@mx.example.jp\n");
        tree.put("var/alias/.qmail-root", "alice\n");
        tree.put("home/alice/.qmail", "./Maildir/\n&alice@gmail.example\n");
        tree.put("home/alice/.qmail-list:one", "&bob@example.jp\n");
        return tree;
    }

    private void domains(Path root) throws IOException {
        String jp = "home/vpopmail/domains/example.jp/";
        put(
                jp + "vpasswd",
                "bob:" + MD5 + ":0:0:Bob:/home/vpopmail/domains/example.jp/bob:NOQUOTA\n"
                        + "carol:" + SHA512
                        + ":0:34:\u82b1\u5b50:/home/vpopmail/domains/example.jp/carol:52428800S,1000C:s3cret\n"
                        + "dan:abJnggxhB/yWI:0:0:Dan:/home/vpopmail/domains/example.jp/dan:50MB\n");
        put(jp + ".qmail-default", "| /home/vpopmail/bin/vdelivermail '' bounce-no-mailbox\n");
        put(jp + ".qmail-info", "# who answers\n/home/vpopmail/domains/example.jp/bob/Maildir/\n&carol@example.jp\n");
        put(jp + ".qmail-sales:jp", "bob@example.jp\n");
        put(jp + ".qmail-none", "# nobody\n");
        put(jp + "bob/.qmail", "&bob@elsewhere.example\n");
        put(jp + "bob/Maildir/cur/1700000000.1.mx:2,S", "Subject: a\n\nb\n");
        put(jp + "bob/Maildir/new/1700000001.2.mx", "Subject: c\n\nd\n");
        String com = "home/vpopmail/domains/0/example.com/";
        put(com + "vpasswd", "erin:*:0:0:Erin:/home/vpopmail/domains/0/example.com/erin:NOQUOTA\n");
        put(com + ".qmail-default", "| /home/vpopmail/bin/vdelivermail '' delete\n");
        assertTrue(Files.isDirectory(root));
    }

    public QmailTree control(String name, String text) throws IOException {
        return put("var/control/" + name, text);
    }

    public QmailTree put(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    public QmailTree delete(String path) throws IOException {
        Files.delete(root.resolve(path));
        return this;
    }

    public Path path(String path) {
        return root.resolve(path);
    }

    Installation read() {
        return Installation.read(path("var"), Optional.of(path("tcp.smtp")), Optional.of(path("home/vpopmail")));
    }
}
