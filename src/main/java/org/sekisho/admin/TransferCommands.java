package org.sekisho.admin;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Mailbox;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.MailboxList.Listed;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.Blobs;
import org.sekisho.store.StorageException;

/// Whole mailboxes, out and in. Files are written and read by the one who asks, with that user's rights; here are
/// only messages.
final class TransferCommands {
    private static final int PAGE = 256; // messages
    private static final int PIECE = 48 * 1024; // octets

    private final Accounts accounts;
    private final Mailboxes mailboxes;
    private final Blobs blobs;
    private final Set<AccountId> importing = ConcurrentHashMap.newKeySet();

    TransferCommands(Accounts accounts, Mailboxes mailboxes, Blobs blobs) {
        this.accounts = accounts;
        this.mailboxes = mailboxes;
        this.blobs = blobs;
    }

    List<Command> all() {
        return List.of(
                Command.of("mailbox.export", this::exportAll, "address", "mailboxes"),
                Command.of("mailbox.import", this::importAll, "address"));
    }

    private AccountId account(Call call) throws AdminException, DirectoryException {
        return accounts.require(call.arguments().read("address", Mailbox::of)).id();
    }

    /// What is there when a mailbox is reached, but for what is expunged before its turn comes.
    private Map<String, Object> exportAll(Call call) throws AdminException, DirectoryException, IOException {
        AccountId account = account(call);
        List<Listed> chosen = chosen(account, call.arguments().readAll("mailboxes", MailboxName::new));
        return Apart.run("export", () -> {
            long damaged = 0;
            for (Listed each : chosen) {
                Optional<Head> head = mailboxes.head(each.id());
                if (head.isPresent()) { // else it was removed this moment
                    damaged += export(call, each, head.get());
                }
            }
            return Fields.of("mailboxes", chosen.size(), "damaged", damaged);
        });
    }

    private List<Listed> chosen(AccountId account, List<MailboxName> names) throws AdminException {
        if (names.isEmpty()) {
            return mailboxes.list().all(account);
        }
        List<Listed> chosen = new ArrayList<>();
        for (MailboxName name : names) {
            chosen.add(mailboxes
                    .list()
                    .find(account, name)
                    .orElseThrow(() -> new AdminException(Kind.MISSING, "no mailbox " + name)));
        }
        return chosen.stream().distinct().toList();
    }

    private long export(Call call, Listed mailbox, Head head) throws IOException {
        call.row(Fields.of(
                "mailbox",
                mailbox.name(),
                "uidvalidity",
                head.uidValidity(),
                "uidnext",
                head.uidNext(),
                "messages",
                head.messages()));
        if (head.uidNext() == 1) {
            return 0;
        }
        UidSet there = UidSet.range(1, head.uidNext() - 1);
        long damaged = 0;
        long after = 0;
        List<Message> page;
        do {
            page = mailboxes.messages(mailbox.id(), there, after, PAGE);
            for (Message message : page) {
                damaged += export(call, mailbox, message) ? 0 : 1;
                after = message.uid();
            }
        } while (page.size() == PAGE);
        return damaged;
    }

    /// @return false: it cannot be read
    private boolean export(Call call, Listed mailbox, Message message) throws IOException {
        call.row(Fields.of(
                "uid",
                message.uid(),
                "date",
                message.internalDate().getEpochSecond(),
                "flags",
                MailUpload.words(message.flags()),
                "octets",
                message.octets()));
        try {
            octets(call, mailbox, message);
            return true;
        } catch (StorageException e) {
            if (mailboxes.message(mailbox.id(), message.uid()).isEmpty()) {
                call.row(Fields.of("gone", message.uid()));
                return true;
            }
            if (e.kind() != StorageException.Kind.DAMAGED) {
                throw e;
            }
            call.row(Fields.of("damaged", message.uid()));
            return false;
        }
    }

    private void octets(Call call, Listed mailbox, Message message) throws IOException {
        byte[] piece = new byte[PIECE];
        try (InputStream in = mailboxes.open(mailbox.id(), message)) {
            for (int length = in.readNBytes(piece, 0, PIECE); length > 0; length = in.readNBytes(piece, 0, PIECE)) {
                byte[] part = length == PIECE ? piece : Arrays.copyOf(piece, length);
                call.row(Map.of("base64", Base64.getEncoder().encodeToString(part)));
            }
        }
        call.row(Fields.of("end", message.uid()));
    }

    private Map<String, Object> importAll(Call call) throws AdminException, DirectoryException, IOException {
        AccountId account = account(call);
        if (!importing.add(account)) {
            throw new AdminException(Kind.TEMPORARY, "another import into this account is running: wait for its end");
        }
        try {
            return new MailboxImport(account, mailboxes, blobs, call).run();
        } finally {
            importing.remove(account);
        }
    }
}
