package org.sekisho.imap.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.sekisho.imap.FetchItem;
import org.sekisho.mailbox.Access;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.Summary;

/// What a URL of CATENATE stands for (RFC 4469 §3).
final class CatenatedPart {
    private CatenatedPart() {}

    /// @return empty: there is no such thing, or the user may not read it; the caller closes the stream
    /// @throws org.sekisho.store.StorageException it cannot be read now
    static Optional<InputStream> open(Dialogue dialogue, String url) throws IOException {
        String hostname = dialogue.server().settings().hostname();
        Optional<MessageUrl> parsed = MessageUrl.of(url, hostname);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        MessageUrl asked = parsed.get();
        Access access = dialogue.server().tree().access(dialogue.account(), asked.mailbox(), Right.READ);
        if (!(access instanceof Access.Granted(Entry entry)) || !isValid(dialogue, entry, asked)) {
            return Optional.empty();
        }
        Optional<Message> message = dialogue.mailboxes().message(entry.id(), asked.uid());
        return message.isEmpty() ? Optional.empty() : part(dialogue, entry, message.get(), asked);
    }

    private static boolean isValid(Dialogue dialogue, Entry entry, MessageUrl asked) {
        return asked.uidValidity().isEmpty()
                || dialogue.mailboxes()
                        .head(entry.id())
                        .filter(head ->
                                head.uidValidity() == asked.uidValidity().getAsLong())
                        .isPresent();
    }

    private static Optional<InputStream> part(Dialogue dialogue, Entry entry, Message message, MessageUrl asked)
            throws IOException {
        FetchItem.Body item = new FetchItem.Body(asked.section(), true, asked.partial());
        Optional<Summary> summary = MessageContent.needsSummary(item)
                ? dialogue.mailboxes().summaries(entry.id(), List.of(message)).stream()
                        .findFirst()
                : Optional.empty();
        if (MessageContent.needsSummary(item) && summary.isEmpty()) {
            return Optional.empty();
        }
        ItemContent content = new MessageContent(dialogue, entry.id(), message, summary).of(item);
        return content instanceof ItemContent.Literal literal ? Optional.of(literal.open()) : Optional.empty();
    }
}
