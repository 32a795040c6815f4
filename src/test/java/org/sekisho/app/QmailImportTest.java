package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.Lookup;
import org.sekisho.address.Mailbox;
import org.sekisho.app.Prompt.Result;
import org.sekisho.cli.ExitCode;
import org.sekisho.config.Protocol;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Draft;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Keywords;
import org.sekisho.mailbox.MailboxList;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.SystemFlag;
import org.sekisho.mailbox.UidSet;
import org.sekisho.qmail.QmailTree;
import org.sekisho.store.BlobDraft;
import org.sekisho.testing.Inbox;
import org.sekisho.testing.ScriptedSmtpServer;
import org.sekisho.testing.TestServer;
import org.sekisho.testing.WireClient;

/// `import qmail` as a person types it: a whole installation with vpopmail moves to a running server.
final class QmailImportTest {
    private static final String JP = "home/vpopmail/domains/example.jp/";
    private static final String BOBS = "bob-builds-9";
    private static final String CAROLS = "s3cret";
    private static final String DANS = "dan-dives";

    @TempDir
    Path folder;

    private QmailTree old;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        old = QmailTree.sound(Files.createDirectory(folder.resolve("old")));
        old.put(
                JP + "vpasswd",
                "bob:" + Crypt.crypt(BOBS, "$1$abcdefgh$") + ":0:0:Bob:/home/vpopmail/domains/example.jp/bob:NOQUOTA\n"
                        + "carol:" + Crypt.crypt(CAROLS, "$6$saltsalt$")
                        + ":0:34:\u82b1\u5b50:/home/vpopmail/domains/example.jp/carol:52428800S,1000C:" + CAROLS + "\n"
                        + "dan:" + Crypt.crypt(DANS, "ab") + ":0:0:Dan:/home/vpopmail/domains/example.jp/dan:50MB\n");
        mail("bob/Maildir/cur/1700000000.1.mx:2,S", "Subject: a\n\nb\n", "2024-01-02T03:04:05Z");
        mail(
                "dan/Maildir/cur/1700000002.7.mx:2,RFa",
                "Subject: d\n\n.dot\n\0nul \u00e9 \rcr\r\nno end",
                "2023-05-06T07:08:09Z");
        mail("dan/Maildir/cur/1700000003.8.mx:2,ST", "", "2023-05-06T07:08:10Z");
        mail(
                "dan/Maildir/new/1700000004.9.mx",
                "Subject: " + "x".repeat(5000) + "\n\n\u4e00\n",
                "2023-05-06T07:08:11Z");
        old.put(JP + "dan/Maildir/dovecot-keywords", "0 $Label1\n");
        old.put(
                JP + "dan/Maildir/dovecot-uidlist",
                "3 V1200000000 N40 Gabc\n17 P00pop :1700000002.7.mx\n23 :1700000003.8.mx\n");
        mail("dan/Maildir/.Sent.&ZeVnLIqe-/cur/1700000005.1.mx:2,S", "Subject: s\n\ns\n", "2023-01-01T00:00:00Z");
        old.put(JP + "dan/Maildir/courierimapsubscribed", "INBOX.Sent.&ZeVnLIqe-\n");
        old.put(JP + ".qmail-any-default", "dan@example.jp\n");
        old.put(JP + ".qmail-ring", "&gnir@example.jp\n").put(JP + ".qmail-gnir", "&ring@example.jp\n");
        old.put(JP + ".qmail-gone", "&nobody@example.jp\n&dan@example.jp\n");
        old.control("percenthack", "example.jp\n");
        server =
                TestServer.Plan.in(Files.createDirectory(folder.resolve("new"))).start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void mail(String path, String text, String date) throws IOException {
        old.put(JP + path, text);
        Files.setLastModifiedTime(old.path(JP + path), FileTime.from(Instant.parse(date)));
    }

    private Result run(String... more) {
        var words = new ArrayList<>(List.of("import", "qmail", old.path("var").toString()));
        words.addAll(List.of("--vpopmail", old.path("home/vpopmail").toString()));
        words.addAll(List.of("--tcp-rules", old.path("tcp.smtp").toString()));
        words.addAll(List.of(more));
        return command(words.toArray(String[]::new));
    }

    private Result command(String... words) {
        return new Prompt(server.config()).type(words);
    }

    private Result imported(String... more) {
        Result result = run(more);
        assertEquals(ExitCode.FOUND, result.exitCode(), result::toString);
        assertEquals("", result.err());
        return result;
    }

    private static List<JsonNode> rows(Result result, String kind) throws IOException {
        return result.json().stream()
                .filter(row -> row.path("kind").asText().equals(kind))
                .toList();
    }

    private JsonNode row(Result result, String kind, String field, String value) throws IOException {
        return rows(result, kind).stream()
                .filter(row -> row.path(field).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + value + " in " + result));
    }

    /// Everything the server has: domains, accounts, aliases, mailboxes with every message.
    private String dump() throws IOException {
        var text = new StringBuilder();
        var accounts = server.wiring().accounts();
        text.append(accounts.domains()).append('\n');
        accounts.aliases(Optional.empty()).forEach(alias -> text.append(alias).append('\n'));
        Mailboxes mailboxes = server.wiring().mailboxes();
        for (Account account : accounts.accounts(Optional.empty())) {
            text.append(account).append(mailboxes.quota(account.id())).append('\n');
            text.append(mailboxes.list().subscriptions(account.id())).append('\n');
            for (MailboxList.Listed listed : mailboxes.list().all(account.id())) {
                text.append(listed).append(mailboxes.head(listed.id())).append('\n');
                for (Message message : messages(listed)) {
                    text.append(message).append(body(listed, message)).append('\n');
                }
            }
        }
        return text.toString();
    }

    private List<Message> messages(MailboxList.Listed listed) {
        return server.wiring().mailboxes().messages(listed.id(), UidSet.range(1, Mailboxes.MAX_UID), 0, 1000);
    }

    private String body(MailboxList.Listed listed, Message message) throws IOException {
        try (InputStream in = server.wiring().mailboxes().open(listed.id(), message)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private MailboxList.Listed mailbox(String address, String name) throws Exception {
        var account = server.wiring().accounts().require(Mailbox.of(address));
        return server.wiring().mailboxes().list().all(account.id()).stream()
                .filter(listed -> listed.name().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private WireClient pop(String user, String password) throws IOException {
        WireClient client = new WireClient(server.endpoint(Protocol.POP3S)).startTls();
        client.line();
        client.pop("USER " + user);
        client.pop("PASS " + password);
        return client;
    }

    private Inbox inbox(String user, String password) {
        return new Inbox(server.endpoint(Protocol.POP3S), user, password);
    }

    @Test
    void everythingArrives() throws Exception {
        Result result = imported("--json");
        Set<String> domains = new TreeSet<>();
        server.wiring()
                .accounts()
                .domains()
                .forEach(each -> domains.add(each.domain().name()));
        assertEquals(
                Set.of("alias.example.com", "example.com", "example.jp", "example.test", "localhost", "mx.example.jp"),
                domains);
        Set<String> aliases = new TreeSet<>();
        server.wiring()
                .accounts()
                .aliases(Optional.empty())
                .forEach(alias -> aliases.add(alias.address() + " -> " + alias.members()));
        assertTrue(
                aliases.containsAll(Set.of(
                        "info@example.jp -> [bob@example.jp, carol@example.jp]",
                        "sales.jp@example.jp -> [bob@example.jp]",
                        "any@example.jp -> [dan@example.jp]",
                        "gone@example.jp -> [dan@example.jp]",
                        "bob@example.jp -> [bob@elsewhere.example]",
                        "alice@mx.example.jp -> [alice@mx.example.jp, alice@gmail.example]",
                        "alice-list.one@mx.example.jp -> [bob@example.jp]",
                        "root@mx.example.jp -> [alice@mx.example.jp]",
                        "erin@alias.example.com -> [erin@example.com]",
                        "alice@localhost -> [alice@mx.example.jp]")),
                aliases::toString);
        assertEquals(
                "new",
                row(result, "account", "address", "dan@example.jp")
                        .path("state")
                        .asText());
        assertEquals(
                4,
                row(result, "account", "address", "dan@example.jp")
                        .path("messages")
                        .asInt());
        assertEquals(
                "refused",
                row(result, "alias", "address", "ring@example.jp").path("state").asText());
        assertTrue(server.wiring().accounts().find(Mailbox.of("any-thing@example.jp")) instanceof Lookup.Forward);
        assertEquals(
                "percenthack",
                row(result, "hole", "id", "percenthack").path("id").asText());
        assertTrue(rows(result, "not-carried").stream()
                .anyMatch(each -> each.path("line").asText().contains("gone@example.jp -> nobody@example.jp")));
        JsonNode total = rows(result, "total").getFirst();
        assertEquals(6, total.path("messages").asInt());
        assertFalse(result.out().contains("geheim")
                || result.out().contains(CAROLS)
                || result.out().contains("$1$"));
    }

    @Test
    void messagesArriveAsTheyWere() throws Exception {
        imported();
        MailboxList.Listed inbox = mailbox("dan@example.jp", "INBOX");
        assertEquals(1_200_000_000L, inbox.uidValidity());
        List<Message> messages = messages(inbox);
        assertEquals(List.of(17L, 23L, 40L), messages.stream().map(Message::uid).toList());
        assertEquals(List.of("$Label1"), messages.getFirst().flags().keywords());
        assertEquals(
                "[ANSWERED, FLAGGED]", new TreeSet<>(messages.getFirst().flags().system()).toString());
        assertEquals(Instant.parse("2023-05-06T07:08:09Z"), messages.getFirst().internalDate());
        assertEquals("Subject: d\r\n\r\n.dot\r\n\0nul \u00e9 \rcr\r\nno end", body(inbox, messages.getFirst()));
        assertEquals("", body(inbox, messages.get(1)));
        assertEquals("Subject: " + "x".repeat(5000) + "\r\n\r\n\u4e00\r\n", body(inbox, messages.get(2)));
        MailboxList.Listed sent = mailbox("dan@example.jp", "Sent/\u65e5\u672c\u8a9e");
        assertEquals(1, messages(sent).size());
        var account = server.wiring().accounts().require(Mailbox.of("dan@example.jp"));
        assertEquals(
                "[Sent/\u65e5\u672c\u8a9e]",
                server.wiring().mailboxes().list().subscriptions(account.id()).toString());
        assertEquals(50L << 20, server.wiring().mailboxes().quota(account.id()).octets());
        try (WireClient client = pop("dan@example.jp", DANS)) {
            client.pop("UIDL");
            assertEquals(
                    List.of("1 00pop", "2 1700000003.8.mx", "3 1700000004.9.mx"),
                    client.lines().stream().map(String::strip).toList());
        }
    }

    @Test
    void theOldPasswordWorksAndBecomesArgon2id() throws Exception {
        imported();
        assertTrue(command("account", "show", "bob@example.jp").out().contains("MD5-crypt"));
        assertEquals(2, inbox("bob@example.jp", BOBS).read().size());
        assertTrue(command("account", "show", "bob@example.jp").out().contains("password: argon2id"));
        assertEquals(2, inbox("bob@example.jp", BOBS).read().size());
        assertTrue(command("account", "show", "carol@example.jp").out().contains("password: argon2id"));
        assertTrue(
                command("account", "show", "carol@example.jp").out().contains("services: console, imap, managesieve"));
        try (var client = server.connect(Protocol.SUBMISSION).helloTls().login("bob@example.jp", BOBS)) {
            assertTrue(client.send("bob@example.jp", "Subject: x\r\n\r\nx\r\n", "dan@example.jp")
                    .startsWith("250 "));
        }
        server.drain();
        assertEquals(4, inbox("dan@example.jp", DANS).read().size());
        assertTrue(command("account", "show", "erin@example.com").out().contains("password: none"));
    }

    @Test
    void mailIsForwardedAsBefore() throws Exception {
        imported();
        try (var client = server.connect(Protocol.SMTP)) {
            client.expect("220 ").say("EHLO client.test", "250-");
            assertTrue(client.send("f@elsewhere.test", "Subject: f\r\n\r\nx\r\n", "bob@example.jp")
                    .startsWith("250 "));
            assertTrue(client.send("f@elsewhere.test", "Subject: f\r\n\r\nx\r\n", "dan@example.jp")
                    .startsWith("250 "));
        }
        server.drain();
        assertEquals(2, inbox("bob@example.jp", BOBS).read().size(), "bob keeps no copy");
        assertEquals(4, inbox("dan@example.jp", DANS).read().size());
        assertTrue(server.outside().taken().getFirst().to().getFirst().startsWith("RCPT TO:<bob@elsewhere.example>"));
        assertEquals(ExitCode.GOOD, command("alias", "remove", "bob@example.jp").exitCode());
        assertTrue(server.wiring().accounts().find(Mailbox.of("bob@example.jp")) instanceof Lookup.Found);
    }

    @Test
    void aSecondRunChangesNothing() throws Exception {
        imported();
        String before = dump();
        Result again = imported("--json");
        assertEquals(before, dump());
        JsonNode total = rows(again, "total").getFirst();
        assertEquals(0, total.path("messages").asInt());
        assertEquals(6, total.path("known").asInt());
        assertEquals(
                0,
                total.path("new_accounts").asInt() + total.path("new_aliases").asInt());
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() throws Exception {
        String before = dump();
        Result dry = imported("--json", "--dry-run");
        assertEquals(before, dump());
        assertFalse(Files.exists(folder.resolve("new/data/imported")));
        Result real = imported("--json");
        assertEquals(told(dry), told(real));
        assertEquals(told(imported("--json", "--dry-run")), told(imported("--json")), "when everything is there");
    }

    private static String told(Result result) {
        return result.out().replaceAll(",\"file\":\"[^\"]*\"", "").replace("\"dry_run\":true", "\"dry_run\":false");
    }

    @Test
    void aLaterRunBringsWhatIsNew() throws Exception {
        imported();
        inbox("bob@example.jp", BOBS).empty();
        mail("bob/Maildir/new/1700000009.5.mx", "Subject: new\n\nn\n", "2025-01-01T00:00:00Z");
        Files.move(
                old.path(JP + "dan/Maildir/cur/1700000002.7.mx:2,RFa"),
                old.path(JP + "dan/Maildir/cur/1700000002.7.mx:2,RSa"));
        old.put(
                JP + "vpasswd",
                Files.readString(old.path(JP + "vpasswd"))
                        .replace(Crypt.crypt(DANS, "ab"), Crypt.crypt("new-one", "cd")));
        Result later = imported("--json");
        assertEquals(
                1,
                row(later, "account", "address", "bob@example.jp")
                        .path("messages")
                        .asInt());
        JsonNode dan = row(later, "account", "address", "dan@example.jp");
        assertEquals("changed", dan.path("state").asText());
        assertEquals(1, dan.path("flags_followed").asInt());
        assertEquals(1, inbox("bob@example.jp", BOBS).read().size(), "what was deleted here stays away");
        assertEquals(3, inbox("dan@example.jp", "new-one").read().size());
        assertEquals(
                "[SEEN, ANSWERED]",
                messages(mailbox("dan@example.jp", "INBOX")).getFirst().flags().system().stream()
                        .sorted()
                        .toList()
                        .toString());
    }

    @Test
    void routesGoIntoTheSettingsFileAndTheirPasswordsIntoFilesOfTheirOwn() throws Exception {
        imported("--dry-run");
        Result written = run("--write-settings", "--config", server.config().toString());
        assertEquals(ExitCode.FOUND, written.exitCode(), written::toString);
        String settings = Files.readString(server.config());
        assertTrue(settings.contains("domain = \"partner.example.net\""), settings);
        Path password = folder.resolve("new/data/imported/partner.example.net.password");
        assertEquals("geheim\n", Files.readString(password));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(password)));
        assertEquals(ExitCode.GOOD, command("reload").exitCode());
        Result again = run("--write-settings", "--config", server.config().toString());
        assertTrue(again.err().contains("0 of 1 routes"), again::toString);
        assertEquals(settings, Files.readString(server.config()));
    }

    /// What `authsenders` says: bob's mail by the provider, logged in; everybody else's as before.
    @Test
    void mailOfASenderGoesByTheSendersRelay() throws Exception {
        Path shown = Files.createDirectory(folder.resolve("relay"));
        var script = ScriptedSmtpServer.answering("AUTH", "235 welcome");
        try (var relay = ScriptedSmtpServer.withTls(shown, script, "AUTH PLAIN")) {
            String host = "127.0.0.1:" + relay.address().getPort();
            old.control(
                    "authsenders",
                    "bob@example.jp:" + host + "|company|ge|heim\n@example.com:" + host
                            + "|others|geheim\nerin@example.com:\ndan@example.jp|nobody|geheim\n");
            Result written = run("--write-settings", "--config", server.config().toString());
            assertEquals(ExitCode.FOUND, written.exitCode(), written::toString);
            assertTrue(written.err().contains("3 of 3 routes"), written::toString);
            assertFalse(written.toString().contains("heim"), written::toString);
            assertTrue(written.out().contains("authsenders:3: erin@example.com\n    an exception"), written::toString);
            Path password = folder.resolve("new/data/imported/from.bob@example.jp.password");
            assertEquals("ge|heim\n", Files.readString(password));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(password)));
            assertEquals(ExitCode.GOOD, command("reload").exitCode());
            submit("bob@example.jp", BOBS);
            server.drain();
            byte[] plain = "\0company\0ge|heim".getBytes(StandardCharsets.UTF_8); // RFC 4616 §2
            assertTrue(
                    relay.heard().contains("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain)),
                    relay.heard()::toString);
            assertEquals(1, relay.heard("AUTH"));
            assertEquals(1, relay.messages().size());
            submit("dan@example.jp", DANS);
            server.drain();
            assertEquals(1, relay.messages().size(), "dan has no way of his own");
            assertEquals(1, server.outside().taken().size());
            Result again = run("--write-settings", "--config", server.config().toString());
            assertTrue(again.err().contains("0 of 3 routes"), again::toString);
        }
    }

    /// An empty sender is everybody there, and nobody as well.
    @Test
    void allSendersAreThoseOfNotificationsToo() throws Exception {
        old.control("authsenders", ":relay.isp.example|company|geheim\n");
        List<String> senders = new ArrayList<>();
        row(imported("--dry-run", "--json"), "settings", "kind", "settings")
                .path("routes")
                .forEach(route -> senders.add(route.path("sender").asText()));
        assertEquals(List.of("*", "<>", ""), senders);
    }

    private void submit(String user, String password) throws Exception {
        try (var client = server.connect(Protocol.SUBMISSION).helloTls().login(user, password)) {
            assertTrue(client.send(user, "Subject: x\r\n\r\nx\r\n", "x@far.example")
                    .startsWith("250 "));
        }
    }

    /// Those of `users/assign` and of passwd, with their passwords.
    @Test
    void usersOfTheMachineComeWhenAskedFor() throws Exception {
        Path etc = Files.createDirectory(folder.resolve("old/etc"));
        Path passwd = Files.writeString(
                etc.resolve("passwd"),
                "eve:x:1001:1001:Eve:/eves:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nbin:x:2:2::/eves:/bin/sh\n");
        Files.writeString(
                etc.resolve("shadow"),
                "eve:" + Crypt.crypt(BOBS, "$6$saltsalt$") + ":1::::::\nalice:" + Crypt.crypt(DANS, "$6$saltsalt$")
                        + ":1::::::\n");
        old.put("eves/Maildir/new/1700000000.1.mx", "Subject: e\n\ne\n");
        assertFalse(run("--system-users").err().isEmpty(), "which passwd?");
        assertFalse(run("--first-uid", "500").err().isEmpty(), "for what?");
        Result result = imported("--system-users", "--passwd", passwd.toString());
        assertFalse(result.out().contains("$6$"));
        assertEquals(1, inbox("eve@mx.example.jp", BOBS).read().size());
        assertEquals(0, inbox("alice@mx.example.jp", DANS).read().size());
    }

    /// Mail comes, and flags follow, but keywords for which there is no room.
    @Test
    void keywordsWithoutRoomAreLeftOutAndReported() throws Exception {
        imported();
        MailboxList.Listed inbox = mailbox("dan@example.jp", "INBOX");
        for (int from = 1; from < Keywords.MAX; from += 37) { // beside $Label1
            List<String> words = IntStream.range(from, from + 37)
                    .mapToObj(number -> "k" + number)
                    .toList();
            try (BlobDraft body = server.store().blobs().draft()) {
                body.write("x".getBytes(StandardCharsets.US_ASCII));
                var draft = new Draft(body, new Flags(Set.of(), words), Instant.EPOCH);
                assertInstanceOf(
                        Appended.Stored.class, server.wiring().mailboxes().append(inbox.id(), List.of(draft)));
            }
        }
        old.put(JP + "dan/Maildir/dovecot-keywords", "0 $Label1\n1 Fresh\n");
        mail("dan/Maildir/cur/1700000009.1.mx:2,Sb", "Subject: fresh\n\nb\n", "2024-01-02T03:04:05Z");
        Path moved = old.path(JP + "dan/Maildir/cur/1700000002.7.mx:2,RFa");
        Files.move(moved, moved.resolveSibling("1700000002.7.mx:2,RFSb"));
        Result again = imported("--json");
        assertTrue(
                again.out().contains("came without some of their keywords, since a mailbox has at most 1000: 1"),
                again::toString);
        List<Flags> flags = messages(inbox).stream().map(Message::flags).toList();
        assertEquals(Flags.of(SystemFlag.SEEN), flags.getLast());
        assertEquals(Flags.of(SystemFlag.SEEN, SystemFlag.ANSWERED, SystemFlag.FLAGGED), flags.getFirst());
    }

    @Test
    void whoWasHereBeforeStays() throws Exception {
        command("domain", "add", "example.jp");
        command("account", "add", "dan@example.jp", "--password", "another-one-9");
        Result result = imported("--json");
        assertEquals(
                "kept",
                row(result, "account", "address", "dan@example.jp")
                        .path("state")
                        .asText());
        assertEquals(3, inbox("dan@example.jp", "another-one-9").read().size());
    }

    @Test
    void inJapaneseAndAsAPage() throws Exception {
        Path page = folder.resolve("report.html");
        Result result = imported("--lang", "ja", "--html", page.toString());
        assertTrue(result.out().contains("エイリアス"), result.out());
        assertTrue(Files.readString(page).contains("percenthack"));
        assertTrue(new HashSet<>(result.out().lines().toList()).size() > 20);
    }

    @Test
    void aPostfixComesInOutline() throws Exception {
        Path etc = Files.createDirectory(folder.resolve("postfix"));
        Files.writeString(
                etc.resolve("main.cf"),
                "myhostname = mx.example.org\nvirtual_mailbox_domains = example.org\nvirtual_mailbox_maps = hash:" + etc
                        + "/vmailbox\nvirtual_mailbox_base = " + folder + "\n");
        Files.writeString(etc.resolve("vmailbox"), "eve@example.org eve/\n");
        Result dry = command("import", "postfix", etc.toString(), "--dry-run", "--json");
        assertEquals(ExitCode.FOUND, dry.exitCode(), dry::toString);
        Result result = command("import", "postfix", etc.toString(), "--json");
        assertEquals(told(dry), told(result));
        assertEquals(
                "new",
                row(result, "account", "address", "eve@example.org")
                        .path("state")
                        .asText());
    }

    @Test
    void whatIsNotThereIsSaid() {
        Result result = command("import", "qmail", folder.resolve("nowhere").toString());
        assertEquals(ExitCode.USAGE, result.exitCode(), result::toString);
        assertTrue(result.err().contains("nowhere/control is not there"), result.err());
    }
}
