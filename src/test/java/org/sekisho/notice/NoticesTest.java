package org.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Draft;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxList.Changed;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.store.BlobDraft;
import org.sekisho.testing.Await;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;
import org.sekisho.testing.ShellScript;

/// Who is told of new mail, when, and what happens when nobody listens.
class NoticesTest {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final MemoryStore store = new MemoryStore();
    private final SetClock clock = new SetClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final RecordedEvents events = new RecordedEvents();
    private final Mailboxes mailboxes =
            new Mailboxes(store, clock, new Random(1), new Quota(Long.MAX_VALUE, Long.MAX_VALUE), () -> "");
    private final NoticeTargets targets = new NoticeTargets(store);
    private final Optional<String> user = ROOT ? Optional.of("nobody") : Optional.empty();
    private NoticeSettings settings = new NoticeSettings(Duration.ofMinutes(1), TIMEOUT, true, user);
    private final AccountId bob = new AccountId("00000000000000b0");
    private final Account account = new Account(bob, Mailbox.of("bob@example.test"), List.of(), Account.State.ACTIVE);
    private final Notices notices = new Notices(
            targets,
            mailboxes,
            id -> Optional.of(account).filter(its -> its.id().equals(id)),
            () -> settings,
            clock,
            events,
            events,
            Runnable::run);
    private final List<String> posts = new CopyOnWriteArrayList<>();
    private final List<Integer> statuses = new CopyOnWriteArrayList<>();
    private HttpServer web;

    @BeforeEach
    void listen() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", this::answer);
        web.start();
    }

    @AfterEach
    void stop() {
        notices.close();
        web.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        posts.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        int status = statuses.isEmpty() ? 204 : statuses.removeFirst();
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private NoticeTarget url(String path) {
        return NoticeTarget.url("http://127.0.0.1:" + web.getAddress().getPort() + path);
    }

    private void arrive(String header) throws Exception {
        MailboxId inbox = mailboxes.inbox(bob).orElseGet(() -> {
            Changed made = mailboxes.list().create(bob, MailboxName.INBOX, Set.of());
            return ((Changed.Done) made).mailbox().id();
        });
        try (BlobDraft body = store.blobs().draft()) {
            body.write((header + "\r\n\r\nx\r\n").getBytes(StandardCharsets.UTF_8));
            var draft = new Draft(body, Flags.NONE, clock.instant());
            long uid = ((Appended.Stored) mailboxes.append(inbox, List.of(draft))).uid();
            notices.arrived(bob, uid);
        }
    }

    @Test
    void theFirstAtOnceThoseAfterItTogether() throws Exception {
        arrive("Subject: before anybody wants to know");
        notices.tick();
        targets.set(bob, Optional.of(url("/hook?token=geheim")));
        arrive("From: =?UTF-8?B?5aSq6YOO?= <taro@example.jp>\r\nSubject: =?UTF-8?B?5Lya6K2w?=\r\n"
                + "Date: Tue, 24 Nov 2026 12:00:00 +0900\r\nMessage-ID: <1@example.jp>");
        notices.tick();
        assertEquals(1, posts.size());
        assertTrue(posts.getFirst().startsWith("POST /hook?token=geheim {"), posts::toString);
        JsonNode json = new ObjectMapper()
                .readTree(posts.getFirst().substring(posts.getFirst().indexOf('{')));
        assertEquals("bob@example.test", json.path("account").asText());
        assertEquals("INBOX", json.path("mailbox").asText());
        assertEquals("taro@example.jp", json.path("from").asText());
        assertEquals("会議", json.path("subject").asText());
        assertEquals("Tue, 24 Nov 2026 12:00:00 +0900", json.path("date").asText());
        assertEquals("<1@example.jp>", json.path("message_id").asText());
        assertEquals(1, json.path("messages").asInt());
        for (int i = 0; i < 5; i++) {
            arrive("Subject: number " + i);
            notices.tick();
        }
        assertEquals(1, posts.size());
        clock.advance(Duration.ofMinutes(1));
        notices.tick();
        assertEquals(2, posts.size());
        assertTrue(posts.getLast().contains("\"subject\":\"number 4\""), posts::toString);
        assertTrue(posts.getLast().contains("\"messages\":5"), posts::toString);
        clock.advance(Duration.ofMinutes(2));
        notices.tick();
        assertEquals(0, notices.waiting());
        assertTrue(events.lines().stream().noneMatch(line -> line.contains("geheim")), "the token is in the log");
    }

    @Test
    void whatMayWorkLaterIsTriedAgainButNotForEver() throws Exception {
        targets.set(bob, Optional.of(url("/")));
        statuses.addAll(List.of(503, 429, 500, 200));
        arrive("Subject: x");
        for (int i = 0; i < 10; i++) {
            notices.tick();
            clock.advance(Duration.ofSeconds(31));
        }
        assertEquals(Notices.ATTEMPTS, posts.size());
        statuses.clear();
        arrive("Subject: y");
        clock.advance(Duration.ofMinutes(2));
        notices.tick();
        assertTrue(posts.getLast().contains("\"messages\":1"), posts::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 400, 404})
    void noRedirectIsFollowedAndARefusalIsFinal(int status) throws Exception {
        targets.set(bob, Optional.of(url("/")));
        statuses.add(status);
        arrive("Subject: x");
        notices.tick();
        clock.advance(Duration.ofMinutes(5));
        notices.tick();
        assertEquals(1, posts.size());
    }

    @Test
    void aPeerThatSaysNothingCostsTheTimeoutOnly() throws Exception {
        var end = new CountDownLatch(1);
        web.removeContext("/");
        web.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            Await.open(end); // the body never ends
        });
        settings = new NoticeSettings(Duration.ofMinutes(1), Duration.ofMillis(200), true, user);
        targets.set(bob, Optional.of(url("/")));
        arrive("Subject: x");
        notices.tick();
        end.countDown();
        assertTrue(
                events.lines().stream().anyMatch(line -> line.contains("notice.deferred")), events.lines()::toString);
    }

    @Test
    void aProgramGetsTheFactsAndNothingElse() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path said = folder.resolve("said");
        Path script = ShellScript.write(
                folder.resolve("tell"),
                "#!/bin/sh\nenv > " + said + ".new; id -un >> " + said + ".new; mv " + said + ".new " + said + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        targets.set(bob, Optional.of(NoticeTarget.program(script.toString())));
        arrive("Subject: $(touch x) `id`\r\nFrom: a@b.example");
        notices.tick();
        String text = Files.readString(said);
        assertTrue(text.contains("SEKISHO_SUBJECT=$(touch x) `id`\n"), text);
        assertTrue(text.contains("SEKISHO_FROM=a@b.example\n"), text);
        assertTrue(text.contains("SEKISHO_MESSAGES=1\n"), text);
        assertTrue(!text.contains("JAVA_HOME"), text);
        assertTrue(!ROOT || text.endsWith("nobody\n"), text);
    }

    @Test
    void programsNeedTheSettingsWord() throws Exception {
        settings = new NoticeSettings(Duration.ofMinutes(1), TIMEOUT, false, user);
        targets.set(bob, Optional.of(NoticeTarget.program("/bin/true")));
        arrive("Subject: x");
        notices.tick();
        assertTrue(events.lines().stream().anyMatch(line -> line.contains("notice.programs is false")));
    }

    @Test
    void aProgramThatHangsIsKilledAndOneThatIsMissingIsSaid() throws Exception {
        settings = new NoticeSettings(Duration.ZERO, Duration.ofMillis(300), true, user);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path script = ShellScript.write(folder.resolve("hang"), "#!/bin/sh\nsleep 600\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String program : List.of(script.toString(), folder + "/missing")) {
            targets.set(bob, Optional.of(NoticeTarget.program(program)));
            arrive("Subject: x");
            notices.tick();
        }
        assertEquals(
                2,
                events.lines().stream()
                        .filter(line -> line.contains("notice.failed"))
                        .count(),
                events.lines()::toString);
    }

    @Test
    void whoIsToldIsKept() {
        targets.set(bob, Optional.of(NoticeTarget.program("/bin/true")));
        var again = new NoticeTargets(store);
        assertEquals(Optional.empty(), again.of(bob));
        again.load();
        assertEquals(Optional.of(NoticeTarget.program("/bin/true")), again.of(bob));
        again.forget(bob);
        targets.load();
        assertEquals(Optional.empty(), targets.of(bob));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "ftp://a.example/",
                "file:///etc/passwd",
                "http://",
                "http:///x",
                "http://u:p@a.example/",
                "http://a.example/#x",
                "http://a.example/ x",
                "jar:http://a.example/",
                "http://あ.example/",
                "//a.example/"
            })
    void whatIsNoUrlForNotices(String text) {
        assertThrows(SyntaxError.class, () -> NoticeTarget.url(text));
    }

    @Test
    void textsOfStrangersAreBounded() {
        var notice = new Notice("a", "INBOX", "x\r\ny\0", "s".repeat(10_000), "", "\uD83D\uDE00".repeat(400), 1);
        assertEquals("x y", notice.from());
        assertEquals(Notice.MAX_TEXT, notice.subject().length());
        assertEquals(Notice.MAX_TEXT, notice.messageId().length());
        for (String path : List.of("", "relative", "./x", "/" + "x".repeat(3_000))) {
            assertThrows(SyntaxError.class, () -> NoticeTarget.program(path));
        }
        assertThrows(SyntaxError.class, () -> NoticeTarget.url("http://a.example/" + "x".repeat(NoticeTarget.MAX)));
    }
}
