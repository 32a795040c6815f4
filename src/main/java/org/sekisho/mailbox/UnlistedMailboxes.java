package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// Looks for mailboxes with messages that nobody's list names, so that nobody finds their mail: [MailboxVerify]
/// begins with the lists. Goes through all mailboxes there are. An empty one is what a crash leaves that came
/// while it was made, and no finding. Used by one thread.
final class UnlistedMailboxes {
    private final Store store;
    private final MailboxList list;
    private final List<MailboxId> suspects = new ArrayList<>();

    UnlistedMailboxes(Store store, MailboxList list) {
        this.store = store;
        this.list = list;
    }

    List<Unlisted> find() {
        store.eachPartition(Rows.MAILBOX, partition -> {
            MailboxId mailbox = new MailboxId(partition.name().substring(Rows.MAILBOX.length() + 1));
            if (suspects.size() < VerifyReport.MAX_FINDINGS && look(mailbox).isPresent()) {
                suspects.add(mailbox);
            }
        });
        // one may have been made, or have come to its end, between the two looks
        return suspects.stream().flatMap(mailbox -> look(mailbox).stream()).toList();
    }

    private Optional<Unlisted> look(MailboxId mailbox) {
        return head(mailbox)
                .filter(head -> head.messages() > 0 || head.kept().messages() > 0)
                .filter(head -> !isListed(head, mailbox))
                .map(head -> new Unlisted(
                        mailbox, head.account(), head.messages() + head.kept().messages()));
    }

    /// A head that cannot be read says nobody's name; that of a listed mailbox is a finding of its own.
    private Optional<Head> head(MailboxId mailbox) {
        try {
            return new MessageRows(store, mailbox).head();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.DAMAGED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private boolean isListed(Head head, MailboxId mailbox) {
        return list.all(head.account()).stream().anyMatch(listed -> listed.id().equals(mailbox))
                || list.removed(head.account()).stream()
                        .anyMatch(removed -> removed.id().equals(mailbox));
    }
}
