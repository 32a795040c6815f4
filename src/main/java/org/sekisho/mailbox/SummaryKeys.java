package org.sekisho.mailbox;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.sekisho.message.BaseSubject;
import org.sekisho.message.EncodedWords;
import org.sekisho.message.Envelope;
import org.sekisho.message.EnvelopeAddress;
import org.sekisho.message.MessageId;
import org.sekisho.message.MimeTree;
import org.sekisho.message.RawText;
import org.sekisho.message.References;
import org.sekisho.message.SentDate;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// What messages are sorted and threaded by. RFC 5256, RFC 5957. Texts are decoded, not folded.
/// @param sent in the sender's zone; empty when Date names no day
/// @param id normalised, when it has a valid one
/// @param references what it answers, normalised, the oldest first
/// @param from,to,cc the first of each field
public record SummaryKeys(
        BaseSubject subject,
        Optional<OffsetDateTime> sent,
        Optional<MessageId> id,
        List<MessageId> references,
        Person from,
        Person to,
        Person cc) {
    /// One address, as the sort keys want it.
    /// @param mailbox the local part, or the name of a group; empty when the field is (RFC 5256 §3)
    /// @param display the name, or the address when it has none (RFC 5957 §2)
    public record Person(String mailbox, String display) {
        private static final Person NOBODY = new Person("", "");

        static Person first(List<EnvelopeAddress> addresses) {
            return addresses.isEmpty() ? NOBODY : of(addresses.getFirst());
        }

        private static Person of(EnvelopeAddress address) {
            return switch (address) {
                case EnvelopeAddress.Group group -> {
                    String name = EncodedWords.decode(group.name());
                    yield new Person(name, name);
                }
                case EnvelopeAddress.Single single -> {
                    String mailbox = single.mailbox().text();
                    String name =
                            single.name().map(EncodedWords::decode).orElse("").strip();
                    yield new Person(
                            mailbox,
                            name.isEmpty() ? mailbox + "@" + single.host().text() : name);
                }
            };
        }

        void writeTo(Encoder encoder) {
            encoder.text(mailbox).text(display);
        }

        static Person readFrom(Decoder decoder) {
            return new Person(decoder.text(), decoder.text());
        }
    }

    public SummaryKeys {
        references = List.copyOf(references);
    }

    static SummaryKeys of(MimeTree message) {
        Envelope envelope = message.envelope();
        return new SummaryKeys(
                BaseSubject.of(EncodedWords.decode(envelope.subject().orElse(RawText.of("")))),
                envelope.date().flatMap(SentDate::parse),
                References.id(envelope),
                References.of(message),
                Person.first(envelope.from()),
                Person.first(envelope.to()),
                Person.first(envelope.cc()));
    }

    void writeTo(Encoder encoder) {
        encoder.text(subject.text())
                .flag(subject.isReplyOrForward())
                .optional(
                        sent,
                        (to, date) -> to.number(date.toEpochSecond())
                                .number(date.getOffset().getTotalSeconds()))
                .optional(id, (to, value) -> to.text(value.value()))
                .list(references, (to, value) -> to.text(value.value()));
        from.writeTo(encoder);
        to.writeTo(encoder);
        cc.writeTo(encoder);
    }

    static SummaryKeys readFrom(Decoder decoder) {
        return new SummaryKeys(
                new BaseSubject(decoder.text(), decoder.flag()),
                decoder.optional(SummaryKeys::date),
                decoder.optional(from -> new MessageId(from.text())),
                decoder.list(from -> new MessageId(from.text())),
                Person.readFrom(decoder),
                Person.readFrom(decoder),
                Person.readFrom(decoder));
    }

    private static OffsetDateTime date(Decoder decoder) {
        long second = decoder.number();
        ZoneOffset zone = ZoneOffset.ofTotalSeconds((int) decoder.number());
        return Instant.ofEpochSecond(second).atOffset(zone);
    }
}
