package org.sekisho.imap.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.SequenceSet;
import org.sekisho.mailbox.Access;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.Rights;
import org.sekisho.mailbox.UidSet;

/// COPY and MOVE (RFC 9051 §6.4.7, §6.4.8), [Mailboxes#PAGE] messages in one commit. COPY takes the copies back when
/// it cannot make all; MOVE leaves a message where it was until it is where it shall be.
final class CopyCommand {
    private final Dialogue dialogue;
    private final SelectedMailbox mailbox;
    private final Mailboxes mailboxes;

    CopyCommand(Dialogue dialogue, SelectedMailbox mailbox) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
        this.mailboxes = dialogue.mailboxes();
    }

    private sealed interface Copied {
        record Done(UidSet from, UidSet to) implements Copied {}

        record Refused(Completion why) implements Copied {}
    }

    Completion copy(boolean uid, SequenceSet set, String target) throws IOException {
        return run(uid, set, target, false);
    }

    Completion move(boolean uid, SequenceSet set, String target) throws IOException {
        if (mailbox.readOnly()) {
            return Completion.no(Plain.READ_ONLY, "the mailbox is opened read-only");
        }
        if (!mayTakeAway()) {
            return Completion.no(Plain.NOPERM, "you may not take messages away here"); // RFC 6851 §4.1
        }
        return run(uid, set, target, true);
    }

    private Completion run(boolean uid, SequenceSet set, String target, boolean moving) throws IOException {
        Access access = dialogue.server().tree().access(dialogue.account(), target, Right.INSERT);
        if (!(access instanceof Access.Granted(Entry to))) {
            return access instanceof Access.NonExistent
                    ? Completion.no(Plain.TRYCREATE, "no such mailbox")
                    : Dialogue.refusal(access);
        }
        Optional<MessageSet> messages = mailbox.messages(uid, set);
        Optional<Head> head = mailboxes.head(to.id());
        if (messages.isEmpty()) {
            return Completion.bad("no message has such a number");
        }
        if (head.isEmpty()) {
            return Completion.no(Plain.TRYCREATE, "no such mailbox");
        }
        return moving
                ? moveAll(uid, messages.get(), to, head.get().uidValidity())
                : copyAll(uid, messages.get(), to, head.get().uidValidity());
    }

    private Completion copyAll(boolean uid, MessageSet messages, Entry to, long uidValidity) {
        UidSet from = UidSet.EMPTY;
        UidSet made = UidSet.EMPTY;
        for (MessageSet page : messages.pages(Mailboxes.PAGE)) {
            switch (transfer(uid, page.uids(mailbox.view()), to, false)) {
                case Copied.Done(var its, var copies) -> {
                    from = from.plus(its);
                    made = made.plus(copies);
                }
                case Copied.Refused(var why) -> {
                    mailboxes.expunge(to.id(), made, false);
                    return why;
                }
            }
        }
        return from.isEmpty()
                ? Completion.ok("there was nothing to copy")
                : Completion.ok(code(uidValidity, from, made), "copied");
    }

    private Completion moveAll(boolean uid, MessageSet messages, Entry to, long uidValidity) throws IOException {
        List<UidSet> pages = new ArrayList<>();
        for (MessageSet page : messages.pages(Mailboxes.PAGE)) {
            pages.add(page.uids(mailbox.view())); // positions change as messages go
        }
        for (UidSet page : pages) {
            Copied copied = transfer(uid, page, to, true);
            if (copied instanceof Copied.Refused(var why)) {
                return why;
            }
            if (copied instanceof Copied.Done(var from, var made) && !from.isEmpty()) {
                dialogue.output().ok(code(uidValidity, from, made), "moved"); // before EXPUNGE: RFC 9051 §6.4.8
                mailbox.sync(dialogue.output(), SelectedMailbox.Expunges.TOLD);
            }
        }
        return Completion.ok("moved");
    }

    private static ResponseCode code(long uidValidity, UidSet from, UidSet made) {
        return new ResponseCode.CopyUid(uidValidity, Sets.numbers(from), Sets.numbers(made));
    }

    /// Rights count that are there now: pages may be many.
    private Optional<Completion> refusal(Rights there, boolean moving) {
        if (!mailbox.rights().has(Right.READ) || (moving && !mayTakeAway())) {
            return Optional.of(Completion.no(Plain.NOPERM, "you may not do that here any more"));
        }
        return there.has(Right.INSERT)
                ? Optional.empty()
                : Optional.of(Completion.no(Plain.NOPERM, "you may not add messages there any more"));
    }

    private boolean mayTakeAway() {
        return mailbox.rights().has(Right.EXPUNGE) && mailbox.rights().has(Right.DELETE_MESSAGES);
    }

    private Copied transfer(boolean uid, UidSet uids, Entry to, boolean moving) {
        Rights there = dialogue.server().tree().rights(dialogue.account(), to);
        Optional<Completion> refusal = refusal(there, moving);
        if (refusal.isPresent()) {
            return new Copied.Refused(refusal.get());
        }
        List<Message> messages = mailboxes.messages(mailbox.id(), uids, 0, Mailboxes.PAGE);
        if (messages.size() < uids.size() && !uid) {
            return new Copied.Refused(Completion.no(Plain.EXPUNGEISSUED, "some of these messages have been deleted"));
        }
        if (messages.isEmpty()) {
            return new Copied.Done(UidSet.EMPTY, UidSet.EMPTY);
        }
        UidSet from = UidSet.of(messages.stream().mapToLong(Message::uid).toArray());
        Appended appended = moving
                ? mailboxes.move(mailbox.id(), messages, to.id(), there).appended()
                : mailboxes.copy(mailbox.id(), messages, to.id(), there);
        return switch (appended) {
            case Appended.Stored(var first) -> copied(from, first);
            case Appended.AlreadyThere(var first) -> copied(from, first);
            case Appended.OverQuota(var why) -> new Copied.Refused(Completion.no(Plain.OVERQUOTA, why));
            case Appended.TooManyKeywords() -> new Copied.Refused(FlagsText.tooManyKeywords());
            case Appended.Gone() -> new Copied.Refused(Completion.no(Plain.TRYCREATE, "no such mailbox"));
        };
    }

    private static Copied copied(UidSet from, long first) {
        return new Copied.Done(from, UidSet.range(first, first + from.size() - 1));
    }
}
