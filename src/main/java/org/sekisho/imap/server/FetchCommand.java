package org.sekisho.imap.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.imap.Command;
import org.sekisho.imap.FetchItem;
import org.sekisho.imap.FetchItem.Attribute;
import org.sekisho.imap.FetchModifiers;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.SequenceSet;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.FlagChange;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.Summary;
import org.sekisho.mailbox.SystemFlag;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.StorageException;

/// FETCH and UID FETCH (RFC 9051 §6.4.5). What is in memory is printed straight from there; of messages whose rows or
/// bodies are asked for, a page at a time is looked up, and of a body there is one block in memory.
final class FetchCommand {
    /// Messages whose rows are in memory at once.
    private static final int PAGE = 500;
    /// Messages that become \Seen in one commit, right before they are sent.
    private static final int SEEN_PAGE = 50;

    private final Dialogue dialogue;
    private final SelectedMailbox mailbox;
    private Optional<Completion> failure = Optional.empty();

    FetchCommand(Dialogue dialogue, SelectedMailbox mailbox) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
    }

    Completion run(Command.Fetch command) throws IOException {
        Optional<MessageSet> messages = mailbox.messages(command.uid(), command.set());
        if (messages.isEmpty()) {
            return Completion.bad("no message has such a number");
        }
        FetchModifiers modifiers = command.modifiers();
        if (modifiers.vanished() && !(command.uid() && dialogue.user().has(Feature.QRESYNC))) {
            return Completion.bad("VANISHED is for UID FETCH with QRESYNC enabled"); // RFC 7162 §3.2.6
        }
        List<FetchItem> items = items(command);
        if (items.contains(Attribute.MODSEQ)) {
            dialogue.user().enable(Feature.CONDSTORE); // RFC 7162 §3.1
        }
        if (modifiers.vanished()) {
            vanished(command.set(), modifiers.changedSince().orElse(0));
        }
        MessageSet wanted = changed(messages.get(), modifiers.changedSince());
        fetch(modifiers.partial().map(wanted::partial).orElse(wanted), items);
        return failure.orElseGet(() -> Completion.ok("fetched"));
    }

    /// What NOTIFY tells of new messages, without being asked (RFC 5465 §5.2).
    void announce(MessageSet messages, List<FetchItem> items) throws IOException {
        List<FetchItem> told = new ArrayList<>(items);
        boolean uidOnly = dialogue.user().has(Feature.UIDONLY);
        told.removeIf(item -> uidOnly && item == Attribute.UID);
        fetch(messages, told);
    }

    /// UID FETCH tells UIDs (RFC 9051 §6.4.9), CHANGEDSINCE modification sequences (RFC 7162 §3.1.4.1).
    private List<FetchItem> items(Command.Fetch command) {
        List<FetchItem> items = new ArrayList<>();
        boolean uidOnly = dialogue.user().has(Feature.UIDONLY);
        if (command.uid() && !uidOnly) {
            items.add(Attribute.UID);
        }
        for (FetchItem item : command.items()) {
            if (!items.contains(item) && !(uidOnly && item == Attribute.UID)) {
                items.add(item);
            }
        }
        if (command.modifiers().changedSince().isPresent() && !items.contains(Attribute.MODSEQ)) {
            items.add(Attribute.MODSEQ);
        }
        return items;
    }

    private void vanished(SequenceSet set, long since) {
        Resynchronization resynchronization = new Resynchronization(dialogue, mailbox);
        UidSet asked = set instanceof SequenceSet.Numbers numbers
                ? Sets.uids(numbers, Math.max(1, mailbox.view().uidNext() - 1))
                : mailbox.saved();
        UidSet gone = resynchronization.vanished(since, asked, Optional.empty());
        if (!gone.isEmpty()) {
            dialogue.responses().vanished(true, Sets.numbers(gone));
        }
    }

    private MessageSet changed(MessageSet messages, OptionalLong since) {
        if (since.isEmpty()) {
            return messages;
        }
        MessageSet.Builder changed = new MessageSet.Builder();
        for (int i = 0; i < messages.ranges(); i++) {
            Contents.Cursor cursor = mailbox.view().cursor(messages.first(i), messages.last(i));
            while (cursor.next()) {
                if (cursor.modSeq() > since.getAsLong()) {
                    changed.add(cursor.position());
                }
            }
        }
        return changed.build();
    }

    private void fetch(MessageSet messages, List<FetchItem> items) throws IOException {
        try (Leave leave = new Leave(dialogue, mailbox)) {
            fetch(messages, items, leave);
            if (!leave.holds()) {
                failure = Optional.of(Completion.no(Plain.NOPERM, "you may not read here any more"));
            }
        }
    }

    /// To the end, or as long as the user may read.
    private void fetch(MessageSet messages, List<FetchItem> items, Leave leave) throws IOException {
        boolean inMemory = items.stream().allMatch(FetchedMessage::isInMemory);
        if (inMemory) {
            FetchedMessage fetched = new FetchedMessage(dialogue, mailbox, items);
            for (int i = 0; i < messages.ranges(); i++) {
                Contents.Cursor cursor = mailbox.view().cursor(messages.first(i), messages.last(i));
                while (leave.holds() && cursor.next()) {
                    fetched.print(cursor);
                    dialogue.output().spill();
                }
            }
            return;
        }
        boolean seen = items.stream().anyMatch(FetchCommand::makesSeen)
                && !mailbox.readOnly()
                && mailbox.rights().has(Right.SEEN);
        for (MessageSet page : messages.pages(seen ? SEEN_PAGE : PAGE)) {
            if (leave.holds()) {
                page(page, items, seen, leave);
            }
        }
    }

    private static boolean makesSeen(FetchItem item) {
        return switch (item) {
            case FetchItem.Body body -> !body.peek();
            case FetchItem.Binary binary -> !binary.peek();
            case Attribute attribute -> attribute == Attribute.RFC822 || attribute == Attribute.RFC822_TEXT;
            case FetchItem.BinarySize _, FetchItem.Preview _ -> false;
        };
    }

    /// Positions stay as they are: what is gone meanwhile is told behind the command, or behind a later one.
    private void page(MessageSet page, List<FetchItem> items, boolean seen, Leave leave) throws IOException {
        UidSet uids = page.uids(mailbox.view());
        Map<Long, Message> nowSeen = seen ? see(page) : Map.of();
        List<Message> rows = dialogue.mailboxes().messages(mailbox.id(), uids, 0, PAGE);
        if (rows.size() < uids.size()) {
            fail(Completion.no(Plain.EXPUNGEISSUED, "some of these messages have been deleted"));
        }
        Printing printing = new Printing(new FetchedMessage(dialogue, mailbox, items), nowSeen, leave);
        if (items.stream().anyMatch(MessageContent::needsSummary)) {
            withSummaries(rows, printing);
        } else {
            for (Message row : rows) {
                printing.print(row, Optional.empty());
            }
        }
        if (!nowSeen.isEmpty()) {
            mailbox.sync(dialogue.output(), SelectedMailbox.Expunges.KEPT, (uid, modSeq, _) -> {
                Message told = nowSeen.get(uid);
                return told != null && told.modSeq() == modSeq
                        ? SelectedMailbox.Known.Telling.NOTHING
                        : SelectedMailbox.Known.Telling.ALL;
            });
        }
    }

    private final class Printing {
        private final FetchedMessage fetched;
        private final Map<Long, Message> nowSeen;
        private final Leave leave;

        Printing(FetchedMessage fetched, Map<Long, Message> nowSeen, Leave leave) {
            this.fetched = fetched;
            this.nowSeen = nowSeen;
            this.leave = leave;
        }

        void print(Message row, Optional<Summary> summary) throws IOException {
            if (!leave.holds()) {
                return;
            }
            int position = mailbox.view().positionOf(row.uid());
            Contents.Cursor cursor = mailbox.view().cursor(position, position);
            cursor.next();
            MessageContent content = new MessageContent(dialogue, mailbox.id(), row, summary);
            fetched.print(cursor, content, Optional.ofNullable(nowSeen.get(row.uid())))
                    .ifPresent(FetchCommand.this::fail);
            dialogue.output().spill();
        }
    }

    private void withSummaries(List<Message> rows, Printing printing) throws IOException {
        Map<Long, Message> byUid = new HashMap<>();
        rows.forEach(row -> byUid.put(row.uid(), row));
        try {
            dialogue.mailboxes().eachSummary(mailbox.id(), rows, summary -> {
                Message row = byUid.remove(summary.uid());
                if (row != null) {
                    try {
                        printing.print(row, Optional.of(summary));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (!byUid.isEmpty()) {
            fail(Completion.no(Plain.EXPUNGEISSUED, "some of these messages have been deleted"));
        }
    }

    private void fail(Completion why) {
        if (failure.isEmpty()) {
            failure = Optional.of(why);
        }
    }

    /// That it cannot be written down that a message was read is no reason not to show it.
    private Map<Long, Message> see(MessageSet page) {
        MessageSet.Builder unseen = new MessageSet.Builder();
        for (int i = 0; i < page.ranges(); i++) {
            Contents.Cursor cursor = mailbox.view().cursor(page.first(i), page.last(i));
            while (cursor.next()) {
                if (!cursor.flags().has(SystemFlag.SEEN)) {
                    unseen.add(cursor.position());
                }
            }
        }
        UidSet uids = unseen.build().uids(mailbox.view());
        if (uids.isEmpty()) {
            return Map.of();
        }
        Map<Long, Message> changed = new HashMap<>();
        try {
            Flags seen = Flags.of(SystemFlag.SEEN);
            FlagChange change = new FlagChange(uids, Flags.Mode.ADD, seen, OptionalLong.empty());
            dialogue.mailboxes()
                    .setFlags(mailbox.id(), change)
                    .ifPresent(result -> result.changed().forEach(message -> changed.put(message.uid(), message)));
        } catch (StorageException e) {
            dialogue.server().unavailable(e, dialogue.connection());
        }
        return changed;
    }
}
