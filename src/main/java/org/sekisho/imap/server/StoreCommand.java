package org.sekisho.imap.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.address.SyntaxError;
import org.sekisho.imap.Command;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.SequenceSet;
import org.sekisho.imap.StoreFlags;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.FlagChange;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.Rights;
import org.sekisho.mailbox.UidSet;

/// STORE and UID STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3), [Mailboxes#PAGE] messages after the other: each page is
/// on disk before it is told.
final class StoreCommand {
    private final Dialogue dialogue;
    private final SelectedMailbox mailbox;

    StoreCommand(Dialogue dialogue, SelectedMailbox mailbox) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
    }

    Completion run(Command.Store command) throws IOException {
        if (mailbox.readOnly()) {
            return Completion.no(Plain.READ_ONLY, "the mailbox is opened read-only");
        }
        Flags flags;
        try {
            flags = FlagsText.parse(command.flags().flags());
        } catch (SyntaxError e) {
            return Completion.bad(String.valueOf(e.getMessage()));
        }
        Flags allowed = mailbox.rights().mayChange(flags);
        if (allowed.equals(Flags.NONE) && !flags.equals(Flags.NONE)) {
            return Completion.no(Plain.NOPERM, "you may not change these flags"); // RFC 4314 §4
        }
        Optional<MessageSet> messages = mailbox.messages(command.uid(), command.set());
        if (messages.isEmpty()) {
            return Completion.bad("no message has such a number");
        }
        if (tooManyKeywords(messages.get(), command.flags().mode(), allowed)) {
            return Completion.no(Plain.LIMIT, "at most " + Flags.MAX_KEYWORDS + " keywords on one message");
        }
        if (command.unchangedSince().isPresent()) {
            dialogue.user().enable(Feature.CONDSTORE); // RFC 7162 §3.1
        }
        return store(command, messages.get(), allowed);
    }

    private boolean tooManyKeywords(MessageSet messages, StoreFlags.Mode mode, Flags flags) {
        if (mode != StoreFlags.Mode.ADD || flags.keywords().isEmpty()) {
            return false;
        }
        for (int i = 0; i < messages.ranges(); i++) {
            Contents.Cursor cursor = mailbox.view().cursor(messages.first(i), messages.last(i));
            while (cursor.next()) {
                if (!fits(cursor.flags().keywords(), flags.keywords())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fits(List<String> some, List<String> more) {
        if (some.size() + more.size() <= Flags.MAX_KEYWORDS) {
            return true;
        }
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(some);
        all.addAll(more);
        return all.size() <= Flags.MAX_KEYWORDS;
    }

    /// Rights count that are there when a page's turn has come.
    private Completion store(Command.Store command, MessageSet messages, Flags flags) throws IOException {
        UidSet all = messages.uids(mailbox.view());
        UidSet modified = UidSet.EMPTY;
        boolean gone = false;
        for (MessageSet page : messages.pages(Mailboxes.PAGE)) {
            Rights rights = mailbox.rights();
            if (!rights.has(Right.READ)) {
                return Completion.no(Plain.NOPERM, "you may not read here any more");
            }
            Contents before = mailbox.view();
            UidSet uids = page.uids(before);
            FlagChange.Result result = change(command, uids, flags, rights);
            modified = modified.plus(result.modified());
            gone |= result.changed().size() + result.modified().size() < uids.size();
            tell(command.flags(), before, result, flags);
            if (result.full()) {
                return FlagsText.tooManyKeywords();
            }
        }
        if (!modified.isEmpty()) {
            SequenceSet.Numbers rest = command.uid()
                    ? Sets.numbers(modified)
                    : MessageSet.of(mailbox.view(), modified).numbers();
            return Completion.ok(new ResponseCode.Modified(rest), "others had changed some"); // RFC 7162 §3.1.3
        }
        return gone && !command.uid()
                ? Completion.no(Plain.EXPUNGEISSUED, "some of these messages have been deleted")
                : Completion.ok("stored for " + all.size());
    }

    private FlagChange.Result change(Command.Store command, UidSet uids, Flags flags, Rights rights)
            throws IOException {
        Flags.Mode mode = FlagsText.mode(command.flags().mode());
        FlagChange change = new FlagChange(uids, mode, flags, command.unchangedSince(), rights);
        return dialogue.mailboxes().setFlags(mailbox.id(), change).orElseThrow(SelectedMailbox.Gone::new);
    }

    /// With SILENT the client is told only what it cannot know: what others have done to the flags before.
    private void tell(StoreFlags asked, Contents before, FlagChange.Result result, Flags flags) throws IOException {
        Map<Long, Message> changed = new HashMap<>();
        result.changed().forEach(message -> changed.put(message.uid(), message));
        Flags.Mode mode = FlagsText.mode(asked.mode());
        if (!asked.silent()) {
            for (Message message : result.changed()) {
                int position = before.positionOf(message.uid());
                mailbox.flags(dialogue.output(), position, message.uid(), message.flags(), message.modSeq());
                dialogue.output().spill();
            }
        }
        mailbox.sync(dialogue.output(), SelectedMailbox.Expunges.KEPT, (uid, modSeq, now) -> {
            Message ours = changed.get(uid);
            if (ours == null || ours.modSeq() != modSeq) {
                return SelectedMailbox.Known.Telling.ALL;
            }
            if (!asked.silent()) {
                return SelectedMailbox.Known.Telling.NOTHING;
            }
            int position = before.positionOf(uid);
            boolean expected =
                    position > 0 && before.flagsAt(position).after(mode, flags).equals(now);
            return expected ? SelectedMailbox.Known.Telling.MODSEQ : SelectedMailbox.Known.Telling.ALL;
        });
    }
}
