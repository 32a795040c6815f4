package org.sekisho.search;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.AccountId;
import org.sekisho.events.Log;
import org.sekisho.mailbox.Changes;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.StorageException;

/// Brings an index up to what a mailbox holds, some hundred messages at a time. Used by one thread at a time.
final class CatchingUp {
    static final int SLICE = 250; // messages, after which others have their turn
    private static final int PAGE = 1_000;
    private static final int BETWEEN_VIEWS = 5_000; // messages

    private final Mailboxes mailboxes;
    private final MessageTexts texts;
    private final Log log;

    CatchingUp(Mailboxes mailboxes, MessageTexts texts, Log log) {
        this.mailboxes = mailboxes;
        this.texts = texts;
        this.log = log;
    }

    /// What is left to do.
    /// @param messages roughly; 0 when the index has all
    record Rest(long messages) {}

    /// Does the next slice. Searches see what was read when it was the last one, and now and then before.
    /// @throws StorageException a message cannot be read now
    /// @throws IOException the index cannot be written
    Rest step(AccountId account, AccountIndex index, MailboxId mailbox) throws IOException {
        Optional<Head> head =
                mailboxes.head(mailbox).filter(found -> found.account().equals(account));
        if (head.isEmpty()) {
            index.remove(mailbox);
            index.publish();
            return new Rest(0);
        }
        AccountIndex.Mark mark = withoutVanished(index, mailbox, head.get());
        UidSet above = UidSet.range(mark.uidNext(), Mailboxes.MAX_UID);
        List<Message> page = mailboxes.messages(mailbox, above, 0, SLICE);
        for (Message message : page) {
            add(index, mailbox, message);
        }
        boolean complete = page.size() < SLICE;
        long read = page.isEmpty() ? mark.uidNext() : page.getLast().uid() + 1;
        long uidNext = complete ? Math.max(read, head.get().uidNext()) : read;
        index.setMark(mailbox, new AccountIndex.Mark(mark.uidValidity(), uidNext, mark.modSeq()));
        if (complete || uidNext / BETWEEN_VIEWS != mark.uidNext() / BETWEEN_VIEWS) {
            index.publish();
        }
        return new Rest(
                complete
                        ? 0
                        : Math.clamp(
                                head.get().uidNext() - uidNext, 1, head.get().messages()));
    }

    /// Takes out what was expunged since.
    private AccountIndex.Mark withoutVanished(AccountIndex index, MailboxId mailbox, Head head) throws IOException {
        Optional<AccountIndex.Mark> known =
                index.mark(mailbox).filter(mark -> mark.uidValidity() == head.uidValidity());
        if (known.isEmpty()) {
            index.remove(mailbox);
            return new AccountIndex.Mark(head.uidValidity(), 1, head.highestModSeq());
        }
        AccountIndex.Mark mark = known.get();
        return switch (mailboxes.changesSince(mailbox, mark.modSeq())) {
            case Changes.Since since -> {
                index.remove(mailbox, since.vanished().minus(UidSet.range(mark.uidNext(), Mailboxes.MAX_UID)));
                yield new AccountIndex.Mark(mark.uidValidity(), mark.uidNext(), since.highestModSeq());
            }
            case Changes.TooOld(var now) -> {
                index.remove(mailbox, index.uids(mailbox).minus(uids(mailbox)));
                yield new AccountIndex.Mark(mark.uidValidity(), mark.uidNext(), now.highestModSeq());
            }
            case Changes.Gone() -> mark; // the next step sees it
        };
    }

    private UidSet uids(MailboxId mailbox) {
        UidSet uids = UidSet.EMPTY;
        List<Message> page;
        long after = 0;
        do {
            page = mailboxes.messages(mailbox, UidSet.range(1, Mailboxes.MAX_UID), after, PAGE);
            if (!page.isEmpty()) {
                uids = uids.plus(UidSet.of(page.stream().mapToLong(Message::uid).toArray()));
                after = page.getLast().uid();
            }
        } while (page.size() == PAGE);
        return uids;
    }

    /// A message whose texts cannot be read, however often one tries, is one without texts: for a scan it is, too.
    private void add(AccountIndex index, MailboxId mailbox, Message message) throws IOException {
        try {
            Optional<MessageTexts.Texts> opened = texts.open(mailbox, message);
            if (opened.isPresent()) {
                try (MessageTexts.Texts all = opened.get()) {
                    index.add(IndexedMessage.document(mailbox, message.uid(), all));
                }
            }
        } catch (StorageException e) {
            Unreadable.note(log, mailbox, message, e);
            index.add(IndexedMessage.withoutTexts(mailbox, message.uid()));
        }
    }
}
