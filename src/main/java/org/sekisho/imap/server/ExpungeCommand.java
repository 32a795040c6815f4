package org.sekisho.imap.server;

import java.io.IOException;
import org.sekisho.imap.Command;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.SystemFlag;
import org.sekisho.mailbox.UidSet;

/// EXPUNGE and UID EXPUNGE (RFC 9051 §6.4.3, §6.4.9), and what CLOSE does of them. What is gone is told by
/// [SelectedMailbox#sync].
final class ExpungeCommand {
    private final Dialogue dialogue;
    private final SelectedMailbox mailbox;

    ExpungeCommand(Dialogue dialogue, SelectedMailbox mailbox) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
    }

    Completion run(Command.Expunge command) throws IOException {
        if (mailbox.readOnly()) {
            return Completion.no(Plain.READ_ONLY, "the mailbox is opened read-only");
        }
        if (!mailbox.rights().has(Right.EXPUNGE)) {
            return Completion.no(Plain.NOPERM, "you may not expunge here");
        }
        UidSet asked = command.uids()
                .map(set -> mailbox.messages(true, set).orElseThrow().uids(mailbox.view()))
                .orElseGet(this::deleted);
        UidSet gone = asked.isEmpty() ? asked : dialogue.mailboxes().expunge(mailbox.id(), asked, true);
        mailbox.sync(dialogue.output(), SelectedMailbox.Expunges.TOLD);
        String done = "expunged " + gone.size();
        return dialogue.user().has(Feature.QRESYNC) && !gone.isEmpty()
                ? Completion.ok(new ResponseCode.HighestModSeq(mailbox.view().highestModSeq()), done) // RFC 7162 §3.2.7
                : Completion.ok(done);
    }

    /// CLOSE: nobody is told.
    void silently() {
        if (!mailbox.readOnly() && mailbox.rights().has(Right.EXPUNGE)) {
            UidSet deleted = deleted();
            if (!deleted.isEmpty()) {
                dialogue.mailboxes().expunge(mailbox.id(), deleted, true);
            }
        }
    }

    /// What is marked now, also by others since this client heard last. The messages say it again when they go.
    private UidSet deleted() {
        Contents now = dialogue.mailboxes().contents(mailbox.id()).orElse(mailbox.view());
        if (now.countDeleted() == 0) {
            return UidSet.EMPTY;
        }
        MessageSet.Builder marked = new MessageSet.Builder();
        Contents.Cursor cursor = now.cursor();
        while (cursor.next()) {
            if (cursor.flags().has(SystemFlag.DELETED)) {
                marked.add(cursor.position());
            }
        }
        return marked.build().uids(now);
    }
}
