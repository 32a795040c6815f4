package org.sekisho.imap.server;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.imap.FetchItem;
import org.sekisho.imap.FetchItem.Attribute;
import org.sekisho.imap.FetchResponse;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.Message;

/// Prints the FETCH response of one message after the other, always with the same items (RFC 9051 §7.5.2). Everything
/// that can go wrong is done before the response begins. Used by one thread.
final class FetchedMessage {
    private final Dialogue dialogue;
    private final List<FetchItem> items;
    private final boolean uidOnly;
    private final SelectedMailbox mailbox;

    FetchedMessage(Dialogue dialogue, SelectedMailbox mailbox, List<FetchItem> items) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
        this.items = items;
        this.uidOnly = dialogue.user().has(Feature.UIDONLY);
    }

    /// Whether a view knows it.
    static boolean isInMemory(FetchItem item) {
        return item instanceof Attribute attribute
                && switch (attribute) {
                    case FLAGS, INTERNALDATE, UID, RFC822_SIZE, MODSEQ, SAVEDATE, THREADID -> true;
                    case BODY, BODYSTRUCTURE, ENVELOPE, RFC822, RFC822_HEADER, RFC822_TEXT, EMAILID -> false;
                };
    }

    /// What a view knows.
    void print(Contents.Cursor message) {
        FetchResponse response = begin(message);
        for (FetchItem item : items) {
            known(response, (Attribute) item, message, null);
        }
        response.end();
    }

    /// @param now its row after this command has changed its flags, which are then told
    /// @return what of it could not be shown
    Optional<Completion> print(Contents.Cursor message, MessageContent content, Optional<Message> now)
            throws IOException {
        List<ItemContent> contents = new ArrayList<>();
        for (FetchItem item : items) {
            contents.add(content.of(item));
        }
        FetchResponse response = begin(message);
        for (int i = 0; i < contents.size(); i++) {
            switch (contents.get(i)) {
                case ItemContent.Known() -> known(response, (Attribute) items.get(i), message, now.orElse(null));
                case ItemContent.Printed printed -> printed.print(response);
                case ItemContent.Literal literal -> literal.print(response, dialogue);
            }
        }
        if (now.isPresent() && !items.contains(Attribute.FLAGS)) {
            response.flags(mailbox.flagsText(message.uid(), now.get().flags()));
            if (dialogue.user().has(Feature.CONDSTORE) && !items.contains(Attribute.MODSEQ)) {
                response.modSeq(now.get().modSeq());
            }
        }
        response.end();
        return content.failure();
    }

    private FetchResponse begin(Contents.Cursor message) {
        FetchResponse response = dialogue.output().fetch();
        return uidOnly ? response.beginUid(message.uid()) : response.begin(message.position());
    }

    private void known(FetchResponse response, Attribute attribute, Contents.Cursor message, @Nullable Message now) {
        switch (attribute) {
            case FLAGS -> response.flags(mailbox.flagsText(message.uid(), now == null ? message.flags() : now.flags()));
            case UID -> response.uid(message.uid());
            case MODSEQ -> response.modSeq(now == null ? message.modSeq() : now.modSeq());
            case RFC822_SIZE -> response.size(message.octets());
            case INTERNALDATE ->
                response.internalDate(
                        Instant.ofEpochSecond(message.internalDate()).atOffset(ZoneOffset.UTC));
            case SAVEDATE ->
                response.saveDate(
                        Optional.of(Instant.ofEpochSecond(message.saveDate()).atOffset(ZoneOffset.UTC)));
            case THREADID -> response.threadId(Optional.empty());
            case BODY, BODYSTRUCTURE, ENVELOPE, RFC822, RFC822_HEADER, RFC822_TEXT, EMAILID ->
                throw new IllegalStateException(attribute + " is not in memory");
        }
    }
}
