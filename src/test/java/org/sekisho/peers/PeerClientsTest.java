package org.sekisho.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.SekishoProcess;

/// Real mail programs hand messages in and read them back: swaks, curl, msmtp, fetchmail.
@Tag("peers")
class PeerClientsTest {
    @TempDir
    Path folder;

    SekishoProcess sekisho;

    @BeforeEach
    void start() throws IOException {
        sekisho = SekishoProcess.tryServer(
                folder.resolve("sekisho"),
                "--port-base=-1", // free ones: a base of our choice may be another test's
                "--account",
                "alice@example.test:wonder-land-9",
                "--account",
                "bob@example.test:builder-builder-9");
    }

    @AfterEach
    void stop() throws IOException {
        sekisho.close();
    }

    @Test
    void swaksDeliversFromOutside() throws Exception {
        swaks("smtp", "--to", "alice@example.test", "--from", "friend@elsewhere.test", "--body", "Guten Tag")
                .good();
        assertTrue(readByCurl("alice@example.test:wonder-land-9", 1).contains("Guten Tag"));
    }

    @Test
    void swaksIsRefusedForOutside() throws Exception {
        Command result = swaks("smtp", "--to", "victim@elsewhere.test", "--from", "alice@example.test");
        assertNotEquals(0, result.exitCode());
        assertTrue(result.output().contains("550 5.7.1"), result.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void swaksLogsInOverTls(String mechanism) throws Exception {
        swaks(
                        "submission",
                        "--tls",
                        "--auth",
                        mechanism,
                        "--auth-user",
                        "bob@example.test",
                        "--auth-password",
                        "builder-builder-9",
                        "--from",
                        "bob@example.test",
                        "--to",
                        "alice@example.test")
                .good();
        assertTrue(readByCurl("alice@example.test:wonder-land-9", 1).contains("with ESMTPSA"));
    }

    @Test
    void swaksIsNotOfferedAuthWithoutTls() throws Exception {
        Command result = swaks(
                "submission",
                "--auth",
                "PLAIN",
                "--auth-user",
                "bob@example.test",
                "--auth-password",
                "x",
                "--to",
                "alice@example.test");
        assertEquals(28, result.exitCode(), result.output());
    }

    @Test
    void curlSubmitsOverImplicitTls() throws Exception {
        Path message =
                Files.writeString(folder.resolve("m"), "From: <bob@example.test>\r\nSubject: by curl\r\n\r\nhello\r\n");
        Command.run(
                        folder,
                        "curl",
                        "-sS",
                        "-k",
                        "--url",
                        "smtps://" + sekisho.at("submissions"),
                        "--user",
                        "bob@example.test:builder-builder-9",
                        "--mail-from",
                        "bob@example.test",
                        "--mail-rcpt",
                        "alice@example.test",
                        "--upload-file",
                        message.toString())
                .good();
        assertTrue(readByCurl("alice@example.test:wonder-land-9", 1).contains("Subject: by curl"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "scram-sha-256", "login"})
    void msmtpSubmits(String mechanism) throws Exception {
        var endpoint = sekisho.endpoint("submission");
        Path rc = Files.writeString(
                folder.resolve("msmtprc"), """
                account default
                host %s
                port %d
                tls on
                tls_starttls on
                tls_certcheck off
                auth %s
                user bob@example.test
                password builder-builder-9
                from bob@example.test
                """.formatted(endpoint.getHostString(), endpoint.getPort(), mechanism));
        Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
        Command.run(
                        folder,
                        "From: bob@example.test\nSubject: by msmtp\n\n.leading dot\n",
                        List.of("msmtp", "-C", rc.toString(), "alice@example.test"))
                .good();
        String read = readByCurl("alice@example.test:wonder-land-9", 1);
        assertTrue(read.contains("Subject: by msmtp"), read);
        assertTrue(read.contains("\r\n.leading dot\r\n"), read);
    }

    @Test
    void bodiesComeBackByteForByte() throws Exception {
        String body = IntStream.range(0, 2_000)
                .mapToObj(i -> ".".repeat(i % 4) + "line " + i + " äöü 日本語 \t trailing ")
                .collect(Collectors.joining(
                        "\r\n", "Subject: bytes\r\nFrom: <f@elsewhere.test>\r\n\r\n", "\r\n.\r\n..\r\n"));
        Path message = Files.writeString(folder.resolve("m"), body);
        Command.run(
                        folder,
                        "curl",
                        "-sS",
                        "--url",
                        "smtp://" + sekisho.at("smtp"),
                        "--mail-from",
                        "f@elsewhere.test",
                        "--mail-rcpt",
                        "alice@example.test",
                        "--upload-file",
                        message.toString())
                .good();
        assertTrue(readByCurl("alice@example.test:wonder-land-9", 1).endsWith(body));
    }

    @Test
    void fetchmailEmptiesTheMaildrop() throws Exception {
        for (int i = 0; i < 3; i++) {
            swaks("smtp", "--to", "alice@example.test", "--from", "f@elsewhere.test", "--body", "message " + i)
                    .good();
        }
        awaitMessages("alice@example.test:wonder-land-9", 3);
        var endpoint = sekisho.endpoint("pop3");
        Path rc = Files.writeString(
                folder.resolve("fetchmailrc"), """
                poll %s service %d protocol POP3 no uidl user "alice@example.test" password "wonder-land-9"
                sslproto tls1.2+ no sslcertck fetchall mda "cat >> %s/got"
                """.formatted(endpoint.getHostString(), endpoint.getPort(), folder));
        Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
        Command.run(folder, "env", "HOME=" + folder, "fetchmail", "-f", rc.toString(), "--nosyslog", "-v")
                .good();
        String got = Files.readString(folder.resolve("got"));
        for (int i = 0; i < 3; i++) {
            assertTrue(got.contains("message " + i), got);
        }
        assertEquals("", listByCurl("alice@example.test:wonder-land-9"));
    }

    private Command swaks(String service, String... words) throws IOException {
        var command = new java.util.ArrayList<>(List.of("swaks", "--server", sekisho.at(service)));
        command.addAll(List.of(words));
        return Command.run(folder, "", command);
    }

    private String readByCurl(String login, int number) throws IOException {
        awaitMessages(login, number);
        return Command.run(
                        folder, "curl", "-sS", "-k", "--user", login, "pop3s://" + sekisho.at("pop3s") + "/" + number)
                .good()
                .output();
    }

    private String listByCurl(String login) throws IOException {
        return Command.run(folder, "curl", "-sS", "-k", "--user", login, "pop3s://" + sekisho.at("pop3s") + "/")
                .good()
                .output()
                .strip();
    }

    private void awaitMessages(String login, int count) {
        Postfix.await(
                () -> {
                    try {
                        return listByCurl(login).lines().count() >= count;
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                count + " messages for " + login);
    }
}
