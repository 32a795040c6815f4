package org.sekisho.mailbox;

import java.util.List;
import java.util.Optional;
import org.sekisho.message.Envelope;
import org.sekisho.message.EnvelopeAddress;
import org.sekisho.message.RawText;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// How an envelope is stored.
final class EnvelopeRow {
    private EnvelopeRow() {}

    static void write(Envelope envelope, Encoder encoder) {
        text(encoder, envelope.date());
        text(encoder, envelope.subject());
        encoder.list(envelope.from(), EnvelopeRow::address);
        encoder.list(sameAs(envelope.from(), envelope.sender()), EnvelopeRow::address);
        encoder.list(sameAs(envelope.from(), envelope.replyTo()), EnvelopeRow::address);
        encoder.list(envelope.to(), EnvelopeRow::address);
        encoder.list(envelope.cc(), EnvelopeRow::address);
        encoder.list(envelope.bcc(), EnvelopeRow::address);
        text(encoder, envelope.inReplyTo());
        text(encoder, envelope.messageId());
    }

    /// What an envelope takes from `from` by itself is not stored.
    private static List<EnvelopeAddress> sameAs(List<EnvelopeAddress> from, List<EnvelopeAddress> addresses) {
        return addresses.equals(from) ? List.of() : addresses;
    }

    static Envelope read(Decoder decoder) {
        return new Envelope(
                text(decoder),
                text(decoder),
                decoder.list(EnvelopeRow::address),
                decoder.list(EnvelopeRow::address),
                decoder.list(EnvelopeRow::address),
                decoder.list(EnvelopeRow::address),
                decoder.list(EnvelopeRow::address),
                decoder.list(EnvelopeRow::address),
                text(decoder),
                text(decoder));
    }

    private static void address(Encoder encoder, EnvelopeAddress address) {
        switch (address) {
            case EnvelopeAddress.Single single -> single(encoder.flag(false), single);
            case EnvelopeAddress.Group group ->
                encoder.flag(true).bytes(group.name().toBytes()).list(group.members(), EnvelopeRow::single);
        }
    }

    private static EnvelopeAddress address(Decoder decoder) {
        return decoder.flag()
                ? new EnvelopeAddress.Group(raw(decoder), decoder.list(EnvelopeRow::single))
                : single(decoder);
    }

    private static void single(Encoder encoder, EnvelopeAddress.Single single) {
        text(encoder, single.name());
        text(encoder, single.route());
        encoder.bytes(single.mailbox().toBytes()).bytes(single.host().toBytes());
    }

    private static EnvelopeAddress.Single single(Decoder decoder) {
        return new EnvelopeAddress.Single(text(decoder), text(decoder), raw(decoder), raw(decoder));
    }

    static void text(Encoder encoder, Optional<RawText> text) {
        encoder.optional(text, (to, value) -> to.bytes(value.toBytes()));
    }

    static Optional<RawText> text(Decoder decoder) {
        return decoder.optional(EnvelopeRow::raw);
    }

    static RawText raw(Decoder decoder) {
        byte[] octets = decoder.bytes();
        return decoder.checked(() -> RawText.of(octets));
    }
}
