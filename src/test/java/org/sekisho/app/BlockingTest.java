package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.address.Domain;
import org.sekisho.audit.blocklists.BlocklistCheck;
import org.sekisho.audit.blocklists.Finding;
import org.sekisho.audit.blocklists.Status;
import org.sekisho.audit.blocklists.Subject;
import org.sekisho.audit.blocklists.Zones;
import org.sekisho.cli.ExitCode;
import org.sekisho.config.Protocol;
import org.sekisho.dns.Answer;
import org.sekisho.dns.DnsResolver;
import org.sekisho.dns.DnsSettings;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.TestServer;

/// Our own blocklist from the command line to those who are refused and those who ask.
final class BlockingTest {
    @TempDir
    Path folder;

    private TestServer server;
    private Prompt prompt;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder).with("""
                        [[listener]]
                        service = "dnsbl"
                        address = "127.0.0.1:0"
                        [dnsbl]
                        zones = ["bl.example.test"]
                        [[block_rule]]
                        event = "login-failed"
                        count = 3
                        """).start();
        prompt = new Prompt(server.config());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private DnsResolver resolver() {
        return new DnsResolver(
                new DnsSettings(List.of(server.endpoint(Protocol.DNSBL)), Duration.ofSeconds(5), 1, 10),
                InstantSource.system(),
                new Random(),
                new RecordedEvents());
    }

    @Test
    void anEntryFromItsFirstToItsLastDay() throws Exception {
        String added = prompt.type("block", "add", "203.0.113.0/24", "--reason", "a farm", "--for", "30d")
                .good();
        assertTrue(added.contains("blocked b1 203.0.113.0/24") && added.contains("block remove 203.0.113.0/24"), added);
        prompt.type("block", "allow", "203.0.113.9", "--reason", "our partner").good();
        prompt.type("block", "add", ".spam.example", "--at", "rcpt").good();
        assertTrue(prompt.type("block", "list").good().contains("a farm"));
        assertEquals(3, prompt.type("block", "list", "--json").json().size());
        assertEquals(
                0,
                prompt.type("block", "list", "--origin", "rule", "--json")
                        .json()
                        .size());
        assertEquals(
                List.of("allow", "block"),
                prompt.type("block", "show", "203.0.113.9", "--json").json().stream()
                        .map(row -> row.path("effect").asText())
                        .toList());
        assertTrue(prompt.type("block", "remove", "203.0.113.7")
                .said(ExitCode.FOUND)
                .isEmpty());
        assertTrue(prompt.type("block", "remove", "203.0.113.7").err().contains("b1 203.0.113.0/24 covers it"));
        assertTrue(prompt.type("explain", "alice@example.test", "--client", "203.0.113.7")
                .said(ExitCode.FOUND)
                .contains("refuses 203.0.113.7 when it connects, by b1 203.0.113.0/24"));
        prompt.type("explain", "alice@example.test", "--client", "203.0.113.9").good();
        prompt.type("block", "remove", "b1").good();
        prompt.type("explain", "alice@example.test", "--client", "203.0.113.7").good();
        prompt.type("block", "show", "b1").said(ExitCode.FOUND);
    }

    @Test
    void whatNobodyMeansNeedsForce() throws Exception {
        for (String nonsense :
                List.of("0.0.0.0/0", "127.0.0.1", "example.test", ".test", "alice@example.test", "::/1")) {
            var result = prompt.type("block", "add", nonsense);
            assertEquals(ExitCode.FOUND, result.exitCode(), nonsense);
            assertTrue(result.err().contains("--force"), result.err());
        }
        prompt.type("block", "add", "x").said(ExitCode.FOUND);
        prompt.type("block", "add", "203.0.113.1/24").said(ExitCode.USAGE);
        prompt.type("block", "add", "203.0.113.1", "--reason", "\u8ff7\u60d1").said(ExitCode.USAGE);
        prompt.type("block", "add", "203.0.113.1", "--until", "2001-01-01").said(ExitCode.USAGE);
        prompt.type("block", "add", "127.0.0.1", "--force").good();
        try (var client = server.connect(Protocol.SMTP)) {
            client.expect("554 mx.example.test 127.0.0.1 is refused here");
        }
        prompt.type("block", "remove", "127.0.0.1").good();
        try (var client = server.connect(Protocol.SMTP)) {
            client.expect("220 ");
        }
    }

    @Test
    void aListIsTakenInAndGivenOut() throws Exception {
        Path file = Files.writeString(
                folder.resolve("list"),
                "203.0.113.7 # bad\n2001:db8::/32\n*.x.example\n127.0.0.1-127.0.0.9\n.y.example\n");
        var result = prompt.type("block", "import", file.toString(), "--list", "friends", "--json");
        assertEquals(ExitCode.FOUND, result.exitCode(), result::toString);
        assertEquals(3, result.json().getLast().path("added").asInt(), result::toString);
        assertEquals(
                List.of(
                        "203.0.113.7 # bad",
                        "2001:db8::/32 # refused by the administrator",
                        ".y.example # refused by the administrator"),
                prompt.type("block", "export").good().lines().toList());
        assertTrue(prompt.type("block", "export", "--format", "csv").good().contains("imported: "));
        String rbldnsd = prompt.type("block", "export", "--format", "rbldnsd").good();
        assertTrue(
                rbldnsd.contains("$DATASET ip4trie @\n") && rbldnsd.contains("203.0.113.7/32 :127.0.0.2:bad\n"),
                rbldnsd);
        prompt.type("block", "export", "--format", "rbldnsd", "--set", "names").good();
        prompt.type("block", "export", "--set", "names").said(ExitCode.USAGE);
        prompt.type("block", "export", "--format", "pdf").said(ExitCode.USAGE);
    }

    /// Our own check of lists, over our own resolver, on our own list.
    @Test
    void theListIsServedAsAZone() throws Exception {
        prompt.type("block", "add", "203.0.113.0/24", "--reason", "a farm").good();
        prompt.type("block", "allow", "203.0.113.9").good();
        prompt.type("block", "add", "2001:db8:7::/48").good();
        prompt.type("block", "add", ".spam.example").good();
        var zones = Zones.of(
                List.of("bl.example.test\tip4,ip6,domain\tTest\tspam\t\u30b9\u30d1\u30e0\t127.0.0.2=spam source"
                        + "\thttps://bl.test/\trfc5782\t-"));
        var subjects = List.<Subject>of(
                new Subject.Address(InetAddress.ofLiteral("203.0.113.7")),
                new Subject.Address(InetAddress.ofLiteral("203.0.113.9")),
                new Subject.Address(InetAddress.ofLiteral("2001:db8:7::1")),
                new Subject.Address(InetAddress.ofLiteral("2001:db8:8::1")),
                new Subject.Name(Domain.of("www.spam.example")),
                new Subject.Name(Domain.of("good.example")));
        var report = new BlocklistCheck(resolver(), zones, Duration.ofSeconds(30)).run(subjects, (_, _, _) -> {});
        assertEquals(
                List.of(Status.LISTED, Status.CLEAN, Status.LISTED, Status.CLEAN, Status.LISTED, Status.CLEAN),
                report.findings().stream().map(Finding::status).toList());
        assertEquals(new Answer.Found<>(List.of("a farm"), false), resolver().txt("7.113.0.203.bl.example.test"));
        assertTrue(resolver().txt("7.113.0.203.other.test") instanceof Answer.CouldNotAsk<String>);
    }

    /// Loopback is of the household: its wrong passwords are counted by nobody.
    @Test
    void noRuleBlocksLoopback() throws Exception {
        for (int i = 0; i < 4; i++) {
            try (var client = server.connect(Protocol.SUBMISSION).helloTls()) {
                client.ask("AUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzZWNyZXQ=");
            }
        }
        assertEquals(0, prompt.type("block", "list", "--json").json().size());
    }
}
