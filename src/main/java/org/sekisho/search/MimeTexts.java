package org.sekisho.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.message.MimeTree;
import org.sekisho.message.Part;
import org.sekisho.message.PartText;
import org.sekisho.store.StorageException;

/// The texts of messages as MIME wraps them: charsets, transfer encodings, encoded words and HTML are taken off. Reads
/// a message up to three times: for its structure, for the header fields of its parts, for its texts.
public final class MimeTexts implements MessageTexts {
    private final Mailboxes mailboxes;

    public MimeTexts(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    @Override
    public Optional<Texts> open(MailboxId mailbox, Message message) {
        Source source = () -> mailboxes.open(mailbox, message);
        return mailboxes.message(mailbox, message.uid()).isEmpty()
                ? Optional.empty()
                : Optional.of(new OfMessage(source, "message " + message.uid() + " of mailbox " + mailbox));
    }

    /// Where the message can be read from, as often as one likes.
    interface Source {
        InputStream open();
    }

    /// The texts of one message.
    static final class OfMessage implements Texts {
        private final Source source;
        private final String name;
        private @Nullable Part root;
        private @Nullable InputStream stream;
        private @Nullable PartText bodies;

        OfMessage(Source source, String name) {
            this.source = source;
            this.name = name;
        }

        @Override
        public List<Field> ownHeaders() {
            return reading(() -> {
                try (InputStream message = source.open()) {
                    return new HeaderTexts(message).read(true, Integer.MAX_VALUE);
                }
            });
        }

        @Override
        public List<Field> headers() {
            return reading(() -> {
                List<Part> parts = new ArrayList<>();
                collect(root(), parts);
                List<Field> fields = new ArrayList<>();
                try (InputStream message = source.open()) {
                    long at = 0;
                    HeaderTexts headers = new HeaderTexts(message);
                    for (Part part : parts) {
                        message.skipNBytes(part.header().offset() - at);
                        fields.addAll(headers.read(
                                fields.isEmpty() && part.header().offset() == 0,
                                part.header().octets()));
                        at = part.header().end();
                    }
                }
                return fields;
            });
        }

        /// Parts with a header, in order.
        private static void collect(Part part, List<Part> into) {
            if (part.header().octets() > 0) {
                into.add(part);
            }
            switch (part.content()) {
                case Part.Content.Single _ -> {}
                case Part.Content.Multipart(var parts) -> parts.forEach(child -> collect(child, into));
                case Part.Content.Message embedded -> collect(embedded.root(), into);
            }
        }

        @Override
        public Optional<Reader> nextBody() {
            return reading(() -> {
                PartText known = bodies;
                if (known == null) {
                    Part whole = root();
                    InputStream opened = source.open();
                    stream = opened;
                    known = PartText.of(opened, whole);
                    bodies = known;
                }
                return known.next();
            });
        }

        private Part root() throws IOException {
            Part known = root;
            if (known == null) {
                try (InputStream message = source.open()) {
                    known = MimeTree.parse(message).root();
                }
                root = known;
            }
            return known;
        }

        private interface Step<R> {
            R run() throws IOException;
        }

        /// A stream from the store does not break, and the octets are the same every time: what fails here always
        /// will.
        private <R> R reading(Step<R> step) {
            try {
                return step.run();
            } catch (IOException e) {
                throw new StorageException(StorageException.Kind.DAMAGED, name + " cannot be read", e);
            }
        }

        @Override
        public void close() {
            reading(() -> {
                InputStream opened = stream;
                if (opened != null) {
                    opened.close();
                }
                return true;
            });
        }
    }
}
