package org.sekisho.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.SekishoProcess;

/// A real Postfix on either side: Postfix → Sekisho → Postfix, with TLS, and with AUTH to a smarthost.
@Tag("peers")
class PostfixPeersTest {
    private static final String BODY = IntStream.range(0, 500)
            .mapToObj(i -> ".".repeat(i % 3) + "line " + i + " 日本語 trailing ")
            .collect(Collectors.joining("\n", "", "\n"));

    @TempDir
    Path folder;

    @Test
    void postfixThroughSekishoToPostfixWithTls() throws Exception {
        certificate(folder);
        try (var far = Postfix.start(folder.resolve("far"), tls(folder));
                var sekisho = SekishoProcess.serve(
                        folder.resolve("sekisho"), settings(far.address().getPort(), "required", ""));
                var near = Postfix.start(folder.resolve("near"), """
                        relayhost = [127.0.0.1]:%d
                        smtp_tls_security_level = encrypt
                        mynetworks = 127.0.0.0/8
                        virtual_mailbox_domains =
                        """.formatted(
                                sekisho.endpoint("smtp").getPort()))) {
            near.sendmail(
                    "ann@near.test",
                    "ben@sink.test",
                    "From: ann@near.test\nTo: ben@sink.test\nSubject: through\n\n" + BODY);
            List<String> mail = far.awaitMail(1);
            assertEquals(1, mail.size());
            assertTrue(mail.getFirst().endsWith("\n\n" + BODY), mail.getFirst());
            assertTrue(mail.getFirst().contains("by mx.example.test"), mail.getFirst());
            assertTrue(far.log().contains("TLS connection established from"), far.log());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login", "cram-md5", "scram-sha-256"})
    void authToASmarthost(String mechanism) throws Exception {
        certificate(folder);
        try (var _ = new DovecotAuth(folder.resolve("auth"), mechanism, "company", "smart-secret");
                var far = Postfix.start(folder.resolve("far"), tls(folder) + """
                        virtual_mailbox_domains =
                        local_transport = virtual
                        mydestination =
                        relay_domains =
                        default_transport = virtual
                        smtpd_sasl_auth_enable = yes
                        smtpd_sasl_type = dovecot
                        smtpd_sasl_path = %s/auth/login
                        smtpd_sasl_security_options = noanonymous
                        smtpd_tls_auth_only = yes
                        """.formatted(folder));
                var sekisho = SekishoProcess.serve(
                        folder.resolve("sekisho"),
                        settings(
                                far.address().getPort(),
                                "required",
                                "username = \"company\"\npassword_file = \"isp.password\""))) {
            Command.run(
                            folder,
                            "swaks",
                            "--server",
                            sekisho.at("smtp"),
                            "--from",
                            "ann@near.test",
                            "--to",
                            "ben@sink.test",
                            "--body",
                            "over a smarthost")
                    .good();
            assertTrue(far.awaitMail(1).getFirst().contains("over a smarthost"));
            assertTrue(far.log().contains("sasl_username=company"), far.log());
        }
    }

    /// In front of a Postfix that knows ben: strangers reach him, and nobody else anywhere.
    @Test
    void aGatewayBeforePostfixAsksItWhoIsThere() throws Exception {
        try (var back = Postfix.start(folder.resolve("back"), """
                        virtual_mailbox_maps = inline:{ { ben@sink.test = all/ } }
                        smtpd_recipient_restrictions = reject_unlisted_recipient
                        """);
                var sekisho = SekishoProcess.serve(
                        folder.resolve("sekisho"), settings(Postfix.freePort(), "off", """

                                [[gateway]]
                                domain = "sink.test"
                                to = ["smtp://127.0.0.1:%d"]
                                """.formatted(
                                        back.address().getPort())))) {
            Command.run(folder, swaks(sekisho, "nobody@sink.test")).bad("550 5.1.1");
            Command.run(folder, swaks(sekisho, "victim%elsewhere.test@sink.test"))
                    .bad("550 5.7.1");
            Command.run(folder, swaks(sekisho, "ben@sink.test")).good();
            assertTrue(back.awaitMail(1).getFirst().contains("through the gateway"));
            back.stop();
            Command.run(folder, swaks(sekisho, "new@sink.test")).bad("451 4.4.1");
            Command.run(folder, swaks(sekisho, "ben@sink.test")).good();
        }
    }

    private static String[] swaks(SekishoProcess sekisho, String to) {
        return new String[] {
            "swaks", "--server", sekisho.at("smtp"), "--from", "a@far.test", "--to", to, "--body", "through the gateway"
        };
    }

    @Test
    void aSinkThatSaysLaterFirstGetsItsMail() throws Exception {
        int port = Postfix.freePort();
        Process stubborn = sink(port, "-r", "rcpt");
        try (var sekisho = SekishoProcess.serve(folder.resolve("sekisho"), settings(port, "off", ""))) {
            Command.run(
                            folder,
                            "swaks",
                            "--server",
                            sekisho.at("smtp"),
                            "--from",
                            "a@near.test",
                            "--to",
                            "b@sink.test",
                            "--body",
                            "patience")
                    .good();
            Postfix.await(() -> log(sekisho).contains("delivery.deferred"), "the first refusal");
            stubborn.destroyForcibly().waitFor();
            Process willing = sink(port, "-D", folder + "/dump-");
            try {
                Postfix.await(() -> dumped().contains("patience"), "the message in the sink");
            } finally {
                willing.destroyForcibly().waitFor();
            }
        } finally {
            stubborn.destroyForcibly().waitFor();
        }
    }

    private String dumped() {
        try (var files = Files.list(folder)) {
            var text = new StringBuilder();
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("dump-"))
                    .toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String log(SekishoProcess sekisho) {
        try {
            return Files.readString(sekisho.folder().resolve("stderr.txt"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Process sink(int port, String... words) throws IOException {
        var command = new java.util.ArrayList<>(List.of("smtp-sink", "-u", "root"));
        command.addAll(List.of(words));
        command.addAll(List.of("127.0.0.1:" + port, "10"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Postfix.await(() -> Postfix.accepts(port), "smtp-sink to listen");
        return process;
    }

    private String settings(int smarthost, String tls, String more) throws IOException {
        Path own = Files.createDirectories(folder.resolve("sekisho"));
        certificate(own);
        Files.writeString(own.resolve("isp.password"), "smart-secret\n");
        return """
                hostname = "mx.example.test"
                data = "data"
                [tls]
                certificate = "cert.pem"
                key = "key.pem"
                [[listener]]
                service = "smtp"
                address = "127.0.0.1:%d"
                [relay]
                trusted_networks = ["127.0.0.1/32"]
                [queue]
                first_retry = "1s"
                max_retry = "1s"
                [[route]]
                domain = "*"
                via = ["127.0.0.1:%d"]
                tls = "%s"
                %s
                """.formatted(Postfix.freePort(), smarthost, tls, more);
    }

    private static String tls(Path folder) {
        return """
                smtpd_tls_security_level = may
                smtpd_tls_cert_file = %1$s/cert.pem
                smtpd_tls_key_file = %1$s/key.pem
                smtpd_tls_loglevel = 1
                """.formatted(folder);
    }

    private static void certificate(Path folder) throws IOException {
        String words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                + " -subj /CN=mx.example.test -keyout key.pem -out cert.pem";
        Command.run(folder, words.split(" ")).good();
    }
}
