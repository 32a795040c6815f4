package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.cli.ExitCode;
import org.sekisho.dns.Answer;
import org.sekisho.store.Batch;
import org.sekisho.store.Outcome;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;
import org.sekisho.testing.FakeResolver;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.SetClock;
import org.sekisho.testing.StoreBefore;
import org.sekisho.testing.TestServer;

/// The server asks the blocklists for itself, and its administrator hears what has changed. One list works, all
/// others are silent.
final class BlocklistWatchTest {
    private static final String AUDIT = "[audit]\naddresses = [\"203.0.114.25\"]\ndomains = [\"example.jp\"]\n";
    private static final String ALIVE = "2.0.0.127.bl.spamcop.net";
    private static final String OURS = "25.114.0.203.bl.spamcop.net";
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock(Instant.parse("2026-04-01T00:00:00Z"));
    private final MemoryStore store = new MemoryStore(clock);
    private final FakeResolver resolver = new FakeResolver().addresses(ALIVE, "127.0.0.2");
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = plan(AUDIT).start();
    }

    private TestServer.Plan plan(String audit) {
        return TestServer.Plan.in(folder)
                .on(() -> store)
                .at(clock, "Asia/Tokyo")
                .asking(resolver)
                .with(audit);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void restart(String audit) throws Exception {
        server.close();
        store.fail(Optional.empty()); // a closed one is opened again
        server = plan(audit).start();
    }

    private void after(Duration time) {
        clock.advance(time);
        server.wiring().blocklists().tick();
    }

    private void list() {
        resolver.addresses(OURS, "127.0.0.2").txt(OURS, "Blocked - see https://www.spamcop.net/bl.shtml");
    }

    private List<String> logged(String event) {
        return server.log().lines().stream()
                .filter(line -> line.contains(" " + event + " "))
                .toList();
    }

    private Prompt.Result type(String... words) {
        return new Prompt(server.config()).type(words);
    }

    private static String text(String message) {
        String body = message.substring(message.indexOf("\r\n\r\n")).strip();
        return new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8);
    }

    @Test
    void fromTheFirstQuestionToTheEndOfAListing() throws Exception {
        type("audit", "blocklists").said(ExitCode.TEMPORARY);
        after(Duration.ofMinutes(2));
        assertEquals(List.of(), logged("audit.blocklists"), "not at once");
        after(Duration.ofMinutes(7));
        assertEquals(1, logged("audit.blocklists").size());
        after(Duration.ofMinutes(1));
        assertEquals(1, logged("audit.blocklists").size(), "once");
        try (var client = server.submit(TestServer.BOB, TestServer.BOBS_PASSWORD)) {
            client.send(TestServer.BOB, "From: " + TestServer.BOB + "\r\n\r\nx\r\n", "a@one.test", "b@two.test");
        }
        server.drain();
        list();
        after(DAY);
        String line = logged("audit.listed").getFirst();
        assertTrue(line.contains("203.0.114.25, zone, bl.spamcop.net"), line);
        assertTrue(line.contains("https://www.spamcop.net/bl.shtml"), line);
        assertTrue(line.contains("busiest, account bob@example.test (2 recipients, 0% failed"), line);
        server.drain();
        String mail = server.inboxOfAlice().empty().getFirst();
        assertTrue(mail.contains("Subject: [mx.example.test] On a blocklist: 203.0.114.25, bl.spamcop.net\r\n"), mail);
        String text = text(mail);
        assertTrue(text.contains("account bob@example.test (2 recipients"), text);
        assertTrue(text.contains("destination one.test"), text);
        assertTrue(text.contains("https://www.spamcop.net/bl.shtml"), text);
        assertTrue(text.contains("対処"), text);
        resolver.broken(ALIVE);
        after(DAY);
        resolver.addresses(ALIVE, "127.255.255.254");
        after(DAY);
        resolver.addresses(ALIVE, new Answer.NoSuchName<>());
        after(DAY);
        String shown = type("audit", "blocklists").said(ExitCode.FOUND);
        assertTrue(shown.contains("LISTED") && shown.contains("cannot be asked now"), shown);
        assertTrue(shown.contains("account bob@example.test"), shown);
        assertTrue(type("status").good().contains("blocklists: LISTED: 203.0.114.25 by bl.spamcop.net"));
        restart(AUDIT);
        resolver.addresses(ALIVE, "127.0.0.2").addresses(OURS, new Answer.NoSuchName<>());
        after(Duration.ofMinutes(9));
        assertEquals(List.of(), logged("audit.blocklists"), "a restart is no reason to ask");
        after(DAY);
        assertEquals(1, logged("audit.cleared").size());
        server.drain();
        mail = server.inboxOfAlice().empty().getFirst();
        assertTrue(mail.contains("No longer on a blocklist: 203.0.114.25"), mail);
        assertEquals(0, server.outside().taken().size());
        List<JsonNode> history =
                type("audit", "blocklists", "--history", "--json").json();
        assertEquals("cleared", history.get(0).path("change").asText());
        assertEquals("listed", history.get(1).path("change").asText());
        type("audit", "blocklists").good();
        assertTrue(type("audit", "blocklists", "--all").good().contains("clean"));
    }

    @Test
    void askedForAtOnceAndOff() throws Exception {
        restart("[audit]\nblocklists = \"off\"\naddresses = [\"203.0.114.25\"]\n");
        list();
        after(DAY);
        assertEquals(List.of(), logged("audit.blocklists"));
        JsonNode last = type("audit", "blocklists", "--now", "--json").json().getLast();
        assertEquals(1, last.path("listed").asInt());
        type("audit", "blocklists").said(ExitCode.FOUND);
        type("audit", "blocklists", "8.8.8.8", "--now").said(ExitCode.USAGE);
        server.drain();
        assertEquals(1, server.inboxOfAlice().read().size(), "it is news all the same");
    }

    @Test
    void noAnswerAtAllIsNotGood() {
        resolver.broken(ALIVE);
        after(Duration.ofMinutes(9));
        Prompt.Result shown = type("audit", "blocklists");
        assertEquals(ExitCode.COULD_NOT_TELL, shown.exitCode());
        assertFalse(shown.out().contains(" clean\n"), shown::toString);
        assertTrue(shown.out().contains("resolver of [dns]"), shown::toString);
    }

    @Test
    void whatCannotBeWrittenDownIsNotAskedForEveryMinute() throws Exception {
        var broken = new AtomicBoolean(true);
        server.close();
        store.fail(Optional.empty());
        server = plan(AUDIT).on(() -> new Without("blocklists", store, broken)).start();
        clock.advance(Duration.ofMinutes(9));
        var watch = server.wiring().blocklists();
        assertThrows(StorageException.class, watch::tick);
        clock.advance(Duration.ofMinutes(59));
        watch.tick();
        clock.advance(Duration.ofMinutes(1));
        assertThrows(StorageException.class, watch::tick);
        broken.set(false);
        after(Duration.ofHours(1));
        assertEquals(1, logged("audit.blocklists").size());
    }

    @Test
    void aNewDomainIsAskedForWithinAnHour() throws Exception {
        after(Duration.ofMinutes(9));
        type("domain", "add", "example.net").good();
        after(Duration.ofMinutes(59));
        assertEquals(1, logged("audit.blocklists").size());
        after(Duration.ofMinutes(1));
        assertEquals(2, logged("audit.blocklists").size());
        assertTrue(type("audit", "blocklists", "--all").out().contains("example.net"));
    }

    @Test
    void newsThatCannotBeMailedNowIsMailedLaterAndOnce() throws Exception {
        var broken = new AtomicBoolean();
        server.close();
        store.fail(Optional.empty());
        server = plan(AUDIT).on(() -> new Without("queue", store, broken)).start();
        list();
        broken.set(true);
        after(Duration.ofMinutes(9));
        assertEquals(1, logged("audit.listed").size());
        assertEquals(1, logged("audit.mail-later").size());
        after(Duration.ofMinutes(1));
        assertEquals(2, logged("audit.mail-later").size());
        broken.set(false);
        after(Duration.ofMinutes(1));
        after(Duration.ofMinutes(1));
        server.drain();
        assertEquals(1, server.inboxOfAlice().read().size());
    }

    /// A store that cannot write one kind of partition now and then.
    private record Without(String kind, Store store, AtomicBoolean broken) implements StoreBefore {
        @Override
        public Outcome commit(Batch batch) {
            if (broken.get() && batch.partition().name().startsWith(kind)) {
                throw new StorageException(StorageException.Kind.UNAVAILABLE, "not now");
            }
            return store.commit(batch);
        }
    }
}
