package org.sekisho.qmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;

class InstallationTest {
    @TempDir
    private Path root;

    private QmailTree tree;

    @BeforeEach
    void build() throws IOException {
        tree = QmailTree.sound(root);
    }

    private NotCarried notCarried(String file, int line) {
        List<NotCarried> all = tree.read().notCarried();
        return all.stream()
                .filter(each -> each.file().equals(tree.path(file)) && each.line() == line)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing for " + file + ":" + line + " among " + all));
    }

    private static User user(Installation installation, String address) {
        return installation.users().stream()
                .filter(user -> user.address().toString().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static List<Mailbox> mailboxes(String... addresses) {
        return Stream.of(addresses).map(Mailbox::of).toList();
    }

    @Test
    void controls() {
        Controls controls = tree.read().controls();
        assertEquals(Optional.of(new Domain("mx.example.jp")), controls.me());
        assertEquals(OptionalLong.of(259200), controls.number(ControlFile.QUEUELIFETIME));
        assertEquals(OptionalLong.of(40), controls.number(ControlFile.CONCURRENCYREMOTE));
        assertEquals(OptionalLong.empty(), controls.number(ControlFile.TIMEOUTSMTPD));
        assertEquals(2, controls.lines(ControlFile.BADMAILFROM).size());
    }

    @Test
    void domains() {
        Installation installation = tree.read();
        assertEquals(
                List.of(
                        "example.jp",
                        "example.com",
                        "alias.example.com=example.com",
                        "mx.example.jp",
                        "localhost=mx.example.jp"),
                installation.domains().stream()
                        .map(own -> own.name()
                                + own.sameAs().map(same -> "=" + same).orElse(""))
                        .toList());
        assertEquals(
                tree.path("var/control/virtualdomains"),
                installation.domains().getFirst().place().file());
    }

    @Test
    void users() throws IOException {
        Installation installation = tree.read();
        assertEquals(5, installation.users().size());
        User bob = user(installation, "bob@example.jp");
        assertEquals(PasswordHash.Form.MD5, bob.password().hash().orElseThrow().form());
        assertFalse(bob.password().mustBeNew());
        assertEquals(new User.Forwarding(mailboxes("bob@elsewhere.example"), false), bob.forwarding());
        User carol = user(installation, "carol@example.jp");
        assertEquals("花子", carol.name());
        assertEquals(
                Set.of(Restriction.NO_POP, Restriction.NO_RELAY),
                carol.password().restrictions());
        assertFalse(carol.password().mustBeNew());
        assertEquals("s3cret", carol.password().clear().orElseThrow().value());
        assertEquals(
                new StoredQuota(OptionalLong.of(52_428_800), OptionalLong.of(1000)),
                carol.store().quota());
        User dan = user(installation, "dan@example.jp");
        assertEquals(PasswordHash.Form.DES, dan.password().hash().orElseThrow().form());
        assertEquals(OptionalLong.of(50L << 20), dan.store().quota().octets());
        assertEquals(
                PasswordHash.Form.LOCKED,
                user(installation, "erin@example.com")
                        .password()
                        .hash()
                        .orElseThrow()
                        .form());
        User alice = user(installation, "alice@mx.example.jp");
        assertEquals(new User.Forwarding(mailboxes("alice@gmail.example"), true), alice.forwarding());
        MaildirCount count = installation.countMail().getFirst();
        assertEquals(new MaildirCount(bob.store().maildir(), true, 1, 2), count);
    }

    @Test
    void whoNeedsANewPasswordIsSaid() {
        NotCarried erin = notCarried("home/vpopmail/domains/0/example.com/vpasswd", 1);
        assertEquals("erin@example.com", erin.text());
        assertEquals("needs a new password: the hash is locked", erin.why());
    }

    @Test
    void aliasesAndCatchAlls() {
        Installation installation = tree.read();
        assertEquals(
                List.of(
                        "info@example.jp=[bob@example.jp, carol@example.jp]",
                        "none@example.jp=[]",
                        "sales.jp@example.jp=[bob@example.jp]",
                        "alice-list.one@mx.example.jp=[bob@example.jp]",
                        "postmaster@mx.example.jp=[alice@mx.example.jp]",
                        "root@mx.example.jp=[alice@mx.example.jp]"),
                installation.aliases().stream()
                        .map(alias -> alias.address() + "=" + alias.members())
                        .toList());
        assertEquals(
                List.of(new CatchAll.Bounce(), new CatchAll.Discard()),
                installation.catchAlls().stream().map(CatchAll::action).toList());
    }

    @Test
    void routes() {
        Route route = tree.read().routes().getFirst();
        assertEquals("smtp.partner.example.net:587", route.relay().orElseThrow().toString());
        assertEquals("geheim", route.login().orElseThrow().password().value());
        assertFalse(tree.read().toString().contains("geheim"));
        assertEquals(Optional.empty(), tree.read().routes().get(1).relay());
    }

    /// `authsenders` of the patch for authentication: qmail-remote reads up to the first colon, then to the bars.
    @Test
    void routesBySender() throws IOException {
        tree.control("authsenders", """
                # comment
                alice@Example.jp:relay.isp.example:587|alice|ge|heim
                @example.com:[192.0.2.7]:465|u|geheim
                .example.org:relay.isp.example
                bob@example.jp:
                :all.isp.example:x|x|geheim
                """);
        List<Route> routes = tree.read().routes().stream()
                .filter(each -> each.sender().isPresent())
                .toList();
        assertEquals(
                List.of("alice@example.jp", "@example.com", ".example.org", "bob@example.jp"),
                routes.stream().map(each -> each.sender().get().written()).toList());
        assertEquals("relay.isp.example:587", routes.getFirst().relay().get().toString());
        assertEquals("ge|heim", routes.getFirst().login().get().password().value());
        assertEquals("192.0.2.7:465", routes.get(1).relay().get().toString());
        assertEquals(Optional.empty(), routes.get(2).login());
        assertEquals(Optional.empty(), routes.get(3).relay());
        notCarried("var/control/authsenders", 4);
        notCarried("var/control/authsenders", 6);
        assertFalse(tree.read().toString().contains("heim"), "no password in what is shown");
    }

    @Test
    void whatOfAuthsendersMeansNothingIsSaid() throws IOException {
        tree.control("authsenders", """
                @example.com|generic|geheim
                @example.com:|u|geheim
                .last@example.com:x|u|geheim
                example.com:x|u|geheim
                *:x|u|geheim
                <>:x|u|geheim
                u@example.com:x|geheim
                u@example.com:x:0|u|geheim
                """);
        for (int line = 1; line <= 8; line++) {
            notCarried("var/control/authsenders", line);
        }
        assertTrue(tree.read().routes().stream().noneMatch(each -> each.sender().isPresent()));
        assertFalse(tree.read().toString().contains("geheim"));
    }

    @Test
    void whatIsNotUnderstoodIsSaidWithItsLine() throws IOException {
        tree.control("rcpthosts", "example.jp\n*.example.jp\nexample.com\r\n")
                .control("databytes", "20M\n")
                .control("me", "mx.example.jp\nsecond.example.jp\n")
                .control("virtualdomains", "example.jp:example.jp\n.wild.example:alias\nnocolon\nx.example:nobody\n")
                .control("smtproutes", "a.example:b.example:0\nc.example:d.example|user\n:e.example:x|u|geheim\n")
                .control("spfbehavior", "3\n")
                .put("tcp.smtp", "10.0.0:allow\n")
                .put("var/users/assign", "=x:y\n.\n=late:late:1:1:/home/late:::\n")
                .put("var/alias/.qmail-list", "|/usr/bin/ezmlm-send list\n./Mailbox\n/tmp/Maildir/\n&not an address\n")
                .put("var/alias/.qmail-any-default", "bob@example.jp\n")
                .put("var/alias/.qmail-blank", "\n");
        notCarried("var/control/rcpthosts", 2);
        assertTrue(notCarried("var/control/rcpthosts", 3).why().contains("carriage return"));
        notCarried("var/control/databytes", 1);
        notCarried("var/control/me", 2);
        for (int line = 2; line <= 4; line++) {
            notCarried("var/control/virtualdomains", line);
        }
        for (int line = 1; line <= 3; line++) {
            notCarried("var/control/smtproutes", line);
        }
        notCarried("var/control/spfbehavior", 0);
        notCarried("tcp.smtp", 1);
        notCarried("var/users/assign", 1);
        notCarried("var/users/assign", 3);
        for (int line = 1; line <= 4; line++) {
            notCarried("var/alias/.qmail-list", line);
        }
        assertTrue(tree.read().aliases().stream()
                .anyMatch(alias -> alias.prefix() && alias.address().toString().equals("any@mx.example.jp")));
        notCarried("var/alias/.qmail-blank", 0);
        assertFalse(tree.read().toString().contains("geheim"));
        assertTrue(tree.read().aliases().stream()
                .noneMatch(alias -> alias.address().toString().startsWith("list@")));
    }

    @Test
    void brokenVpasswdLinesCostNobodyElse() throws IOException {
        Path file = tree.path("home/vpopmail/domains/example.jp/vpasswd");
        byte[] eucJp = ("bob:" + QmailTree.MD5 + ":0:0:花子:/home/vpopmail/domains/example.jp/bob:LOTS\n"
                        + "a b\u0007:x:0:0:::\nshort:x\nbad:x:0:zero:g:/d:NOQUOTA\n")
                .getBytes(Charset.forName("EUC-JP"));
        Files.write(file, eucJp);
        assertEquals("", user(tree.read(), "bob@example.jp").name());
        for (int line = 1; line <= 4; line++) {
            notCarried("home/vpopmail/domains/example.jp/vpasswd", line);
        }
    }

    @Test
    void aUsersLinkToASecretIsNotRead() throws IOException {
        tree.put("secret", "root:$6$hash\n").delete("home/vpopmail/domains/example.jp/bob/.qmail");
        Files.createSymbolicLink(tree.path("home/vpopmail/domains/example.jp/bob/.qmail"), tree.path("secret"));
        assertFalse(tree.read().toString().contains("$6$hash"));
        notCarried("home/vpopmail/domains/example.jp/bob/.qmail", 0);
    }

    @Test
    void aFolderWithoutQmailIsSaidToBeNone() {
        var nothing = Installation.read(root.resolve("nowhere"), Optional.empty(), Optional.empty());
        assertTrue(nothing.notCarried().stream().anyMatch(each -> each.why().contains("is this qmail?")));
        assertEquals(List.of(), nothing.domains());
    }
}
