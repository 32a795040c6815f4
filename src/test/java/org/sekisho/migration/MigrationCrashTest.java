package org.sekisho.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.mailbox.MailboxList;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.Quota;
import org.sekisho.mailbox.UidSet;
import org.sekisho.qmail.Installation;
import org.sekisho.qmail.QmailTree;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;
import org.sekisho.testing.ShakyStore;

/// The import is cut off at any commit, before it or behind it, and started again by a new process: in the end
/// everything is there once.
final class MigrationCrashTest {
    private static final String JP = "home/vpopmail/domains/example.jp/";
    private static final int MESSAGES = 700; // several commits

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock(Instant.parse("2026-04-01T00:00:00Z"));
    private final RecordedEvents events = new RecordedEvents();

    private QmailTree build() throws IOException {
        QmailTree old = QmailTree.sound(folder);
        var uids = new StringBuilder("3 V1200000000 N2000\n");
        for (int i = 1; i <= MESSAGES; i++) {
            String name = (1_700_000_000 + i) + "." + i + ".mx";
            old.put(JP + "carol/Maildir/cur/" + name + ":2," + (i % 2 == 0 ? "S" : ""), "Subject: " + i + "\n\nx\n");
            uids.append(2 * i).append(" :").append(name).append('\n');
        }
        old.put(JP + "carol/Maildir/dovecot-uidlist", uids.toString());
        old.put(JP + "carol/Maildir/.Sent/cur/1.1.mx:2,S", "Subject: sent\n\n");
        old.put(JP + "carol/Maildir/courierimapsubscribed", "INBOX.Sent\n");
        return old;
    }

    /// A new process on the same store.
    private Report.Totals process(QmailTree old, Store store) throws Exception {
        Plan plan = QmailPlanner.plan(Installation.read(
                old.path("var"), Optional.of(old.path("tcp.smtp")), Optional.of(old.path("home/vpopmail"))));
        Accounts accounts = Accounts.open(store, AccountSettings.DEFAULT, clock, new SecureRandom(), events);
        var mailboxes = new Mailboxes(store, clock, ThreadLocalRandom.current(), Quota.UNLIMITED, () -> "");
        var migration = new Migration(accounts, mailboxes, store.blobs(), clock, events);
        return migration.run(plan, new Migration.Options(false, true), _ -> {});
    }

    private String state(Store store) throws IOException {
        var text = new StringBuilder();
        Accounts accounts = Accounts.open(store, AccountSettings.DEFAULT, clock, new SecureRandom(), events);
        accounts.domains().forEach(each -> text.append(each.domain()).append(each.separators()));
        accounts.aliases(Optional.empty())
                .forEach(each -> text.append(each.address()).append(each.members()));
        var mailboxes = new Mailboxes(store, clock, new Random(1), Quota.UNLIMITED, () -> "");
        for (Account account : accounts.accounts(Optional.empty())) {
            text.append(account.primary()).append(mailboxes.quota(account.id()));
            text.append(mailboxes.list().subscriptions(account.id())).append('\n');
            for (MailboxList.Listed listed : mailboxes.list().all(account.id())) {
                text.append(listed.name()).append(listed.uses()).append('\n');
                if (listed.uidValidity() == 1_200_000_000L) {
                    text.append(mailboxes.head(listed.id()).orElseThrow().uidNext());
                }
                for (Message each : mailboxes.messages(listed.id(), UidSet.range(1, Mailboxes.MAX_UID), 0, 10_000)) {
                    text.append(each.uid())
                            .append(each.flags())
                            .append(each.internalDate())
                            .append(each.popId());
                    try (InputStream in = mailboxes.open(listed.id(), each)) {
                        text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return text.toString();
    }

    @Test
    void whatIsCutOffAndStartedAgainEndsInTheSameState() throws Exception {
        QmailTree old = build();
        var whole = new MemoryStore(clock);
        assertTrue(process(old, whole).mail().messages() > MESSAGES);
        assertTrue(state(whole).contains("2000"), "the next UID");
        long seed = Long.getLong("migration.seed", System.nanoTime());
        var store = new MemoryStore(clock);
        var shaky = new ShakyStore(store, new Random(seed), 12);
        int cuts = 0;
        boolean done = false;
        while (!done) {
            try {
                process(old, shaky);
                done = true;
            } catch (StorageException _) {
                cuts++;
            }
        }
        int times = cuts;
        assertEquals(state(whole), state(store), () -> "seed " + seed + ", cut off " + times + " times");
        assertEquals(0, process(old, store).mail().messages());
        assertEquals(state(whole), state(store));
    }
}
