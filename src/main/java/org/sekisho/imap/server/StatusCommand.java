package org.sekisho.imap.server;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.imap.StatusItem;
import org.sekisho.mailbox.Access;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.SystemFlag;

/// STATUS (RFC 9051 §6.3.11), for LIST-STATUS and NOTIFY, too. Costs one look at the store, but for RECENT and
/// DELETED-STORAGE.
final class StatusCommand {
    private final Dialogue dialogue;

    StatusCommand(Dialogue dialogue) {
        this.dialogue = dialogue;
    }

    Completion run(String name, List<StatusItem> items) throws IOException {
        Access access = dialogue.server().tree().access(dialogue.account(), name, Right.READ);
        if (!(access instanceof Access.Granted(Entry entry))) {
            return Dialogue.refusal(access);
        }
        return tell(name, entry, items) ? Completion.ok("status told") : Dialogue.refusal(new Access.NonExistent());
    }

    /// `* STATUS name (…)`
    /// @return false: the mailbox is gone
    boolean tell(String name, Entry entry, List<StatusItem> items) throws IOException {
        Optional<Head> head = dialogue.mailboxes().head(entry.id());
        if (head.isEmpty()) {
            return false;
        }
        if (items.contains(StatusItem.HIGHESTMODSEQ)) {
            dialogue.user().enable(Feature.CONDSTORE); // RFC 7162 §3.1
        }
        Map<StatusItem, Long> values = new LinkedHashMap<>();
        for (StatusItem item : items) {
            if (item != StatusItem.MAILBOXID) {
                values.put(item, value(item, entry, head.get()));
            }
        }
        Optional<String> id =
                items.contains(StatusItem.MAILBOXID) ? Optional.of(entry.id().value()) : Optional.empty();
        dialogue.responses().status(name, values, id);
        dialogue.output().spill();
        return true;
    }

    private long value(StatusItem item, Entry entry, Head head) {
        return switch (item) {
            case MESSAGES -> head.messages();
            case RECENT -> recent(entry, head);
            case MAILBOXID -> 0;
            case UIDNEXT -> head.uidNext();
            case UIDVALIDITY -> head.uidValidity();
            case UNSEEN -> head.unseen();
            case DELETED -> head.deleted();
            case SIZE -> head.octets();
            case HIGHESTMODSEQ -> head.highestModSeq();
            case APPENDLIMIT -> dialogue.server().settings().messageOctets();
            case DELETED_STORAGE -> head.deleted() == 0 ? 0 : deletedOctets(entry);
        };
    }

    /// Those that whoever selects the mailbox next will be the first to hear of.
    private long recent(Entry entry, Head head) {
        long first = dialogue.mailboxes().firstRecent(entry.id());
        if (first >= head.uidNext()) {
            return 0;
        }
        Optional<Contents> contents = dialogue.mailboxes().contents(entry.id());
        return contents.map(its -> its.size() - its.positionFrom(first) + 1).orElse(0);
    }

    /// RFC 9208 §4.1.4.
    private long deletedOctets(Entry entry) {
        Optional<Contents> contents = dialogue.mailboxes().contents(entry.id());
        long octets = 0;
        if (contents.isPresent()) {
            Contents.Cursor cursor = contents.get().cursor();
            while (cursor.next()) {
                octets += cursor.flags().has(SystemFlag.DELETED) ? cursor.octets() : 0;
            }
        }
        return octets;
    }
}
