package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.cli.ExitCode;
import org.sekisho.config.Protocol;
import org.sekisho.testing.TestDnsServer;
import org.sekisho.testing.TestServer;

/// `audit relay` as a person types it.
final class RelayAuditTest {
    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder).start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Prompt.Result type(String... words) {
        return new Prompt(server.config()).type(words);
    }

    private String here(Protocol protocol) {
        return "127.0.0.1:" + server.endpoint(protocol, "127.0.0.1").getPort();
    }

    private static long count(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).count();
    }

    @Test
    void aServerIsCheckedForRelaying() throws Exception {
        Path html = folder.resolve("report.html");
        Path junit = folder.resolve("report.xml");
        String shown = type(
                        "audit", "relay", here(Protocol.SMTP), "--html", html.toString(), "--junit", junit.toString())
                .good();
        assertTrue(shown.contains("Nothing was sent on for a stranger."), shown);
        assertTrue(shown.lines().count() > 100, shown);
        assertTrue(Files.readString(html).contains("abuse.net-17"));
        assertTrue(Files.readString(junit).contains("failures=\"0\""));
        List<JsonNode> rows = type(
                        "audit",
                        "relay",
                        here(Protocol.SMTP),
                        "--user",
                        TestServer.ALICE,
                        "--host",
                        "mx.example.test",
                        "--json")
                .json();
        assertTrue(rows.size() > 250, rows::toString);
        assertTrue(rows.stream()
                .allMatch(
                        row -> List.of("SAFE", "NOTE").contains(row.path("mark").asText())));
        server.rewrite("[relay]\ntrusted_networks = [\"127.0.0.1\"]\n");
        String until = LocalDate.now(ZoneId.of("Etc/UTC")).plusDays(30).toString();
        type("audit", "approve", "--until", until, "--reason", "the test", "--yes")
                .good();
        type("reload").good();
        type("audit", "relay", here(Protocol.SMTP)).said(ExitCode.COULD_NOT_TELL);
        server.drain();
        assertTrue(server.outside().taken().size() > 20, "it has relayed, but without a sink that is no proof");
    }

    /// On IPv4 and IPv6, for strangers and for users, with TLS from the start and without.
    @Test
    void everyDoorOfThisServerIsChecked() {
        String own = type("audit", "relay").good();
        assertEquals(5, count(own, "Nothing was sent on"), own);
        int submissions = server.endpoint(Protocol.SUBMISSIONS).getPort();
        assertEquals(1, count(own, "port " + submissions + ": 267 safe"), own);
    }

    @Test
    void theReportIsInJapanese() throws Exception {
        Path html = folder.resolve("report.html");
        String shown = type("audit", "relay", here(Protocol.SMTP), "--lang", "ja", "--html", html.toString())
                .good();
        assertTrue(shown.contains("安全: 拒否"), shown);
        assertTrue(shown.contains("第三者の中継は行われませんでした。"), shown);
        assertTrue(shown.contains("空の差出人、外部宛て"), shown);
        assertTrue(Files.readString(html).contains("青 = 安全"));
        assertFalse(Files.readString(html).contains("a foreign sender"));
    }

    @Test
    void whatDoesNotGoTogetherIsSaid() throws Exception {
        String smtp = here(Protocol.SMTP);
        assertTrue(type("audit", "relay", "127.0.0.1:smtp").said(ExitCode.USAGE).contains("not a port number"));
        assertTrue(
                type("audit", "relay", "lmtp://127.0.0.1").said(ExitCode.USAGE).contains("submissions"));
        assertTrue(
                type("audit", "relay", smtp, "--tls", "on").said(ExitCode.USAGE).contains("starttls"));
        assertTrue(type("audit", "relay", "nowhere.invalid")
                .said(ExitCode.COULD_NOT_TELL)
                .contains("nowhere.invalid"));
        String noPassword = type("audit", "relay", smtp, "--confirm", "imap://a@b.test@c.test")
                .said(ExitCode.USAGE);
        assertTrue(noPassword.contains("--confirm-password-file"), noPassword);
        String file =
                Files.writeString(folder.resolve("password"), "open-sesame\n").toString();
        for (var wrong : List.of(
                List.of("http://a@b.test", "imaps://USER@HOST"),
                List.of("imap://a:secret@b.test", "does not belong on a command line"),
                List.of("imap://a@127.0.0.1", "--confirm-address"),
                List.of("imap://postmaster@[127.0.0.1]@127.0.0.1", "is not outside"))) {
            String said = type("audit", "relay", smtp, "--confirm", wrong.getFirst(), "--confirm-password-file", file)
                    .said(ExitCode.USAGE);
            assertTrue(said.contains(wrong.getLast()), said);
        }
        String closed = "pop3://a@b.test@" + here(Protocol.POP3);
        String said = type("audit", "relay", smtp, "--confirm", closed, "--confirm-password-file", file)
                .said(ExitCode.COULD_NOT_TELL);
        assertTrue(said.contains("a@b.test does not let us in"), said);
        assertFalse(said.contains("sesame"), "the password");
    }

    /// A public server is left alone until its owner says otherwise, to this user and about this server.
    @Test
    void whoseServerItIsIsAskedOfDns() throws Exception {
        var text = new AtomicReference<>("");
        try (var dns = new TestDnsServer(question -> text.get().isEmpty()
                ? TestDnsServer.none(false)
                : TestDnsServer.records(question.getName() + " 60 TXT \"" + text.get() + "\""))) {
            String resolver = "127.0.0.1:" + dns.address().getPort();
            String[] words = {"audit", "relay", "[2001:4860::25]", "--resolver", resolver};
            String told = type(words).said(ExitCode.USAGE);
            Matcher record = Pattern.compile("(_sekisho-check\\.\\S+)\\. IN TXT \"(sekisho-check=[0-9a-f]{32})\"")
                    .matcher(told);
            assertTrue(record.find(), told);
            assertTrue(record.group(1).endsWith(".0.6.8.4.1.0.0.2.ip6.arpa"), told);
            assertEquals(told, type(words).said(ExitCode.USAGE), "the same text every time");
            text.set(record.group(2).replace("check=", "check=0"));
            type(words).said(ExitCode.USAGE);
        }
        String nobody = "127.0.0.1:" + server.endpoint(Protocol.SMTP).getPort(); // nobody there speaks DNS
        String unknown = type("audit", "relay", "8.8.8.8", "--resolver", nobody).said(ExitCode.COULD_NOT_TELL);
        assertTrue(unknown.contains("--i-own-this"), unknown);
    }
}
