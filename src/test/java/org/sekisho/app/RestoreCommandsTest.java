package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.Mailbox;
import org.sekisho.app.Prompt.Result;
import org.sekisho.cli.ExitCode;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Draft;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxList.Changed;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.SystemFlag;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.testing.TestServer;

/// `mailbox expunged`, `removed` and `restore` as a person types them.
final class RestoreCommandsTest {
    private static final MailboxName WORK = new MailboxName("仕事");

    @TempDir
    Path folder;

    private TestServer server;
    private Mailboxes mailboxes;
    private AccountId bob;
    private MailboxId work;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder).start();
        mailboxes = server.wiring().mailboxes();
        bob = server.wiring().accounts().require(Mailbox.of(TestServer.BOB)).id();
        work = ((Changed.Done) mailboxes.list().create(bob, WORK, Set.of()))
                .mailbox()
                .id();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Result run(String... words) {
        return new Prompt(server.config()).type(words);
    }

    private void add(String subject) throws Exception {
        try (BlobDraft body = server.store().blobs().draft()) {
            body.write(("From: =?UTF-8?B?5aSq6YOO?= <taro@example.test>\r\nSubject: " + subject + "\r\n\r\nx\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            var draft = new Draft(body, Flags.of(SystemFlag.DELETED), Instant.ofEpochSecond(1_700_000_000));
            assertTrue(mailboxes.append(work, List.of(draft)) instanceof Appended.Stored);
        }
    }

    private List<Long> uids() {
        return mailboxes.messages(work, UidSet.range(1, Mailboxes.MAX_UID), 0, 5_000).stream()
                .map(message -> message.uid())
                .toList();
    }

    @Test
    void messagesComeBackByUidByDayOrAllOfThem() throws Exception {
        for (String subject : List.of("one", "=?UTF-8?B?5Lya6K2w?=", "three\tx", "four")) {
            add(subject);
        }
        assertEquals("", run("mailbox", "expunged", TestServer.BOB).good());
        mailboxes.expunge(work, UidSet.range(1, 3), false);
        List<JsonNode> rows = json(run("mailbox", "expunged", TestServer.BOB, WORK.value(), "--json"));
        assertEquals(3, rows.size(), rows::toString);
        JsonNode second = rows.get(1);
        assertEquals(WORK.value(), second.path("mailbox").asText());
        assertEquals(2, second.path("uid").asLong());
        assertEquals("2023-11-14T22:13:20Z", second.path("date").asText());
        assertEquals("taro@example.test", second.path("from").asText());
        assertEquals("会議", second.path("subject").asText());
        assertTrue(second.has("expunged"));
        String few = run("mailbox", "expunged", TestServer.BOB, "--limit", "1").good();
        assertTrue(few.contains("three") && !few.contains("one") && few.contains("newest of 3"), few);
        assertTrue(run("mailbox", "restore", TestServer.BOB, WORK.value(), "--uid", "2:9,77")
                .good()
                .contains("restored 2"));
        assertEquals(List.of(4L, 5L, 6L), uids());
        assertTrue(mailboxes.message(work, 5).orElseThrow().flags().equals(Flags.NONE));
        assertTrue(run("mailbox", "restore", TestServer.BOB, WORK.value(), "--since", "2099-01-01")
                .said(ExitCode.FOUND)
                .isEmpty());
        assertTrue(run("mailbox", "restore", TestServer.BOB, WORK.value(), "--since", "1h")
                .good()
                .contains("restored 1"));
        assertEquals(List.of(4L, 5L, 6L, 7L), uids());
    }

    @Test
    void moreThanAPageComesBack() throws Exception {
        for (int i = 0; i < 5; i++) {
            add("number " + i);
        }
        for (int copies = 0; copies < 10; copies++) {
            mailboxes.copy(work, mailboxes.messages(work, UidSet.range(1, Mailboxes.MAX_UID), 0, Mailboxes.PAGE), work);
        }
        long all = mailboxes.head(work).orElseThrow().messages();
        assertTrue(all > 2 * Mailboxes.PAGE, "only " + all);
        mailboxes.expunge(work, UidSet.range(1, Mailboxes.MAX_UID), false);
        assertTrue(run("mailbox", "restore", TestServer.BOB, WORK.value(), "--all")
                .good()
                .contains("restored " + all));
        assertEquals(all, mailboxes.head(work).orElseThrow().messages());
        assertEquals("", run("mailbox", "expunged", TestServer.BOB).good());
    }

    @Test
    void aRemovedMailboxComesBackUnderItsNameOrAnother() throws Exception {
        add("kept");
        mailboxes.remove(bob, WORK);
        String removed = run("mailbox", "removed", TestServer.BOB).good();
        assertTrue(removed.contains(WORK.value()) && removed.contains(work.value()), removed);
        mailboxes.list().create(bob, WORK, Set.of());
        Result taken = run("mailbox", "restore", TestServer.BOB, "--removed", WORK.value());
        assertEquals(ExitCode.FOUND, taken.exitCode());
        assertTrue(taken.err().contains("--as"), taken::toString);
        String said = run("mailbox", "restore", TestServer.BOB, "--removed", work.value(), "--as", "Old/Work")
                .good();
        assertTrue(said.contains("restored Old/Work") && said.contains("messages 1"), said);
        assertEquals(
                Optional.of(work),
                mailboxes.list().find(bob, new MailboxName("Old/Work")).map(each -> each.id()));
        assertEquals("", run("mailbox", "removed", TestServer.BOB).good());
    }

    @Test
    void whatIsAskedForMustBeOneThingAndThere() {
        assertUsage(run("mailbox", "restore", TestServer.BOB));
        assertUsage(run("mailbox", "restore", TestServer.BOB, WORK.value()));
        assertUsage(run("mailbox", "restore", TestServer.BOB, WORK.value(), "--all", "--removed", "x"));
        assertUsage(run("mailbox", "restore", TestServer.BOB, WORK.value(), "--all", "--as", "x"));
        for (String set : List.of("0", "", "1:", "1,,2", "99999999999", "*", "1 2")) {
            assertUsage(run("mailbox", "restore", TestServer.BOB, WORK.value(), "--uid", set));
        }
        assertUsage(run("mailbox", "restore", TestServer.BOB, WORK.value(), "--since", "yesterday"));
        for (String mailbox : List.of("Nowhere", "INBOX")) {
            Result none = run("mailbox", "restore", TestServer.BOB, mailbox, "--all");
            assertEquals(ExitCode.FOUND, none.exitCode(), none::toString);
        }
        assertEquals(
                ExitCode.FOUND,
                run("mailbox", "restore", TestServer.BOB, "--removed", "Never").exitCode());
        assertEquals(
                ExitCode.FOUND,
                run("mailbox", "expunged", "nobody@example.test").exitCode());
    }

    @Test
    void mailboxesAreChecked() throws Exception {
        add("one");
        String said = run("mailbox", "verify").good();
        assertTrue(said.contains("2 accounts") && said.contains("1 messages checked; findings: 0"), said);
        mailboxes.expunge(work, UidSet.range(1, 1), false);
        add("two");
        Result bodies = run("mailbox", "verify", TestServer.BOB, "--bodies", "--json");
        JsonNode total = json(bodies).getLast();
        assertEquals(2, total.path("messages").asInt(), bodies::toString);
        assertEquals(
                ExitCode.FOUND, run("mailbox", "verify", "nobody@example.test").exitCode());
        Message message = mailboxes.message(work, 2).orElseThrow();
        server.store().commit(Batch.in(new Partition("mailbox/" + work.value())).delete(Row.of("msg", message.uid())));
        Result damaged = run("mailbox", "verify", TestServer.BOB);
        assertEquals(ExitCode.FOUND, damaged.exitCode(), damaged::toString);
        assertTrue(damaged.out().contains(TestServer.BOB + " " + WORK + ": the counts were wrong"), damaged::toString);
        assertTrue(run("mailbox", "verify", TestServer.BOB, "--repair")
                .said(ExitCode.FOUND)
                .contains("repaired"));
        run("mailbox", "verify", TestServer.BOB).good();
        server.store()
                .commit(Batch.in(new Partition("account/"
                                + server.wiring()
                                        .accounts()
                                        .require(Mailbox.of(TestServer.BOB))
                                        .id()))
                        .delete(Row.of("box", WORK.value())));
        run("mailbox", "verify", TestServer.BOB).good();
        String all = run("mailbox", "verify").said(ExitCode.FOUND);
        assertTrue(all.contains(TestServer.BOB + " " + work + ": no list names it"), all);
    }

    private static void assertUsage(Result result) {
        assertEquals(ExitCode.USAGE, result.exitCode(), result::toString);
    }

    private static List<JsonNode> json(Result result) throws Exception {
        result.good();
        return result.json();
    }
}
