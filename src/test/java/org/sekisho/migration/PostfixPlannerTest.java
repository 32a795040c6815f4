package org.sekisho.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.Lookup;
import org.sekisho.accounts.MainPassword;
import org.sekisho.address.Mailbox;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.Quota;
import org.sekisho.mailbox.UidSet;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

/// A Postfix with virtual mailboxes and dovecot's passwords moves, in outline.
final class PostfixPlannerTest {
    @TempDir
    Path folder;

    private final List<Line> lines = new ArrayList<>();

    private Path put(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void build() throws IOException {
        put(
                "etc/main.cf",
                "myhostname = mx.example.jp\nmydestination = $myhostname, localhost\nmynetworks = 0.0.0.0/0\n"
                        + "virtual_mailbox_domains = example.jp\nvirtual_mailbox_base = " + folder + "/vmail\n"
                        + "virtual_mailbox_maps = hash:" + folder + "/etc/vmailbox, mysql:/etc/postfix/m.cf\n"
                        + "virtual_alias_maps = hash:" + folder + "/etc/virtual\n"
                        + "alias_maps = hash:" + folder + "/etc/aliases\n"
                        + "transport_maps = hash:" + folder + "/etc/transport\n"
                        + "relayhost = [smtp.isp.example]:587\n"
                        + "smtp_sasl_password_maps = hash:" + folder + "/etc/sasl\n"
                        + "message_size_limit = 20971520\n");
        put("etc/vmailbox", "bob@example.jp example.jp/bob/\ncarol@example.jp example.jp/carol/\n");
        put("etc/virtual", """
                other.example anything
                info@example.jp bob@example.jp, carol@example.jp
                @other.example bob@example.jp
                carol@example.jp carol@example.jp, x@outside.example
                """);
        put("etc/aliases", "postmaster: bob@example.jp\nlist: \"|/usr/bin/list\"\n");
        put("etc/transport", "partner.example smtp:[mail.partner.example]\nodd@x.example error:no\n");
        put("etc/sasl", "[smtp.isp.example]:587 company:geheim\n");
        put("passwd", "bob@example.jp:{SHA512-CRYPT}" + Crypt.crypt("bobs-9", "$6$abc$") + "::::::\n");
        put("vmail/example.jp/bob/cur/1.2.mx:2,S", "Subject: a\n\nb\n");
        put("vmail/example.jp/bob/dovecot-uidlist", "3 V1000 N9\n8 :1.2.mx\n");
    }

    @Test
    void domainsAccountsAliasesWaysAndMailArriveAndHolesAreNamed() throws Exception {
        build();
        var store = new MemoryStore();
        var clock = new SetClock(Instant.parse("2026-04-01T00:00:00Z"));
        var events = new RecordedEvents();
        Accounts accounts = Accounts.open(store, AccountSettings.DEFAULT, clock, new SecureRandom(), events);
        var mailboxes = new Mailboxes(store, clock, new Random(1), Quota.UNLIMITED, () -> "");
        Plan plan = PostfixPlanner.plan(folder.resolve("etc"), Optional.of(folder.resolve("passwd")));
        var migration = new Migration(accounts, mailboxes, store.blobs(), clock, events);
        migration.run(plan, new Migration.Options(false, true), lines::add);
        assertEquals(
                List.of("example.jp", "mx.example.jp", "other.example"),
                accounts.domains().stream()
                        .map(each -> each.domain().name())
                        .sorted()
                        .toList());
        Mailbox bob = Mailbox.of("bob@example.jp");
        assertEquals(
                new MainPassword.Form.TakenOver("SHA-512-crypt"),
                MainPassword.of(accounts, bob).form());
        Mailbox carol = Mailbox.of("carol@example.jp");
        assertEquals(
                new MainPassword.Form.None(), MainPassword.of(accounts, carol).form());
        assertTrue(accounts.find(carol) instanceof Lookup.Forward);
        assertTrue(accounts.find(Mailbox.of("info@example.jp")) instanceof Lookup.Forward);
        assertTrue(accounts.find(Mailbox.of("who@other.example")) instanceof Lookup.Found);
        var inbox = mailboxes.inbox(accounts.require(bob).id()).orElseThrow();
        Message message = mailboxes
                .messages(inbox, UidSet.range(1, Mailboxes.MAX_UID), 0, 10)
                .getFirst();
        assertEquals(8, message.uid());
        assertEquals(Optional.of("00000008000003e8"), message.popId());
        String routes = plan.settings().routes("F");
        assertTrue(routes.contains("domain = \"*\"\nvia = [\"smtp.isp.example:587\"]\nusername = \"company\""), routes);
        assertTrue(routes.contains("domain = \"partner.example\"\nvia = [\"mail.partner.example:25\"]"), routes);
        assertFalse(routes.contains("geheim") || lines.toString().contains("geheim"));
        assertTrue(
                plan.holes().stream().anyMatch(each -> each.id().equals("postfix-network-everybody")),
                plan.holes().toString());
        List<String> remarks = plan.remarks().stream().map(Remark::where).toList();
        assertTrue(remarks.contains("mysql:/etc/postfix/m.cf"), remarks.toString());
        assertTrue(remarks.contains(folder + "/etc/transport:2"), remarks.toString());
    }

    @Test
    void oneBadLineOrFolderDoesNotCostTheOthers() throws Exception {
        build();
        Files.write(put("passwd", ""), """
                bob@example.jp:{PLAIN}bobs-9::::::
                \u00e9@example.jp:{PLAIN}x::::::
                dave@example.jp:{PLAIN}x::::/a\0b::
                """.getBytes(StandardCharsets.ISO_8859_1));
        put("etc/vmailbox", """
                eve@example.jp a\0b/
                far@unknown.example far/
                carol@example.jp example.jp/carol/
                bob@example.jp example.jp/bob/
                zoe@example.jp not/there/
                """);
        put("etc/virtual", "info@unknown.example bob@example.jp\n@unknown.example bob@example.jp\n");
        put("vmail/example.jp/carol", "a file");
        var store = new MemoryStore();
        var clock = new SetClock(Instant.parse("2026-04-01T00:00:00Z"));
        var events = new RecordedEvents();
        Accounts accounts = Accounts.open(store, AccountSettings.DEFAULT, clock, new SecureRandom(), events);
        var mailboxes = new Mailboxes(store, clock, new Random(1), Quota.UNLIMITED, () -> "");
        Plan plan = PostfixPlanner.plan(folder.resolve("etc"), Optional.of(folder.resolve("passwd")));
        var migration = new Migration(accounts, mailboxes, store.blobs(), clock, events);
        var looked = migration.run(plan, new Migration.Options(true, true), _ -> {});
        var done = migration.run(plan, new Migration.Options(false, true), lines::add);
        assertEquals(looked, done);
        assertEquals(3, accounts.accounts(Optional.empty()).size());
        String text = lines.toString();
        for (String said : List.of(
                "passwd:2",
                "passwd:3",
                "eve@example.jp",
                "far@unknown.example",
                "info@unknown.example",
                "the catch-all is not carried",
                "/carol",
                "not/there")) {
            assertTrue(text.contains(said), said);
        }
        Mailbox bob = Mailbox.of("bob@example.jp");
        var inbox = mailboxes.inbox(accounts.require(bob).id()).orElseThrow();
        assertEquals(
                1,
                mailboxes
                        .messages(inbox, UidSet.range(1, Mailboxes.MAX_UID), 0, 10)
                        .size());
    }
}
