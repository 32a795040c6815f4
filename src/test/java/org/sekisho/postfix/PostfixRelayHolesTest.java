package org.sekisho.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;

/// Each planted hole is named; what Debian ships is no open relay.
class PostfixRelayHolesTest {
    private static final String USUAL = """
            compatibility_level = 3.6
            myhostname = mx.example.jp
            mydestination = example.jp
            smtpd_forbid_bare_newline = normalize
            """;
    private static final String RELAY =
            "smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void services() throws IOException {
        Files.writeString(folder.resolve("master.cf"), "smtp inet n - y - - smtpd\n");
    }

    private List<Finding> find(String... settings) throws IOException {
        Files.writeString(folder.resolve("main.cf"), USUAL + String.join("\n", settings) + "\n");
        return RelayHoles.find(folder, Optional.of("3.7.11"));
    }

    private List<String> ids(String... settings) throws IOException {
        return find(settings).stream().map(Finding::id).toList();
    }

    private void assertHole(String id, Severity severity, String... settings) throws IOException {
        List<Finding> findings = find(settings);
        assertTrue(
                findings.stream()
                        .anyMatch(finding -> finding.id().equals("postfix-" + id) && finding.severity() == severity),
                () -> Arrays.toString(settings) + ": " + findings);
    }

    private String map(String name, String text) throws IOException {
        return "hash:" + Files.writeString(folder.resolve(name), text);
    }

    @Test
    void whatDebianShipsIsNoOpenRelay() throws IOException {
        List<Finding> findings = find(
                "mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128",
                "smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination");
        assertTrue(findings.stream().allMatch(each -> each.severity() == Severity.NOTE), findings::toString);
        assertEquals(List.of(), ids("mynetworks ="));
    }

    @Test
    void networks() throws IOException {
        assertHole("network-everybody", Severity.ALARM, "mynetworks = 0.0.0.0/0");
        assertHole("network-everybody", Severity.ALARM, "mynetworks = [::]/0");
        assertHole("network-wide", Severity.ALARM, "mynetworks = 127.0.0.0/8, 8.8.0.0/16");
        assertHole("network-public", Severity.NOTE, "mynetworks = 8.8.8.0/24");
        assertHole("network-containers", Severity.WARNING, "mynetworks = 172.17.0.0/16");
        assertHole("network-private", Severity.NOTE, "mynetworks = 192.168.1.0/24");
        assertHole("network-loopback", Severity.NOTE, "mynetworks = 127.0.0.0/8");
        assertHole("network-style", Severity.WARNING, "mynetworks_style = subnet");
        assertHole("network-unread", Severity.WARNING, "mynetworks = mysql:/etc/postfix/networks.cf");
        Path file = Files.writeString(folder.resolve("networks"), "10.1.2.3 OK\n8.0.0.0/7 OK\n");
        assertHole("network-wide", Severity.ALARM, "mynetworks = cidr:" + file);
        assertEquals(List.of(), ids("mynetworks = 10.1.2.3, !8.8.8.8"));
    }

    @Test
    void restrictions() throws IOException {
        assertHole("open", Severity.ALARM, "smtpd_relay_restrictions = permit", "mynetworks =");
        assertHole("no-guard", Severity.ALARM, "smtpd_relay_restrictions = permit_mynetworks", "mynetworks =");
        assertHole("no-guard", Severity.ALARM, "compatibility_level = 0", "smtpd_recipient_restrictions =");
        assertHole(
                "access-forged",
                Severity.ALARM,
                "smtpd_relay_restrictions = check_sender_access " + map("senders", "boss@example.jp OK\nx DUNNO\n")
                        + " reject_unauth_destination");
        assertHole(
                "access-wide",
                Severity.ALARM,
                "smtpd_relay_restrictions = check_client_access " + map("clients", "8.8 OK\n")
                        + ", reject_unauth_destination");
        assertHole(
                "access-client",
                Severity.NOTE,
                "smtpd_relay_restrictions = check_client_access " + map("one", "8.8.8.8 permit\n")
                        + " reject_unauth_destination");
        assertHole(
                "open",
                Severity.ALARM,
                "smtpd_relay_restrictions = check_client_access static:OK reject_unauth_destination");
        assertHole(
                "foreign-word",
                Severity.ALARM,
                "smtpd_relay_restrictions = permit_dnswl_client list.example reject_unauth_destination");
        assertHole("backup", Severity.WARNING, "smtpd_relay_restrictions = permit_mx_backup reject_unauth_destination");
        assertHole(
                "open",
                Severity.ALARM,
                "smtpd_restriction_classes = friends",
                "friends = permit",
                "smtpd_relay_restrictions = friends, reject_unauth_destination");
    }

    @Test
    void whatStandsBehindTheGuardIsNoHole() throws IOException {
        assertEquals(
                List.of(),
                ids("mynetworks =", RELAY, "smtpd_recipient_restrictions = check_client_access static:OK, permit"));
        assertEquals(
                List.of(),
                ids("mynetworks =", "smtpd_relay_restrictions = reject_unauth_destination, permit, permit_mx_backup"));
    }

    @Test
    void aServiceOfItsOwnMayBeOpen() throws IOException {
        Files.writeString(folder.resolve("master.cf"), """
                smtp inet n - y - - smtpd
                2525 inet n - y - - smtpd
                  -o smtpd_relay_restrictions=permit
                127.0.0.1:10025 inet n - y - - smtpd
                  -o smtpd_relay_restrictions=permit
                """);
        List<Finding> findings = find("mynetworks =", RELAY);
        assertEquals(
                1,
                findings.stream()
                        .filter(each -> each.id().equals("postfix-open"))
                        .count(),
                findings::toString);
        assertTrue(findings.getFirst().found().en().contains("2525"), findings::toString);
    }

    @Test
    void domainsRoutingAndSmuggling() throws IOException {
        assertHole("domain-wide", Severity.ALARM, "relay_domains = jp");
        assertHole("domain-wide", Severity.ALARM, "relay_domains = static:all");
        assertHole("domain-foreign", Severity.NOTE, "relay_domains = $mydestination, other.example");
        assertHole("routing", Severity.ALARM, "allow_untrusted_routing = yes");
        assertHole("unknown-taken", Severity.WARNING, "local_recipient_maps =");
        assertHole("smuggling", Severity.WARNING, "smtpd_forbid_bare_newline = no");
        Files.writeString(folder.resolve("main.cf"), "compatibility_level = 3.6\nmynetworks =\n");
        assertEquals(
                "postfix-smuggling-unset",
                RelayHoles.find(folder, Optional.of("3.7.11")).getFirst().id());
        assertEquals(List.of(), RelayHoles.find(folder, Optional.of("3.9.0")));
        assertEquals(List.of(), RelayHoles.find(folder, Optional.of("4.0")));
        assertFalse(RelayHoles.find(folder, Optional.empty()).isEmpty());
    }
}
