package org.sekisho.imap.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sekisho.imap.SelectParameters.QResync;
import org.sekisho.imap.SelectParameters.SequenceMatch;
import org.sekisho.imap.SequenceSet;
import org.sekisho.mailbox.Changes;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.UidSet;

/// Tells a client that was away what has changed: which messages are gone, and the flags of those that changed (RFC
/// 7162 §3.2.5, §3.2.6).
final class Resynchronization {
    private final Dialogue dialogue;
    private final SelectedMailbox mailbox;
    private final Contents view;

    Resynchronization(Dialogue dialogue, SelectedMailbox mailbox) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
        this.view = mailbox.view();
    }

    void since(QResync known) throws IOException {
        UidSet asked = known.knownUids().map(this::uids).orElseGet(this::given);
        UidSet gone = vanished(known.modSeq(), asked, known.match());
        if (!gone.isEmpty()) {
            dialogue.responses().vanished(true, Sets.numbers(gone));
        }
        Contents.Cursor cursor = view.cursor();
        while (cursor.next()) {
            if (cursor.modSeq() > known.modSeq() && asked.contains(cursor.uid())) {
                mailbox.flags(dialogue.output(), cursor.position(), cursor.uid(), cursor.flags(), cursor.modSeq());
                dialogue.output().spill();
            }
        }
    }

    private UidSet given() {
        return view.uidNext() > 1 ? UidSet.range(1, view.uidNext() - 1) : UidSet.EMPTY;
    }

    private UidSet uids(SequenceSet.Numbers numbers) {
        return Sets.uids(numbers, Math.max(1, view.uidNext() - 1));
    }

    /// Which of these UIDs have gone since; those that were never given are left out. When the log does not reach
    /// back that far, all that are not there (RFC 7162 §3.2.5.1).
    UidSet vanished(long modSeq, UidSet asked, Optional<SequenceMatch> match) {
        UidSet wanted = asked.and(given());
        return switch (dialogue.mailboxes().changesSince(mailbox.id(), modSeq)) {
            case Changes.Since since -> gone(since.vanished().and(wanted));
            case Changes.TooOld _, Changes.Gone _ ->
                wanted.minus(MessageSet.all(view).uids(view)).minus(same(match));
        };
    }

    /// What went a moment ago is in the view, and is told by a VANISHED that counts (RFC 7162 §3.2.10).
    private UidSet gone(UidSet vanished) {
        return vanished.minus(MessageSet.of(view, vanished).uids(view));
    }

    /// RFC 7162 §3.2.5.2: below the last number for which the client has the UID that we have, nothing is gone.
    private UidSet same(Optional<SequenceMatch> match) {
        if (match.isEmpty()) {
            return UidSet.EMPTY;
        }
        List<SequenceSet.Range> numbers = match.get().sequences().ranges(view.size());
        List<SequenceSet.Range> uids = match.get().uids().ranges(view.uidNext());
        long last = 0;
        int at = 0;
        long uid = uids.isEmpty() ? 0 : uids.getFirst().first();
        for (SequenceSet.Range range : numbers) {
            for (long number = range.first(); number <= range.last(); number++) {
                if (number > view.size() || at >= uids.size() || view.uidAt((int) number) != uid) {
                    return last == 0 ? UidSet.EMPTY : UidSet.range(1, last);
                }
                last = uid;
                if (uid == uids.get(at).last()) {
                    at++;
                    uid = at < uids.size() ? uids.get(at).first() : 0;
                } else {
                    uid++;
                }
            }
        }
        return last == 0 ? UidSet.EMPTY : UidSet.range(1, last);
    }
}
