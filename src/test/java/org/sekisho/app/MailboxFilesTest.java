package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.Mailbox;
import org.sekisho.admin.AdminClient;
import org.sekisho.admin.AdminServer;
import org.sekisho.admin.MailUpload;
import org.sekisho.app.Prompt.Result;
import org.sekisho.cli.ExitCode;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Draft;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Keywords;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxList.Changed;
import org.sekisho.mailbox.MailboxList.Listed;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.SystemFlag;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.BlobDraft;
import org.sekisho.testing.TestServer;

/// `mailbox export` and `mailbox import` as a person types them.
final class MailboxFilesTest {
    private static final String CAROL = "carol@example.test";
    private static final Instant DATE = Instant.ofEpochSecond(1_700_000_000);

    @TempDir
    Path folder;

    private TestServer server;
    private Mailboxes mailboxes;
    private AccountId bob;
    private AccountId carol;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.Plan.in(folder).start();
        mailboxes = server.wiring().mailboxes();
        run("account", "add", CAROL, "--password", "carol-sings-9").good();
        bob = account(TestServer.BOB);
        carol = account(CAROL);
    }

    private AccountId account(String address) throws Exception {
        return server.wiring().accounts().require(Mailbox.of(address)).id();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Result run(String... words) {
        return new Prompt(server.config()).type(words);
    }

    private MailboxId mailbox(String name) {
        return mailbox(bob, name);
    }

    private MailboxId mailbox(AccountId owner, String name) {
        return ((Changed.Done) mailboxes.list().create(owner, new MailboxName(name), Set.of()))
                .mailbox()
                .id();
    }

    private void add(MailboxId mailbox, String text, Flags flags) throws Exception {
        try (BlobDraft body = server.store().blobs().draft()) {
            body.write(text.getBytes(StandardCharsets.ISO_8859_1));
            assertTrue(mailboxes.append(mailbox, List.of(new Draft(body, flags, DATE))) instanceof Appended.Stored);
        }
    }

    /// Some mailboxes with messages of all kinds, one of them twice, one of them large.
    private void fill() throws Exception {
        MailboxId inbox = mailbox("INBOX");
        MailboxId work = mailbox("仕事/a:b");
        mailbox("Empty");
        var flags = new Flags(Set.of(SystemFlag.SEEN, SystemFlag.FLAGGED), List.of("$Label1"));
        add(inbox, "Subject: one\r\n\r\nFrom x\r\n>From y\r\n", flags);
        add(inbox, "Subject: same\r\n\r\n\r\n", Flags.NONE);
        add(inbox, "Subject: same\r\n\r\n\r\n", Flags.of(SystemFlag.DELETED));
        add(inbox, "Subject: bare\n\nx", Flags.of(SystemFlag.ANSWERED));
        mailboxes.expunge(inbox, UidSet.range(1, 1), false);
        add(inbox, "Subject: one\r\n\r\nFrom x\r\n>From y\r\n", flags);
        add(work, "Subject: large\r\n\r\n" + ("0123456789".repeat(7) + "\r\n").repeat(20_000), flags);
    }

    private List<String> all(AccountId account, boolean withFlags) throws Exception {
        List<String> all = new ArrayList<>();
        for (Listed listed : mailboxes.list().all(account)) {
            all.add(listed.name().value());
            for (Message message : mailboxes.messages(listed.id(), UidSet.range(1, Mailboxes.MAX_UID), 0, 1_000)) {
                try (InputStream in = mailboxes.open(listed.id(), message)) {
                    all.add(listed.name() + " " + message.internalDate() + " "
                            + (withFlags ? message.flags() : "")
                            + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
        Collections.sort(all);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"maildir", "mbox", "zip"})
    void whatGoesOutComesInOnce(String format) throws Exception {
        fill();
        Path file = folder.resolve("out");
        String said = run(
                        "mailbox",
                        "export",
                        TestServer.BOB,
                        "--to",
                        file.toString(),
                        "--format",
                        format,
                        "--mbox-flags")
                .good();
        assertTrue(said.contains("mailbox INBOX, messages 4"), said);
        assertTrue(said.contains("mailbox Empty, messages 0"), said);
        String[] words = {"mailbox", "import", CAROL, "--from", file.toString(), "--format", format, "--mbox-flags"};
        assertTrue(run(words).good().contains("added 5, known 0"));
        assertEquals(all(bob, true), all(carol, true));
        assertTrue(run(words).good().contains("added 0, known 5"));
        assertEquals(all(bob, true), all(carol, true));
        MailboxId inbox = mailboxes.inbox(carol).orElseThrow();
        mailboxes.expunge(inbox, UidSet.range(1, Mailboxes.MAX_UID), false);
        assertTrue(run(words).good().contains("added 0, known 5"), "what was deleted here comes back");
    }

    /// A mailbox that may have no more keywords gets the mail without them.
    @Test
    void keywordsWithoutRoomAreLeftOutAndReported() throws Exception {
        fill();
        Path file = folder.resolve("out.zip");
        run("mailbox", "export", TestServer.BOB, "INBOX", "--to", file.toString(), "--format", "zip")
                .good();
        MailboxId full = mailbox(carol, "INBOX");
        for (int from = 0; from < Keywords.MAX; from += 50) {
            List<String> words = IntStream.range(from, from + 50)
                    .mapToObj(number -> "k" + number)
                    .toList();
            add(full, "Subject: full\r\n\r\n", new Flags(Set.of(), words));
        }
        Result result = run("mailbox", "import", CAROL, "--from", file.toString(), "--format", "zip", "--json");
        JsonNode done = result.json().getLast();
        assertEquals(4, done.path("added").asInt(), result::toString);
        assertEquals(ExitCode.FOUND, result.exitCode());
        assertTrue(
                result.err()
                        .contains("INBOX: came without some of their keywords, since a mailbox has at most 1000: 1"),
                result::toString);
        assertTrue(all(carol, true).stream()
                .noneMatch(line -> line.contains("$Label1") || (line.contains("From x") && !line.contains("SEEN"))));
    }

    @Test
    void aMaildirKeepsUids() throws Exception {
        fill();
        Path file = folder.resolve("out");
        run("mailbox", "export", TestServer.BOB, "--to", file.toString(), "--format", "maildir")
                .good();
        run("mailbox", "import", CAROL, "--from", file.toString(), "--format", "maildir")
                .good();
        assertEquals(uids(bob), uids(carol));
        assertEquals(
                mailboxes.head(mailboxes.inbox(bob).orElseThrow()).orElseThrow().uidValidity(),
                mailboxes
                        .head(mailboxes.inbox(carol).orElseThrow())
                        .orElseThrow()
                        .uidValidity());
    }

    private List<Long> uids(AccountId account) {
        return mailboxes.messages(mailboxes.inbox(account).orElseThrow(), UidSet.range(1, 99), 0, 99).stream()
                .map(Message::uid)
                .toList();
    }

    @Test
    void oneMailboxIntoAnother() throws Exception {
        fill();
        Path file = folder.resolve("one.mbox");
        run("mailbox", "export", TestServer.BOB, "INBOX", "--to", file.toString(), "--format", "mbox")
                .good();
        assertTrue(Files.isRegularFile(file));
        String[] words = {
            "mailbox", "import", CAROL, "--from", file.toString(), "--format", "mbox", "--into", "Old/2026", "--json"
        };
        assertEquals(4, run(words).json().getFirst().path("added").asInt());
        assertEquals(
                List.of("Old/2026"),
                mailboxes.list().all(carol).stream()
                        .map(listed -> listed.name().value())
                        .toList());
        mailboxes.remove(carol, new MailboxName("Old/2026"));
        Result removed = run(words);
        assertEquals(ExitCode.FOUND, removed.exitCode(), removed::toString);
        assertTrue(removed.err().contains("was removed here since"), removed::toString);
        Path zip = folder.resolve("all.zip");
        run("mailbox", "export", TestServer.BOB, "--to", zip.toString(), "--format", "zip")
                .good();
        run("mailbox", "import", CAROL, "--from", zip.toString(), "--format", "zip", "--into", "New")
                .good();
        assertTrue(mailboxes.list().find(carol, new MailboxName("New/仕事/a:b")).isPresent());
        assertTrue(mailboxes.list().find(carol, new MailboxName("New")).isPresent());
    }

    @Test
    void anImportThatWasCutOffGoesOn() throws Exception {
        fill();
        Path zip = folder.resolve("all.zip");
        run("mailbox", "export", TestServer.BOB, "--to", zip.toString(), "--format", "zip")
                .good();
        byte[] whole = Files.readAllBytes(zip);
        byte[] spoilt = whole.clone();
        spoilt[whole.length / 2] ^= 0x55; // in the large message
        Files.write(zip, spoilt);
        String[] words = {"mailbox", "import", CAROL, "--from", zip.toString(), "--format", "zip"};
        Result some = run(words);
        assertEquals(ExitCode.FOUND, some.exitCode(), some::toString);
        assertTrue(some.out().contains("added 4, known 0") && some.out().contains("left out 1"), some::toString);
        Files.write(zip, Arrays.copyOf(whole, whole.length / 2));
        assertEquals(ExitCode.TEMPORARY, run(words).exitCode());
        Files.write(zip, whole);
        assertTrue(run(words).good().contains("added 1, known 4"));
        assertEquals(all(bob, true), all(carol, true));
    }

    private AdminClient client() {
        return new AdminClient(server.config().resolveSibling("data").resolve(AdminServer.SOCKET_NAME));
    }

    private static void upload(OutputStream out, int messages) throws IOException {
        var upload = new MailUpload(out);
        upload.mailbox(MailboxName.INBOX, OptionalLong.of(5), OptionalLong.of(5_000));
        for (int i = 1; i <= messages; i++) {
            try (OutputStream message = upload.begin(Flags.NONE, DATE, OptionalLong.of(i))) {
                message.write(("Subject: " + i + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            upload.end(i == 3 ? Optional.empty() : Optional.of("name" + i));
        }
    }

    private void uploadAndDie(int messages) {
        AdminClient.Body body = out -> {
            upload(out, messages);
            new MailUpload(out).begin(Flags.NONE, DATE, OptionalLong.empty()).write(new byte[100_000]);
            out.flush();
            throw new EOFException("killed");
        };
        assertThrows(
                EOFException.class,
                () -> client().askWith("mailbox.import", Map.of("address", CAROL), Optional.of(body), _ -> {}));
    }

    @Test
    void whatCameBeforeTheConnectionBrokeStays() throws Exception {
        for (int time = 0; time < 2; time++) {
            uploadAndDie(600);
            assertEquals(512, inCarolsInbox().size()); // commits of 256
            assertFalse(inCarolsInbox().contains(3L), "a message that could not be read is there");
        }
        JsonNode done = client().askWith(
                        "mailbox.import", Map.of("address", CAROL), Optional.of(out -> upload(out, 600)), _ -> {});
        assertEquals(87, done.path("added").asInt(), done::toString);
        assertEquals(512, done.path("known").asInt(), done::toString);
        assertEquals(1, done.path("left_out").asInt(), done::toString);
        assertEquals(599, inCarolsInbox().size());
        assertEquals(
                5_000,
                mailboxes
                        .head(mailboxes.inbox(carol).orElseThrow())
                        .orElseThrow()
                        .uidNext());
    }

    private List<Long> inCarolsInbox() {
        return mailboxes.messages(mailboxes.inbox(carol).orElseThrow(), UidSet.range(1, 9_999), 0, 9_999).stream()
                .map(Message::uid)
                .toList();
    }

    @Test
    void anythingElseThanAnUploadChangesNothing() {
        for (String text : List.of("x\n", "{\"mailbox\":\"a//b\"}\n{", "[1]\n", "x".repeat(200_000), "\0\0\0\1")) {
            assertThrows(
                    IOException.class,
                    () -> client().askWith(
                                    "mailbox.import",
                                    Map.of("address", CAROL),
                                    Optional.of(out -> out.write(text.getBytes(StandardCharsets.US_ASCII))),
                                    _ -> {}),
                    text);
        }
        assertEquals(List.of(), mailboxes.list().all(carol));
    }

    @Test
    void mistakesLeaveNothingBehind() throws Exception {
        Path file = folder.resolve("out");
        String to = file.toString();
        assertUsage(run("mailbox", "export", TestServer.BOB, "--to", to, "--format", "tar"));
        assertUsage(run("mailbox", "export", TestServer.BOB, "--to", to));
        assertUsage(run("mailbox", "export", "--to", to, "--format", "zip"));
        assertUsage(run("mailbox", "import", CAROL, "Work", "--from", to, "--format", "zip"));
        assertUsage(run("mailbox", "import", CAROL, "--from", to, "--format", "zip"));
        assertUsage(run("mailbox", "import", CAROL, "--from", folder.toString(), "--format", "mbox", "--into", "a//b"));
        assertUsage(run("import"));
        assertEquals(
                ExitCode.FOUND,
                run("mailbox", "export", "nobody@example.test", "--to", to, "--format", "zip")
                        .exitCode());
        assertEquals(
                ExitCode.FOUND,
                run("mailbox", "export", TestServer.BOB, "Nowhere", "--to", to, "--format", "zip")
                        .exitCode());
        Path none = folder.resolve("none").resolve("out");
        mailbox("INBOX");
        assertEquals(
                ExitCode.TEMPORARY,
                run("mailbox", "export", TestServer.BOB, "--to", none.toString(), "--format", "zip")
                        .exitCode());
        Files.writeString(file, "mine");
        assertUsage(run("mailbox", "export", TestServer.BOB, "--to", to, "--format", "zip"));
        assertEquals("mine", Files.readString(file));
        assertFalse(Files.exists(folder.resolve("out.part")));
        Result noZip = run("mailbox", "import", CAROL, "--from", to, "--format", "zip");
        assertEquals(ExitCode.TEMPORARY, noZip.exitCode(), noZip::toString);
        assertEquals(List.of(), mailboxes.list().all(carol));
    }

    private static void assertUsage(Result result) {
        assertEquals(ExitCode.USAGE, result.exitCode(), result::toString);
    }
}
