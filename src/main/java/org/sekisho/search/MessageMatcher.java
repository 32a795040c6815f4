package org.sekisho.search;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Message;

/// Looks into messages themselves for what a [TextKey] asks. Holds a few KiB of a message at a time. Used by one
/// thread.
final class MessageMatcher {
    private static final int PIECE = 4_096; // chars

    private final MessageTexts source;
    private final TextKey key;
    private final char[] piece = new char[PIECE];

    MessageMatcher(MessageTexts source, TextKey key) {
        this.source = source;
        this.key = key;
    }

    /// @return false also when the message is gone
    boolean matches(MailboxId mailbox, Message message) {
        Optional<MessageTexts.Texts> opened = source.open(mailbox, message);
        if (opened.isEmpty()) {
            return false;
        }
        try (MessageTexts.Texts texts = opened.get()) {
            return matches(texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean matches(MessageTexts.Texts texts) throws IOException {
        TextMatcher matcher = new TextMatcher(key.needle());
        return switch (key) {
            case TextKey.Header header -> inHeader(texts, header.name().toLowerCase(Locale.ROOT), matcher);
            case TextKey.Body _ -> inBodies(texts, matcher);
            case TextKey.Text _ -> inHeaders(texts, matcher) || inBodies(texts, matcher);
        };
    }

    private static boolean inHeader(MessageTexts.Texts texts, String name, TextMatcher matcher) {
        for (MessageTexts.Field field : texts.ownHeaders()) {
            if (field.name().equals(name)) {
                matcher.add(field.value());
                matcher.end();
            }
        }
        return matcher.found();
    }

    private static boolean inHeaders(MessageTexts.Texts texts, TextMatcher matcher) {
        for (MessageTexts.Field field : texts.headers()) {
            if (!field.isSignature()) {
                matcher.add(field.line());
                matcher.end();
            }
        }
        return matcher.found();
    }

    private boolean inBodies(MessageTexts.Texts texts, TextMatcher matcher) throws IOException {
        Optional<Reader> body = texts.nextBody();
        while (body.isPresent() && !matcher.found()) {
            int read;
            while (!matcher.found() && (read = body.get().read(piece)) >= 0) {
                matcher.add(CharBuffer.wrap(piece, 0, read));
            }
            matcher.end();
            body = texts.nextBody();
        }
        return matcher.found();
    }
}
