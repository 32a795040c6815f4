package org.sekisho.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The messages that a message answers, for threads. RFC 5256 §3, REFERENCES.
public final class References {
    private static final int MAX_IDS = 500; // the newest: a longer way to the first one tells nothing more

    private References() {}

    /// The ids in References; when it has none the first one in In-Reply-To.
    /// @return the oldest first
    public static List<MessageId> of(MimeTree message) {
        List<MessageId> ids = message.references().map(References::ids).orElse(List.of());
        return ids.isEmpty()
                ? message.envelope().inReplyTo().map(References::ids).orElse(List.of()).stream()
                        .limit(1)
                        .toList()
                : ids.subList(Math.max(0, ids.size() - MAX_IDS), ids.size());
    }

    /// The message's own id.
    public static Optional<MessageId> id(Envelope envelope) {
        return envelope.messageId().flatMap(field -> ids(field).stream().findFirst());
    }

    /// All `<left@right>` in a field, without white space and quotes, so that the same id always is the same
    /// text (RFC 5256 §3: quoted or not is the same).
    private static List<MessageId> ids(RawText field) {
        List<MessageId> ids = new ArrayList<>();
        FieldScanner scanner = new FieldScanner(field.octets());
        while (!scanner.atEnd()) {
            scanner.skipSpace();
            if (scanner.take('<')) {
                id(scanner).ifPresent(ids::add);
            } else if (scanner.peek() == '"') {
                scanner.quoted();
            } else {
                scanner.skip();
            }
        }
        return ids;
    }

    private static Optional<MessageId> id(FieldScanner scanner) {
        StringBuilder id = new StringBuilder("<");
        while (!scanner.atEnd() && scanner.peek() != '>' && scanner.peek() != '<') {
            scanner.skipSpace();
            if (scanner.peek() == '"') {
                id.append(scanner.quoted());
            } else if (scanner.peek() != '>' && scanner.peek() != '<' && !scanner.atEnd()) {
                id.append(scanner.peek());
                scanner.skip();
            }
        }
        int at = id.indexOf("@");
        boolean whole = scanner.take('>') && at > 1 && at < id.length() - 1;
        return whole ? Optional.of(new MessageId(id.append('>').toString())) : Optional.empty();
    }
}
