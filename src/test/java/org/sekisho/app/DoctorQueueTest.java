package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.cli.ExitCode;
import org.sekisho.testing.Await;
import org.sekisho.testing.TestServer;

/// `sekisho doctor` as a person types it: for the server that runs, one that does not, and a Postfix.
final class DoctorQueueTest {
    private static final int SPAM = 210; // more than is held to be ordinary

    @TempDir
    Path folder;

    private static JsonNode row(Prompt.Result result, String id) throws Exception {
        List<JsonNode> rows = result.json();
        return rows.stream()
                .filter(row -> row.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + ": " + rows));
    }

    @Test
    void theServerThatRunsHere() throws Exception {
        Path log = Files.writeString(folder.resolve("old.log"), """
                2026-03-01T20:30:00.000+09:00 INFO smtp.accepted queue=Q1 from=<a@b.example> client=192.0.2.1 user=-
                2026-03-01T20:30:01.000+09:00 INFO delivery.deferred queue=Q1 to=v@gmail.com way=remote code=4.7.28 note=x
                """);
        try (var server = TestServer.Plan.in(folder.resolve("server")).start()) {
            var prompt = new Prompt(server.config());
            server.outside().answer("RCPT", "450 4.7.1 come back later");
            try (var client = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
                for (int i = 0; i < SPAM; i++) {
                    client.send(TestServer.ALICE, "From: alice@example.test\r\n\r\nx\r\n", "v" + i + "@outside.test");
                }
            }
            Await.until(
                    "all to be queued",
                    () -> server.wiring().queue().statistics().total() == SPAM);
            Prompt.Result result = prompt.type("doctor", "--only", "queue", "--json", "--log", log.toString());
            assertEquals(ExitCode.FOUND, result.exitCode(), result::toString);
            JsonNode guilty = row(result, "responsible");
            assertEquals("ALARM", guilty.path("severity").asText());
            assertTrue(guilty.path("found").asText().startsWith("The account alice@example.test has 210 of the 210"));
            assertTrue(row(result, "queue-size").path("found").asText().startsWith("210 messages"));
            row(result, "disk");
            Path page = folder.resolve("page.html");
            result = prompt.type(
                    "doctor", "--only", "queue", "--lang", "ja", "--watch", "1s", "--html", page.toString());
            assertTrue(result.out().contains("アカウント alice@example.test"), result::toString);
            assertTrue(result.out().contains("1 秒で 210 通から 210 通へ"), result::toString);
            String html = Files.readString(page);
            assertTrue(html.contains("<html lang=\"ja\">") && html.contains("alice@example.test"), html);
            assertFalse(html.contains("http://") || html.contains("<script"), html);
            prompt.type("doctor", "--watch", "soon").said(ExitCode.USAGE);
        }
        Path config = folder.resolve("server/sekisho.toml");
        Prompt.Result closed = new Prompt(config).type("doctor", "--only", "queue", "--json", "--log", log.toString());
        assertEquals("ALARM", row(closed, "not-running").path("severity").asText());
        assertTrue(
                closed.json().stream().noneMatch(row -> row.path("id").asText().equals("queue-size")));
    }

    @Test
    void theCallerOfSendmailIsLogged() throws Exception {
        try (var server = TestServer.Plan.in(folder).start()) {
            new Prompt(server.config())
                    .typeWith("To: bob@example.test\n\nx\n", "sendmail", "-t")
                    .good();
            String line = server.log().lines().stream()
                    .filter(each -> each.contains("sendmail.accepted"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(line.contains("uid") && line.contains(System.getProperty("user.dir")), line);
        }
    }

    @Test
    void aPostfix() throws Exception {
        for (String name : List.of("maildrop", "incoming", "active", "deferred", "hold")) {
            Files.createDirectories(folder.resolve("spool").resolve(name));
        }
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Files.writeString(etc.resolve("main.cf"), "mynetworks = 0.0.0.0/0 <b>\nsmtpd_forbid_bare_newline = yes\n");
        Files.writeString(etc.resolve("master.cf"), "smtp inet n - y - - smtpd\n");
        var prompt = new Prompt(folder.resolve("none"));
        Path page = folder.resolve("page.html");
        String[] words = {
            "doctor",
            "--postfix",
            folder.resolve("spool").toString(),
            "--config-dir",
            etc.toString(),
            "--html",
            page.toString()
        };
        String shown = prompt.type(words).said(ExitCode.FOUND);
        assertTrue(shown.contains("ALARM  " + etc.resolve("main.cf") + ":1: 0.0.0.0/0"), shown);
        assertTrue(Files.readString(page).contains("&lt;b&gt;"));
        prompt.type(
                        "doctor",
                        "--only",
                        "queue",
                        "--postfix",
                        folder.resolve("nothing").toString())
                .said(ExitCode.COULD_NOT_TELL);
        prompt.type("doctor", "--postfix", "--qmail", "x").said(ExitCode.USAGE);
    }
}
