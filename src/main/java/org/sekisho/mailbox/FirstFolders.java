package org.sekisho.mailbox;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.MailboxList.Listed;
import org.sekisho.mailbox.MailboxList.Plan;
import org.sekisho.store.Batch;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.Store;

/// The mailboxes that an account finds when a mail program first looks at its list: INBOX and one for drafts, for
/// sent mail and so on (RFC 6154), subscribed to. Made once: who deletes one does not get it back. An account that
/// brought mailboxes of its own from another server keeps those: one that is called like what programs call their
/// sent mail gets the use, and there is no second one. Accounts that only fetch by POP3 get none. Safe from any
/// thread.
public final class FirstFolders {
    private static final int VERSION = 1;

    /// What mail programs and other servers call them, in small letters, with or without INBOX in front.
    private static final Map<SpecialUse, Set<String>> CALLED = Map.of(
            SpecialUse.DRAFTS, Set.of("drafts", "draft", "下書き"),
            SpecialUse.SENT, Set.of("sent", "sent items", "sent messages", "sent mail", "送信済み", "送信済みトレイ"),
            SpecialUse.JUNK, Set.of("junk", "junk e-mail", "junk email", "spam", "bulk mail", "迷惑メール"),
            SpecialUse.TRASH, Set.of("trash", "deleted items", "deleted messages", "ゴミ箱", "ごみ箱"),
            SpecialUse.ARCHIVE, Set.of("archive", "archives", "アーカイブ"));

    private final Store store;
    private final MailboxList list;
    private final Supplier<Map<SpecialUse, MailboxName>> names;

    /// @param names of those to make, as the settings are now; none for no others than INBOX
    public FirstFolders(Mailboxes mailboxes, Supplier<Map<SpecialUse, MailboxName>> names) {
        this.store = mailboxes.store();
        this.list = mailboxes.list();
        this.names = names;
    }

    /// Call it when a mail program has logged in that shows mailboxes; costs one look when it was called before. A
    /// crash in between is made good by the next call.
    public void make(AccountId account) {
        if (store.get(Rows.account(account), Rows.FOLDERS).isPresent()) {
            return;
        }
        Batch last = Batch.in(Rows.account(account))
                .put(Rows.FOLDERS, Encoder.version(VERSION).toBytes());
        if (list.find(account, MailboxName.INBOX).isEmpty()) {
            list.create(account, MailboxName.INBOX, Set.of());
        }
        subscribe(last, MailboxName.INBOX);
        new TreeMap<>(names.get()).forEach((use, name) -> {
            if (!found(account, use, name)) {
                list.create(account, name, Set.of(use));
                subscribe(last, name);
            }
        });
        store.commit(last);
    }

    private static void subscribe(Batch batch, MailboxName name) {
        batch.put(
                Row.of(Rows.SUBSCRIBED, name.value()), Encoder.version(VERSION).toBytes());
    }

    /// Whether a mailbox is for this use already, or is now because of its name.
    private boolean found(AccountId account, SpecialUse use, MailboxName name) {
        return list.<Boolean>change(account, true, () -> {
            List<Listed> all = list.all(account);
            if (all.stream().anyMatch(listed -> listed.uses().contains(use))) {
                return Plan.refused(true);
            }
            Optional<Listed> called = all.stream()
                    .filter(listed -> listed.uses().isEmpty() && isCalled(listed.name(), use, name))
                    .findFirst();
            return called.map(listed -> new Plan<>(true, List.of(MailboxList.put(used(listed, use)))))
                    .orElseGet(() -> Plan.refused(false));
        });
    }

    private static Listed used(Listed listed, SpecialUse use) {
        Set<SpecialUse> uses = new TreeSet<>(listed.uses());
        uses.add(use);
        return listed.withUses(uses);
    }

    private static boolean isCalled(MailboxName listed, SpecialUse use, MailboxName name) {
        String bare = listed.isBelow(MailboxName.INBOX)
                ? listed.value().substring(MailboxName.INBOX.value().length() + 1)
                : listed.value();
        return listed.equals(name) || CALLED.getOrDefault(use, Set.of()).contains(bare.toLowerCase(Locale.ROOT));
    }
}
