package org.sekisho.search;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sekisho.accounts.AccountId;
import org.sekisho.events.Log;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxList;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.StorageException;

/// Finds messages by their texts (RFC 9051 §6.4.4). Answers are exact, always: what [TextMatcher] finds in the texts
/// that [MessageTexts] gives. An index per account makes it quick; it is made when an account first searches a mailbox
/// that is worth it, and can be lost at any time: then the messages are read. Safe from any thread.
public final class FullText implements AutoCloseable {
    /// Messages that are read at once rather than through the index, when it has not got them yet.
    static final int AT_ONCE = 64;

    private static final int PAGE = 200;

    private final Mailboxes mailboxes;
    private final MessageTexts texts;
    private final Log log;
    private final OpenIndexes indexes;
    private final Indexer indexer;

    private FullText(Path folder, Mailboxes mailboxes, MessageTexts texts, InstantSource clock, Log log) {
        this.mailboxes = mailboxes;
        this.texts = texts;
        this.log = log;
        this.indexes = new OpenIndexes(folder, clock, log);
        this.indexer = new Indexer(mailboxes, indexes, new CatchingUp(mailboxes, texts, log), log);
    }

    /// @param folder of the indexes, made when there is the first one; nobody else writes there
    public static FullText open(Path folder, Mailboxes mailboxes, MessageTexts texts, InstantSource clock, Log log) {
        FullText fullText = new FullText(folder, mailboxes, texts, clock, log);
        fullText.indexer.start();
        return fullText;
    }

    /// How an account's index is.
    public sealed interface Status {
        record None() implements Status {}

        /// @param messages in it
        /// @param mailboxes that were read, at least in part
        record There(long messages, int mailboxes) implements Status {}

        /// It cannot be used now; searches read the messages.
        record Unusable() implements Status {}
    }

    /// The messages that match.
    /// @param among which messages come into question; others are not looked into
    /// @throws StorageException the messages cannot be read now
    public UidSet find(MailboxId mailbox, TextKey key, UidSet among, Progress progress) {
        Optional<Head> found = mailboxes.head(mailbox);
        if (found.isEmpty() || among.isEmpty()) {
            return UidSet.EMPTY;
        }
        Head head = found.get();
        boolean worthIt = indexes.exists(head.account()) || head.messages() > AT_ONCE;
        UidSet unread = among.minus(below(uidNext(head, mailbox)));
        if (worthIt && Math.min(unread.size(), head.messages()) > AT_ONCE) {
            indexer.read(head.account(), mailbox).await(progress);
        }
        Known known = ask(head, mailbox, key);
        UidSet yes = known.answer.yes().and(among);
        UidSet open = known.answer.perhaps().and(among).plus(among.minus(below(known.uidNext)));
        if (worthIt && !unread.isEmpty()) {
            indexer.read(head.account(), mailbox);
        }
        return yes.plus(lookInto(mailbox, key, open, progress));
    }

    /// Makes an account's index anew, of all its mailboxes. Returns when it is done.
    public void rebuild(AccountId account, Progress progress) {
        indexer.remove(account).await(progress);
        List<MailboxList.Listed> all = mailboxes.list().all(account);
        for (MailboxList.Listed mailbox : all) {
            indexer.read(account, mailbox.id()).await(progress);
        }
    }

    public Status status(AccountId account) {
        if (!indexes.exists(account)) {
            return new Status.None();
        }
        Optional<View> opened = indexes.use(account, false).flatMap(AccountIndex::view);
        if (opened.isEmpty()) {
            return new Status.Unusable();
        }
        try (View view = opened.get()) {
            return new Status.There(view.messages(), view.marks().size());
        } catch (IOException e) {
            indexes.giveUp(account, e);
            return new Status.Unusable();
        }
    }

    /// Removes the index of an account that was removed.
    public void forget(AccountId account) {
        indexer.remove(account).await(Progress.NONE);
    }

    /// Removes what a crash left of accounts that are gone.
    public void retain(Predicate<AccountId> exists) {
        indexes.all().stream().filter(exists.negate()).forEach(this::forget);
    }

    /// Looks after indexes now, which happens every few seconds anyway.
    void look() {
        indexer.looking().await(Progress.NONE);
    }

    /// Waits for the slice under way, and makes durable what was read.
    @Override
    public void close() {
        indexer.close();
    }

    /// @param uidNext messages below it are in the answer
    private record Known(View.Answer answer, long uidNext) {
        static final Known NOTHING = new Known(new View.Answer(UidSet.EMPTY, UidSet.EMPTY), 1);
    }

    /// What the index says, as far as it has come.
    private Known ask(Head head, MailboxId mailbox, TextKey key) {
        Optional<View> opened = indexes.use(head.account(), false).flatMap(AccountIndex::view);
        if (opened.isEmpty()) {
            return Known.NOTHING;
        }
        try (View view = opened.get()) {
            long uidNext = uidNext(head, view, mailbox);
            return uidNext == 1 ? Known.NOTHING : new Known(view.find(mailbox, IndexQuery.of(key)), uidNext);
        } catch (IOException | RuntimeException e) {
            indexes.giveUp(head.account(), e);
            return Known.NOTHING;
        }
    }

    private long uidNext(Head head, MailboxId mailbox) {
        Optional<View> opened = indexes.use(head.account(), false).flatMap(AccountIndex::view);
        if (opened.isEmpty()) {
            return 1;
        }
        try (View view = opened.get()) {
            return uidNext(head, view, mailbox);
        } catch (IOException e) {
            indexes.giveUp(head.account(), e);
            return 1;
        }
    }

    private static long uidNext(Head head, View view, MailboxId mailbox) {
        return view.mark(mailbox)
                .filter(mark -> mark.uidValidity() == head.uidValidity())
                .map(AccountIndex.Mark::uidNext)
                .orElse(1L);
    }

    private UidSet lookInto(MailboxId mailbox, TextKey key, UidSet uids, Progress progress) {
        MessageMatcher matcher = new MessageMatcher(texts, key);
        long total = Math.min(
                uids.size(), mailboxes.head(mailbox).map(Head::messages).orElse(0L));
        List<UidSet.Range> found = new ArrayList<>();
        List<Message> page;
        long after = 0;
        long done = 0;
        do {
            page = mailboxes.messages(mailbox, uids, after, PAGE);
            for (Message message : page) {
                after = message.uid();
                if (matches(matcher, mailbox, message)) {
                    found.add(new UidSet.Range(after, after));
                }
                done++;
                progress.at(done, Math.max(done, total));
                letOthersRun();
            }
        } while (page.size() == PAGE);
        return UidSet.of(found);
    }

    /// This takes long, and virtual threads have few carriers, which nothing takes from them.
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but others' patience
    private static void letOthersRun() {
        Thread.yield();
    }

    /// As in the index: whose texts nobody can read has none.
    private boolean matches(MessageMatcher matcher, MailboxId mailbox, Message message) {
        try {
            return matcher.matches(mailbox, message);
        } catch (StorageException e) {
            Unreadable.note(log, mailbox, message, e);
            return false;
        }
    }

    private static UidSet below(long uid) {
        return uid <= 1 ? UidSet.EMPTY : UidSet.range(1, uid - 1);
    }
}
