package org.sekisho.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;

/// Texts of messages that are plain UTF-8, for tests: fields up to an empty line, and bodies with a form feed between
/// them. Counts how many messages were read.
final class PlainTexts implements MessageTexts {
    private final Mailboxes mailboxes;
    private final AtomicLong opened = new AtomicLong();

    PlainTexts(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    /// Messages read since the last call.
    long opened() {
        return opened.getAndSet(0);
    }

    @Override
    public Optional<Texts> open(MailboxId mailbox, Message message) {
        opened.incrementAndGet();
        try (InputStream stream = mailboxes.open(mailbox, message)) {
            return Optional.of(of(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Texts of(String message) {
        String[] halves = message.split("\r\n\r\n", 2);
        List<Field> fields = new ArrayList<>();
        for (String line : halves[0].split("\r\n", -1)) {
            String[] field = line.split(": ", 2);
            fields.add(new Field(true, field[0], field.length > 1 ? field[1] : ""));
        }
        Iterator<String> bodies = halves.length > 1
                ? Arrays.asList(halves[1].split("\f", -1)).iterator()
                : List.<String>of().iterator();
        return new Texts() {
            @Override
            public List<Field> ownHeaders() {
                return fields;
            }

            @Override
            public List<Field> headers() {
                return fields;
            }

            @Override
            public Optional<Reader> nextBody() {
                return bodies.hasNext() ? Optional.of(new StringReader(bodies.next())) : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }
}
