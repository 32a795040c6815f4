package org.sekisho.qmail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.doctor.Severity;

/// Each hole is planted and found with its file and line.
class RelayHolesTest {
    @TempDir
    private Path root;

    private QmailTree tree;

    @BeforeEach
    void build() throws IOException {
        tree = QmailTree.sound(root);
    }

    private List<Hole> find() {
        return RelayHoles.find(tree.read());
    }

    private void assertHole(HoleKind kind, Severity severity, String file, int line) {
        List<Hole> holes = find();
        Hole hole = holes.stream()
                .filter(each -> each.kind() == kind && each.line() == line)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in line " + line + " among " + holes));
        assertEquals(severity, hole.severity());
        assertEquals(tree.path(file), hole.file());
        assertFalse(hole.meaning().en().contains("%s"));
        assertFalse(hole.remedy().ja().contains("%s"));
        assertTrue(hole.meaning().en().contains(hole.text()));
    }

    private void assertRule(HoleKind kind, Severity severity, String rule) throws IOException {
        tree.put("tcp.smtp", "# rules\n" + rule + "\n:deny\n");
        assertHole(kind, severity, "tcp.smtp", 2);
        long above =
                find().stream().filter(hole -> hole.severity() != Severity.NOTE).count();
        assertEquals(severity == Severity.NOTE ? 0 : 1, above, rule + ": " + find());
    }

    @Test
    void aSoundInstallationHasNothingAboveANote() {
        List<Hole> holes = find();
        assertTrue(holes.stream().allMatch(hole -> hole.severity() == Severity.NOTE), holes.toString());
        assertEquals(
                EnumSet.of(HoleKind.TCP_LOOPBACK, HoleKind.TCP_PRIVATE, HoleKind.TCP_NO_DENY),
                EnumSet.copyOf(holes.stream().map(Hole::kind).toList()));
    }

    @Test
    void noRcpthostsIsAnAlarmAndAnEmptyOneIsNot() throws IOException {
        tree.control("rcpthosts", "").delete("var/control/morercpthosts");
        assertHole(HoleKind.RCPTHOSTS_EMPTY, Severity.NOTE, "var/control/rcpthosts", 0);
        tree.delete("var/control/rcpthosts").control("morercpthosts", "example.com\n");
        assertHole(HoleKind.RCPTHOSTS_MISSING, Severity.ALARM, "var/control/rcpthosts", 0);
    }

    @Test
    void anRcpthostsThatCannotBeReadIsNeitherMissingNorEmpty() throws IOException {
        tree.delete("var/control/rcpthosts").put("var/control/rcpthosts/file", "");
        assertHole(HoleKind.RCPTHOSTS_UNREADABLE, Severity.WARNING, "var/control/rcpthosts", 0);
        assertEquals(
                Set.of(),
                Set.copyOf(find().stream()
                        .filter(hole -> hole.severity() == Severity.ALARM)
                        .toList()));
    }

    @Test
    void wildcardsInRcpthosts() throws IOException {
        tree.control("rcpthosts", "example.jp\n.\n.com\n.co.jp\n.example.jp\n.other.example\nbackup.example\n.net.\n");
        for (int line : new int[] {2, 3, 4, 8}) {
            assertHole(HoleKind.RCPTHOSTS_DOT, Severity.ALARM, "var/control/rcpthosts", line);
        }
        assertHole(HoleKind.RCPTHOSTS_OWN_WILDCARD, Severity.NOTE, "var/control/rcpthosts", 5);
        assertHole(HoleKind.RCPTHOSTS_WILDCARD, Severity.WARNING, "var/control/rcpthosts", 6);
        assertHole(HoleKind.RCPTHOSTS_FOREIGN, Severity.NOTE, "var/control/rcpthosts", 7);
    }

    @Test
    void percenthack() throws IOException {
        tree.control("percenthack", "# old\nexample.jp\ninside.example\nalias.example.com\n");
        assertHole(HoleKind.PERCENTHACK, Severity.ALARM, "var/control/percenthack", 2);
        assertHole(HoleKind.PERCENTHACK_INSIDE, Severity.NOTE, "var/control/percenthack", 3);
        assertHole(HoleKind.PERCENTHACK, Severity.ALARM, "var/control/percenthack", 4);
        tree.delete("var/control/rcpthosts");
        assertHole(HoleKind.PERCENTHACK, Severity.ALARM, "var/control/percenthack", 3);
    }

    @Test
    void percenthackByAWildcardOfRcpthosts() throws IOException {
        tree.control("rcpthosts", ".example.jp\n").control("percenthack", "Inside.Example.JP\n");
        assertHole(HoleKind.PERCENTHACK, Severity.ALARM, "var/control/percenthack", 1);
    }

    @Test
    void rulesForEverybody() throws IOException {
        for (String rule :
                List.of(":allow,RELAYCLIENT=\"\"", ":allow,DATABYTES=\"0\",RELAYCLIENT=xx", "=:allow,RELAYCLIENT=''")) {
            assertRule(HoleKind.TCP_EVERYBODY, Severity.ALARM, rule);
        }
    }

    @Test
    void rulesForNetworks() throws IOException {
        assertRule(HoleKind.TCP_WIDE, Severity.ALARM, "203.:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_WIDE, Severity.ALARM, "133.5.:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_WIDE, Severity.ALARM, "133.5.4-5.:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_WIDE, Severity.ALARM, "0-255.:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_WIDE, Severity.ALARM, "172.:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_WIDE, Severity.ALARM, "2400::/32:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_WIDE, Severity.ALARM, "::/0:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_PUBLIC, Severity.NOTE, "133.5.4.:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_PUBLIC, Severity.NOTE, "133.5.4.7-9:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_PRIVATE, Severity.NOTE, "10.:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_PRIVATE, Severity.NOTE, "172.16-31.:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_LOOPBACK, Severity.NOTE, "127.:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_LOOPBACK, Severity.NOTE, "::1:allow,RELAYCLIENT=\"\"");
    }

    @Test
    void rulesForNamesAndWithSuffixes() throws IOException {
        assertRule(HoleKind.TCP_HOSTNAME, Severity.ALARM, "=.office.example:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_HOSTNAME, Severity.ALARM, "joe@=pc.example:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_SUFFIX, Severity.WARNING, "10.1.2.3:allow,RELAYCLIENT=\"@fixme\"");
    }

    @Test
    void rulesThatRelayNobodyAreNoHoles() throws IOException {
        tree.put("tcp.smtp", "203.:allow,DATABYTES=\"1000\"\n=.example:deny,RELAYCLIENT=\"\"\n:deny\n");
        assertEquals(List.of(), find());
    }

    @Test
    void rulesThatCannotBeReadAreNotTakenForSafe() throws IOException {
        assertRule(HoleKind.TCP_UNCLEAR, Severity.WARNING, "203.0.113:allow,RELAYCLIENT=\"\"");
        assertRule(HoleKind.TCP_UNCLEAR, Severity.WARNING, "10.:allow,RELAYCLIENT=\"");
        tree.put("tcp.smtp", "10.:allow\r\n:deny\n");
        assertHole(HoleKind.TCP_UNCLEAR, Severity.WARNING, "tcp.smtp", 0);
        tree.delete("tcp.smtp");
        assertHole(HoleKind.TCP_UNCLEAR, Severity.WARNING, "tcp.smtp", 0);
        var without = Installation.read(tree.path("var"), Optional.empty(), Optional.empty());
        assertTrue(RelayHoles.find(without).stream().anyMatch(hole -> hole.kind() == HoleKind.TCP_UNKNOWN));
    }

    private void compiled(CdbWriter rules) throws IOException {
        Files.deleteIfExists(tree.path("tcp.smtp"));
        Files.write(tree.path("tcp.smtp.cdb"), rules.octets());
    }

    /// As tcprules writes them: `D` and a zero, `+NAME=value` and a zero; ucspi-tcp6 writes networks as bits.
    @Test
    void compiledRulesAloneAreRead() throws IOException {
        compiled(new CdbWriter()
                .add("127.", "+RELAYCLIENT=\0")
                .add("192.0.2.7", "+DATABYTES=1000\0+RELAYCLIENT=@x\"y\0")
                .add("_10000101000001010000010001", "+RELAYCLIENT=\0") // 133.5.4.64/26
                .add("=.example.net", "+RELAYCLIENT=\0")
                .add("198.51.100.", "D\0+RELAYCLIENT=\0")
                .add("", "D\0"));
        List<TcpRule> rules = tree.read().tcpRules().orElseThrow().rules();
        assertEquals(
                List.of(
                        "127.:allow,RELAYCLIENT=\"\"",
                        "192.0.2.7:allow,DATABYTES=\"1000\",RELAYCLIENT='@x\"y'",
                        "133.5.4.64/26:allow,RELAYCLIENT=\"\"",
                        "=.example.net:allow,RELAYCLIENT=\"\"",
                        "198.51.100.:deny,RELAYCLIENT=\"\"",
                        ":deny"),
                rules.stream().map(rule -> rule.line().text()).toList());
        assertHole(HoleKind.TCP_LOOPBACK, Severity.NOTE, "tcp.smtp.cdb", 0);
        assertHole(HoleKind.TCP_PUBLIC, Severity.NOTE, "tcp.smtp.cdb", 0);
        assertHole(HoleKind.TCP_HOSTNAME, Severity.ALARM, "tcp.smtp.cdb", 0);
        assertTrue(find().stream().noneMatch(hole -> hole.kind() == HoleKind.TCP_NO_DENY));
        compiled(new CdbWriter().add("", "+RELAYCLIENT=\0"));
        assertHole(HoleKind.TCP_EVERYBODY, Severity.ALARM, "tcp.smtp.cdb", 0);
    }

    @Test
    void aDamagedOrOddCompiledFileIsNotTakenForSafe() throws IOException {
        Files.deleteIfExists(tree.path("tcp.smtp"));
        for (byte[] octets :
                List.of(new byte[0], new byte[4096], "not a cdb".repeat(500).getBytes(UTF_8))) {
            Files.write(tree.path("tcp.smtp.cdb"), octets);
            boolean empty = octets.length == 4096;
            assertHole(HoleKind.TCP_UNCLEAR, Severity.WARNING, "tcp.smtp.cdb", 0);
            assertTrue(empty
                    || tree.read().notCarried().stream()
                            .anyMatch(each -> each.why().contains("a damaged cdb")));
        }
        for (String data :
                List.of("+RELAYCLIENT", "X\0", "\0", "+=x\0", "+RELAYCLIENT=\"'|#/!~%&*;?$\0", "+A\nB=\0x")) {
            compiled(new CdbWriter().add("10.", data).add("", "D\0"));
            assertHole(HoleKind.TCP_UNCLEAR, Severity.WARNING, "tcp.smtp.cdb", 0);
        }
        for (String key : List.of("_" + "1".repeat(33), "10", "\u00e9.", "^" + "0".repeat(129))) {
            compiled(new CdbWriter().add(key, "+RELAYCLIENT=\0").add("", "D\0"));
            assertHole(HoleKind.TCP_UNCLEAR, Severity.WARNING, "tcp.smtp.cdb", 0);
        }
    }

    /// The text is what people edit; where it is, it is read.
    @Test
    void theTextIsReadBeforeTheCompiledForm() throws IOException {
        Files.write(
                tree.path("tcp.smtp.cdb"),
                new CdbWriter().add("", "+RELAYCLIENT=\0").octets());
        assertTrue(find().stream().noneMatch(hole -> hole.kind() == HoleKind.TCP_EVERYBODY));
        var named = Installation.read(tree.path("var"), Optional.of(tree.path("tcp.smtp.cdb")), Optional.empty());
        assertTrue(RelayHoles.find(named).stream().anyMatch(hole -> hole.kind() == HoleKind.TCP_EVERYBODY));
    }

    @Test
    void compiledDomainsAloneAreRead() throws IOException {
        tree.delete("var/control/morercpthosts");
        Path file = tree.path("var/control/morercpthosts.cdb");
        Files.write(
                file,
                new CdbWriter()
                        .add("alias.example.com", "")
                        .add("foreign.example", "")
                        .add(".net", "")
                        .add("a@b.example", "")
                        .octets());
        assertHole(HoleKind.RCPTHOSTS_FOREIGN, Severity.NOTE, "var/control/morercpthosts.cdb", 0);
        assertHole(HoleKind.RCPTHOSTS_DOT, Severity.ALARM, "var/control/morercpthosts.cdb", 0);
        assertTrue(tree.read().notCarried().stream()
                .anyMatch(each -> each.file().equals(file) && each.text().equals("a@b.example")));
        Files.write(file, new byte[10]);
        assertTrue(tree.read().notCarried().stream()
                .anyMatch(each -> each.file().equals(file) && each.why().contains("a damaged cdb")));
    }

    @Test
    void noRuleForTheRest() throws IOException {
        tree.put("tcp.smtp", "10.1.1.1:deny\n");
        assertHole(HoleKind.TCP_NO_DENY, Severity.NOTE, "tcp.smtp", 0);
    }

    @Test
    void everythingToASmarthost() throws IOException {
        tree.control("smtproutes", "mx.test:\n:relay.isp.example:587|u|geheim\n");
        assertHole(HoleKind.ROUTE_ALL, Severity.NOTE, "var/control/smtproutes", 2);
        assertFalse(find().toString().contains("geheim"));
    }

    @Test
    void catchAllsToOutside() throws IOException {
        String file = "home/vpopmail/domains/example.jp/.qmail-default";
        tree.put(file, "# all\n| /home/vpopmail/bin/vdelivermail '' me@gmail.example\n");
        assertHole(HoleKind.CATCHALL_OUTSIDE, Severity.WARNING, file, 2);
        tree.put(file, "# all\n\n&carol@example.jp\n&me@gmail.example\n");
        assertHole(HoleKind.CATCHALL_OUTSIDE, Severity.WARNING, file, 3);
        tree.put(file, "&carol@example.jp\n");
        assertTrue(find().stream().noneMatch(hole -> hole.kind() == HoleKind.CATCHALL_OUTSIDE));
    }
}
