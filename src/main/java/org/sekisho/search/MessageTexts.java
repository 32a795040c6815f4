package org.sekisho.search;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Message;

/// Gives the decoded texts of messages: what one can look for in them. Safe from any thread.
public interface MessageTexts {
    /// @return empty: the message is gone
    /// @throws org.sekisho.store.StorageException it cannot be read now
    Optional<Texts> open(MailboxId mailbox, Message message);

    /// The texts of one message. Used by one thread.
    interface Texts extends AutoCloseable {
        /// The header fields of the message itself, in their order.
        List<Field> ownHeaders();

        /// All header fields in their order, of the message, of its parts and of messages in it.
        List<Field> headers();

        /// The next part that is text, in its order; read the one before to its end, or do not care for the rest.
        /// @return empty after the last one
        Optional<Reader> nextBody() throws IOException;

        @Override
        void close();
    }

    /// One header field.
    /// @param own of the message itself
    /// @param name in lower case
    /// @param value unfolded, encoded words decoded
    record Field(boolean own, String name, String value) {
        public Field {
            name = name.toLowerCase(Locale.ROOT);
        }

        boolean isSignature() {
            return MessageTexts.isSignature(name);
        }

        /// As TEXT looks at it.
        String line() {
            return name + ": " + value;
        }
    }

    /// Fields that hold nothing but signatures (RFC 6376, 8617). Nobody looks for words in them, and nearly
    /// every term of theirs would be a new one.
    Set<String> SIGNATURES = Set.of(
            "dkim-signature", "x-google-dkim-signature", "domainkey-signature", "arc-message-signature", "arc-seal");

    /// @param name of a field, in any case
    static boolean isSignature(String name) {
        return SIGNATURES.contains(name.toLowerCase(Locale.ROOT));
    }
}
