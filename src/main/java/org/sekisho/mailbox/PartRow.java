package org.sekisho.mailbox;

import java.util.List;
import org.sekisho.message.ContentType;
import org.sekisho.message.Disposition;
import org.sekisho.message.Envelope;
import org.sekisho.message.Extent;
import org.sekisho.message.Parameter;
import org.sekisho.message.Part;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// How a part with all its parts is stored.
final class PartRow {
    private enum Kind {
        SINGLE,
        MULTIPART,
        MESSAGE
    }

    private PartRow() {}

    static void write(Part part, Encoder encoder) {
        encoder.text(part.type().type()).text(part.type().subtype());
        encoder.list(part.type().parameters(), PartRow::parameter);
        encoder.number(part.header().offset()).number(part.header().octets());
        encoder.number(part.body().offset()).number(part.body().octets()).number(part.lines());
        fields(part.fields(), encoder);
        switch (part.content()) {
            case Part.Content.Single _ -> encoder.symbol(Kind.SINGLE);
            case Part.Content.Multipart(var parts) ->
                encoder.symbol(Kind.MULTIPART).list(parts, (to, child) -> write(child, to));
            case Part.Content.Message message -> {
                encoder.symbol(Kind.MESSAGE);
                EnvelopeRow.write(message.envelope(), encoder);
                write(message.root(), encoder);
            }
        }
    }

    static Part read(Decoder decoder) {
        ContentType type = new ContentType(decoder.text(), decoder.text(), decoder.list(PartRow::parameter));
        Extent header = extent(decoder);
        Extent body = extent(decoder);
        long lines = decoder.number();
        return new Part(type, header, body, lines, fields(decoder), content(decoder));
    }

    private static Part.Content content(Decoder decoder) {
        return switch (decoder.symbol(Kind.class)) {
            case SINGLE -> new Part.Content.Single();
            case MULTIPART -> {
                List<Part> parts = decoder.list(PartRow::read);
                yield decoder.checked(() -> new Part.Content.Multipart(parts));
            }
            case MESSAGE -> {
                Envelope envelope = EnvelopeRow.read(decoder);
                yield new Part.Content.Message(envelope, read(decoder));
            }
        };
    }

    private static Extent extent(Decoder decoder) {
        long offset = decoder.number();
        long octets = decoder.number();
        return decoder.checked(() -> new Extent(offset, octets));
    }

    private static void fields(Part.Fields fields, Encoder encoder) {
        encoder.text(fields.encoding());
        EnvelopeRow.text(encoder, fields.id());
        EnvelopeRow.text(encoder, fields.description());
        EnvelopeRow.text(encoder, fields.md5());
        encoder.optional(
                fields.disposition(),
                (to, disposition) -> to.text(disposition.type()).list(disposition.parameters(), PartRow::parameter));
        encoder.list(fields.language(), (to, tag) -> to.bytes(tag.toBytes()));
        EnvelopeRow.text(encoder, fields.location());
    }

    private static Part.Fields fields(Decoder decoder) {
        return new Part.Fields(
                decoder.text(),
                EnvelopeRow.text(decoder),
                EnvelopeRow.text(decoder),
                EnvelopeRow.text(decoder),
                decoder.optional(from -> new Disposition(from.text(), from.list(PartRow::parameter))),
                decoder.list(EnvelopeRow::raw),
                EnvelopeRow.text(decoder));
    }

    private static void parameter(Encoder encoder, Parameter parameter) {
        encoder.text(parameter.name()).bytes(parameter.value().toBytes());
    }

    private static Parameter parameter(Decoder decoder) {
        return new Parameter(decoder.text(), EnvelopeRow.raw(decoder));
    }
}
