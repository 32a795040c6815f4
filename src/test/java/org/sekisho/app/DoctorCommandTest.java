package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.app.Prompt.Result;
import org.sekisho.cli.ExitCode;
import org.sekisho.testing.TestDnsServer;
import org.sekisho.testing.TestServer;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// `sekisho doctor` as a person types it, for what others see of a server.
class DoctorCommandTest {
    @TempDir
    Path folder;

    private Result run(String... words) {
        return new Prompt(folder.resolve("sekisho.toml")).type(words);
    }

    private static List<String> ids(Result result) throws Exception {
        return result.json().stream().map(row -> row.path("id").asText()).toList();
    }

    @Test
    void ourOwnServerInOrder() throws Exception {
        try (var server = TestServer.Plan.in(folder).start()) {
            Result result = run("doctor", "--offline", "--only", "certificates,relay", "--json");
            assertEquals(ExitCode.GOOD, result.exitCode(), result::toString);
            List<String> ids = ids(result);
            assertEquals("certificate-self-signed-here", ids.getFirst(), result::toString); // of a test domain
            assertEquals(4, ids.stream().filter("relay-fine"::equals).count(), result::toString);
            assertEquals(5, ids.size(), result::toString);
            assertEquals(0, server.outside().taken().size());
        }
        Result closed = run("doctor", "--only", "certificates", "--json");
        assertEquals(List.of("certificate-self-signed-here"), ids(closed)); // its ports are any free ones
        Files.writeString(folder.resolve("sekisho.toml"), "hostname = 1\n");
        assertEquals(
                ExitCode.COULD_NOT_TELL, run("doctor", "--only", "certificates").exitCode());
    }

    private static TestDnsServer.Say zone(Record question) {
        String name = question.getName().toString();
        return switch (Type.string(question.getType()) + " " + name) {
            case "A mail.example.jp." -> TestDnsServer.records("mail.example.jp. 60 A 192.0.2.25");
            case "PTR 25.2.0.192.in-addr.arpa." ->
                TestDnsServer.records("25.2.0.192.in-addr.arpa. 60 PTR mail.example.jp.");
            case "MX example.jp." -> TestDnsServer.records("example.jp. 60 MX 10 mail.example.jp.");
            case "TXT example.jp." -> TestDnsServer.records("example.jp. 60 TXT \"v=spf1 mx ~all\"");
            case "TXT _dmarc.example.jp." -> TestDnsServer.records("_dmarc.example.jp. 60 TXT \"v=DMARC1; p=reject\"");
            default -> TestDnsServer.none(true);
        };
    }

    @Test
    void aQmailByItsControlFiles() throws Exception {
        Path control = Files.createDirectories(folder.resolve("qmail/control"));
        Files.writeString(control.resolve("me"), "mail.example.jp\n");
        Files.writeString(control.resolve("locals"), "mail.example.jp\nexample.jp\n"); // as qmail-config writes it
        try (var dns = new TestDnsServer(DoctorCommandTest::zone)) {
            String resolver = "127.0.0.1:" + dns.address().getPort();
            String qmail = folder.resolve("qmail").toString();
            List<String> words = new ArrayList<>(List.of(
                    "doctor", "--qmail", qmail, "--only", "dns", "--resolver", resolver, "--address", "192.0.2.25"));
            Result fine = run(words.toArray(String[]::new));
            assertEquals(ExitCode.GOOD, fine.exitCode(), fine::toString);
            assertTrue(fine.out().contains("example.jp: MX, SPF, DMARC (p=reject) in order"), fine::toString);
            words.addAll(List.of("--lang", "ja", "--address", "192.0.2.26"));
            Result missing = run(words.toArray(String[]::new));
            assertEquals(ExitCode.FOUND, missing.exitCode());
            assertTrue(missing.out().contains("192.0.2.26 の逆引き (PTR) が無い"), missing::toString);
            assertTrue(missing.out().contains("v=spf1 ip4:192.0.2.26 mx ~all"), missing::toString);
        }
    }

    @Test
    void whatCannotBeAskedIsNotFine() throws Exception {
        Path control = Files.createDirectories(folder.resolve("qmail/control"));
        Files.writeString(control.resolve("me"), "mail.example.jp\n");
        try (var dns = new TestDnsServer(_ -> TestDnsServer.failure(Rcode.SERVFAIL))) {
            Result result = run(
                    "doctor",
                    "--qmail",
                    folder.resolve("qmail").toString(),
                    "--only",
                    "dns",
                    "--address",
                    "192.0.2.25",
                    "--resolver",
                    "127.0.0.1:" + dns.address().getPort(),
                    "--json");
            assertEquals(ExitCode.COULD_NOT_TELL, result.exitCode(), result::toString);
            assertTrue(ids(result).contains("dns-could-not-ask"), result::toString);
            assertFalse(ids(result).contains("ptr-missing"), result::toString);
        }
    }

    @Test
    void whatIsWrittenWronglyIsNamed() throws Exception {
        assertTrue(run("doctor", "--only", "dsn").err().contains("'dsn' is none of queue, dns"));
        assertEquals(ExitCode.USAGE, run("doctor", "--only", "dsn").exitCode());
        Path qmail = Files.createDirectories(folder.resolve("qmail"));
        Result nameless = run("doctor", "--qmail", qmail.toString(), "--only", "dns");
        assertEquals(ExitCode.USAGE, nameless.exitCode(), nameless::toString);
        assertTrue(nameless.err().contains("--host NAME"), nameless::toString);
        assertEquals(ExitCode.COULD_NOT_TELL, run("doctor", "--only", "dns").exitCode()); // no settings there
    }
}
