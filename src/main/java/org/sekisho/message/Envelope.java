package org.sekisho.message;

import java.util.List;
import java.util.Optional;

/// The header fields that a listing shows, unfolded, nothing decoded. RFC 9051 §7.5.2.
/// @param date,subject,inReplyTo,messageId the body of the field, `""` when it is there and empty
/// @param from,to,cc,bcc may be empty: the field is absent or names nobody
/// @param sender,replyTo `from` when the message has none
public record Envelope(
        Optional<RawText> date,
        Optional<RawText> subject,
        List<EnvelopeAddress> from,
        List<EnvelopeAddress> sender,
        List<EnvelopeAddress> replyTo,
        List<EnvelopeAddress> to,
        List<EnvelopeAddress> cc,
        List<EnvelopeAddress> bcc,
        Optional<RawText> inReplyTo,
        Optional<RawText> messageId) {
    public Envelope {
        from = List.copyOf(from);
        sender = sender.isEmpty() ? from : List.copyOf(sender);
        replyTo = replyTo.isEmpty() ? from : List.copyOf(replyTo);
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }
}
