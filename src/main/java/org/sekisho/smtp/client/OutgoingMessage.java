package org.sekisho.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;

/// One message and those of its recipients that are reached by the same hop.
/// @param smtputf8 it needs RFC 6531 at every hop
/// @param eightBit it may hold octets above 127 (BODY=8BITMIME)
/// @param octets of the body, CRLF line ends counted
/// @param ret `FULL` or `HDRS` (RFC 3461 §4.3)
/// @param envelopeId decoded (RFC 3461 §4.4)
public record OutgoingMessage(
        ReversePath reversePath,
        boolean smtputf8,
        boolean eightBit,
        long octets,
        Optional<String> ret,
        Optional<String> envelopeId,
        List<To> recipients,
        Body body) {
    public OutgoingMessage {
        recipients = List.copyOf(recipients);
    }

    /// @param notifyOn the value of NOTIFY (RFC 3461 §4.1); empty when not asked
    /// @param originalRecipient `type;address`, decoded (RFC 3461 §4.2)
    public record To(Mailbox address, Optional<String> notifyOn, Optional<String> originalRecipient) {
        public static To of(Mailbox address) {
            return new To(address, Optional.empty(), Optional.empty());
        }
    }

    /// Opened anew for every transaction; what it throws unchecked reaches the caller of [Conversation#send].
    public interface Body {
        InputStream open() throws IOException;
    }

    /// A message without any wishes about notifications.
    public static OutgoingMessage of(ReversePath from, List<Mailbox> to, boolean eightBit, long octets, Body body) {
        return new OutgoingMessage(
                from,
                to.stream().anyMatch(Mailbox::needsUtf8)
                        || (from instanceof ReversePath.From(var mailbox) && mailbox.needsUtf8()),
                eightBit,
                octets,
                Optional.empty(),
                Optional.empty(),
                to.stream().map(To::of).toList(),
                body);
    }

    boolean needsUtf8() {
        return smtputf8
                || (reversePath instanceof ReversePath.From(var mailbox) && mailbox.needsUtf8())
                || recipients.stream().anyMatch(to -> to.address().needsUtf8());
    }
}
