package org.sekisho.imap.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sekisho.imap.FetchResponse;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.SequenceSet;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.Differences;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Keywords;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxTree;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Positions;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.Rights;
import org.sekisho.mailbox.UidSet;

/// The mailbox a session has selected, as its client knows it: messages are numbered by the [Contents] the client
/// was told of, and [#sync] tells it what is different now. Used by one thread at a time.
final class SelectedMailbox {
    /// Another session has deleted it, or its UIDs mean something else now. There is no way to tell a client but to
    /// end the session (RFC 2180 §3.3).
    static final class Gone extends IOException {
        Gone() {
            super("the mailbox was deleted");
        }

        /// @param why the session ends, for the client
        Gone(String why) {
            super(why);
        }
    }

    /// Whether the client may hear of messages that are gone (RFC 9051 §7.5.1).
    enum Expunges {
        TOLD,
        KEPT
    }

    /// What a client knows already, because it was told or did it itself.
    interface Known {
        Known NOTHING = (_, _, _) -> Telling.ALL;

        enum Telling {
            ALL,
            /// The flags are as the client thinks; the modification sequence is not.
            MODSEQ,
            NOTHING
        }

        /// @param flags as they are now
        Telling tell(long uid, long modSeq, Flags flags);
    }

    private final Mailboxes mailboxes;
    private final MailboxTree tree;
    private final Entry entry;
    private final User user;
    private final boolean readOnly;
    private Keywords keywords;
    private final FlagsText flagsText = new FlagsText();
    private Contents view;
    private UidSet saved = UidSet.EMPTY;
    private UidSet recent = UidSet.EMPTY;

    /// Up to this modification sequence the client has been told of everything; beyond it, of all but expunges.
    private long settled;

    private boolean keepsBack;

    /// @param view what the client is told with the answer to SELECT
    SelectedMailbox(Dialogue dialogue, Entry entry, boolean readOnly, Contents view) {
        this.mailboxes = dialogue.mailboxes();
        this.tree = dialogue.server().tree();
        this.entry = entry;
        this.user = dialogue.user();
        this.readOnly = readOnly;
        this.view = view;
        this.keywords = view.keywords();
        this.recent = takeRecent(view.uidNext());
        this.settled = view.highestModSeq();
    }

    MailboxId id() {
        return entry.id();
    }

    /// As it was when it was selected.
    Entry entry() {
        return entry;
    }

    /// What the user may do now.
    Rights rights() {
        return tree.rights(user.account(), entry);
    }

    boolean readOnly() {
        return readOnly;
    }

    /// As the client knows it.
    Contents view() {
        return view;
    }

    /// Those that the client has heard of and that are in use, or were until it is told that they are not.
    Keywords keywords() {
        return keywords;
    }

    /// Messages this session was the first to be told of, gone ones included (RFC 3501 §2.3.2); none in IMAP4rev2,
    /// which has dropped \Recent.
    UidSet recent() {
        return user.has(Feature.IMAP4REV2) ? UidSet.EMPTY : recent;
    }

    int countRecent() {
        return MessageSet.of(view, recent()).size();
    }

    /// Takes what nobody has been told of below `uidNext`; who only looks leaves it to the next one.
    private UidSet takeRecent(long uidNext) {
        if (user.has(Feature.IMAP4REV2)) {
            return UidSet.EMPTY;
        }
        long first = readOnly ? mailboxes.firstRecent(id()) : mailboxes.claimRecent(id(), uidNext);
        return first < uidNext ? UidSet.range(first, uidNext - 1) : UidSet.EMPTY;
    }

    /// As this session shows them.
    List<String> flagsText(long uid, Flags flags) {
        return recent().contains(uid) ? FlagsText.recent(flags) : flagsText.of(flags);
    }

    /// `$`: what the last search with SAVE has found (RFC 9051 §6.4.4.1).
    UidSet saved() {
        return saved;
    }

    void save(UidSet found) {
        saved = found;
    }

    /// The messages a command means.
    /// @return empty: a number beyond the end
    Optional<MessageSet> messages(boolean uid, SequenceSet set) {
        return switch (set) {
            case SequenceSet.SavedResult() -> Optional.of(MessageSet.of(view, saved));
            case SequenceSet.Numbers numbers ->
                uid ? Optional.of(MessageSet.ofUids(view, numbers)) : MessageSet.ofPositions(view, numbers);
        };
    }

    /// Whether some messages of the view are gone by now, of which nobody can tell more than what the view knows.
    boolean lacksSome() {
        return mailboxes
                .contents(entry.id())
                .map(now -> now != view && !view.differences(now).vanished().isEmpty())
                .orElse(true);
    }

    /// Tells the client what has changed.
    /// @throws Gone there is no such mailbox any more
    void sync(Output output, Expunges expunges) throws IOException {
        sync(output, expunges, Known.NOTHING);
    }

    void sync(Output output, Expunges expunges, Known known) throws IOException {
        if (!rights().has(Right.READ)) {
            return; // taken back: nothing is told any more (RFC 4314 §4)
        }
        Contents now = mailboxes.contents(entry.id()).orElseThrow(Gone::new);
        if (now == view) {
            return;
        }
        if (now.uidValidity() != view.uidValidity()) {
            throw new Gone();
        }
        Contents next = expunges == Expunges.KEPT ? now.keeping(view) : now;
        Differences differences = view.differences(next);
        int recentBefore = countRecent();
        if (!differences.added().isEmpty()) {
            recent = recent.plus(takeRecent(next.uidNext()));
        }
        vanished(output, differences);
        view = next;
        if (!differences.added().isEmpty()) {
            output.responses().exists(next.size());
        }
        tellRecent(output, differences, recentBefore);
        tellKeywords(output, keywords.plus(next.keywords().words()));
        for (int i = 0; i < differences.changed().size(); i++) {
            changed(output, differences.changed().at(i), known);
            output.spill();
        }
        tellKeywords(output, next.keywords()); // nobody thinks any more that some message has the others
        keepsBack = next != now;
        if (!keepsBack) {
            settled = now.highestModSeq();
        }
    }

    /// Before the end of a command that may have told modification sequences higher than that of an expunge which is
    /// kept back: from there the client would ask anew, and never hear of it (RFC 7162 §6).
    void tellSettled(Output output) {
        if (keepsBack && user.has(Feature.QRESYNC)) {
            output.ok(new ResponseCode.HighestModSeq(settled), "not all that came then is told");
        }
    }

    /// With every EXISTS, and when one that was recent is gone (RFC 3501 §7.3.2).
    private void tellRecent(Output output, Differences differences, int before) {
        int now = countRecent();
        if (!user.has(Feature.IMAP4REV2)
                && (now != before || !differences.added().isEmpty())) {
            output.responses().recent(now);
        }
    }

    private void vanished(Output output, Differences differences) throws IOException {
        if (differences.vanished().isEmpty()) {
            return;
        }
        saved = saved.minus(differences.vanishedUids());
        if (user.has(Feature.QRESYNC) || user.has(Feature.UIDONLY)) {
            output.responses().vanished(false, Sets.numbers(differences.vanishedUids()));
            return;
        }
        Positions positions = differences.vanished();
        for (int i = positions.size() - 1; i >= 0; i--) { // the last first, so that the others keep their numbers
            output.responses().expunge(positions.at(i));
            output.spill();
        }
    }

    /// Before one is used for the first time (RFC 9051 §7.3.3), and when no more, or more again, can be made.
    /// That some are not in use any more is no news, but they are not told the next time.
    private void tellKeywords(Output output, Keywords now) {
        boolean news = !keywords.has(now) || keywords.mayGrow() != now.mayGrow();
        keywords = now;
        if (!news) {
            return;
        }
        output.responses().flags(FlagsText.all(now));
        if (!readOnly && entry.rights().has(Right.WRITE)) {
            output.ok(FlagsText.permanent(now), "these can be kept");
        }
    }

    private void changed(Output output, int position, Known known) {
        long uid = view.uidAt(position);
        long modSeq = view.modSeqAt(position);
        Flags flags = view.flagsAt(position);
        switch (known.tell(uid, modSeq, flags)) {
            case ALL -> flags(output, position, uid, flags, modSeq);
            case MODSEQ -> {
                if (user.has(Feature.CONDSTORE)) {
                    begin(output, position, uid).modSeq(modSeq).end();
                }
            }
            case NOTHING -> {}
        }
    }

    /// `* 3 FETCH (UID 17 FLAGS (\Seen) MODSEQ (4))`
    void flags(Output output, int position, long uid, Flags flags, long modSeq) {
        tellKeywords(output, keywords.plus(flags.keywords()));
        FetchResponse response = begin(output, position, uid).flags(flagsText(uid, flags));
        if (user.has(Feature.CONDSTORE)) {
            response.modSeq(modSeq);
        }
        response.end();
    }

    private FetchResponse begin(Output output, int position, long uid) {
        return user.has(Feature.UIDONLY)
                ? output.fetch().beginUid(uid)
                : output.fetch().begin(position).uid(uid);
    }
}
