package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.cli.ExitCode;
import org.sekisho.testing.Await;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.TestServer;

/// "Who is firing spam right now?", asked of a server that has sent some.
final class ActivityTest {
    @TempDir
    Path folder;

    private final MemoryStore store = new MemoryStore();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder).on(() -> store).start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Prompt.Result type(String... words) {
        return new Prompt(server.config()).type(words);
    }

    private void submit(String user, String password, String... to) throws Exception {
        try (var client = server.submit(user, password)) {
            assertTrue(client.send(user, "From: " + user + "\r\nSubject: x\r\n\r\nx\r\n", to)
                    .startsWith("250 "));
        }
    }

    @Test
    void whoSendsMostAndWhereTo() throws Exception {
        assertTrue(type("activity").good().contains("nothing was sent"));
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, "a@one.test", "b@one.test", "c@two.test");
        submit(TestServer.BOB, TestServer.BOBS_PASSWORD, "d@one.test", TestServer.ALICE);
        server.drain();
        server.outside().answer("RCPT", "450 4.7.1 Client host blocked using zen.spamhaus.org");
        submit(TestServer.BOB, TestServer.BOBS_PASSWORD, "e@three.test");
        Await.until(
                "a first attempt", () -> server.wiring().queue().statistics().deferred() == 1);
        JsonNode alice = row(TestServer.ALICE);
        assertEquals("account", alice.path("by").asText());
        assertEquals(1, alice.path("messages").asInt());
        assertEquals(3, alice.path("accepted").asInt());
        assertEquals(0, alice.path("failed_percent").asInt());
        JsonNode bob = row(TestServer.BOB);
        assertEquals(1, bob.path("accepted").asInt(), "mail to alice does not leave");
        assertEquals(bob.path("deferred").asInt(), bob.path("blocked").asInt());
        assertTrue(bob.path("blocked").asInt() > 0, bob::toString);
        assertEquals(3, row("one.test").path("accepted").asInt());
        String shown = type("activity", "--by", "destination", "--top", "1").good();
        assertTrue(shown.contains("(others)"), shown);
        assertFalse(shown.contains("127.0.0.1"), shown);
        shown = type("activity", "--account", TestServer.ALICE, "--since", "72h")
                .good();
        assertTrue(shown.contains("two.test"), shown);
        assertFalse(shown.contains("three.test"), shown);
        type("activity", "--since", "yesterday").said(ExitCode.USAGE);
        type("activity", "--by", "colour").said(ExitCode.USAGE);
        type("activity", "--account", "nobody@example.test").said(ExitCode.FOUND);
    }

    private JsonNode row(String name) throws Exception {
        List<JsonNode> rows = type("activity", "--json").json();
        return rows.stream()
                .filter(row -> row.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(rows.toString()));
    }

    @Test
    void itIsKeptWhenTheServerStops() throws Exception {
        submit(TestServer.ALICE, TestServer.ALICES_PASSWORD, "a@one.test");
        server.drain();
        server.close();
        store.fail(Optional.empty()); // a closed one is opened again
        server = TestServer.Plan.in(folder).on(() -> store).start();
        assertEquals(1, row(TestServer.ALICE).path("messages").asInt());
    }
}
