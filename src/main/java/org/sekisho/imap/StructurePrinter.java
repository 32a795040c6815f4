package org.sekisho.imap;

import java.util.List;
import java.util.Optional;
import org.sekisho.message.ContentType;
import org.sekisho.message.Disposition;
import org.sekisho.message.Envelope;
import org.sekisho.message.EnvelopeAddress;
import org.sekisho.message.Parameter;
import org.sekisho.message.Part;
import org.sekisho.message.RawText;

/// Prints ENVELOPE, BODY and BODYSTRUCTURE. RFC 9051 §7.5.2, §9 `envelope`, `body`.
final class StructurePrinter {
    private final ResponseBuffer buffer;
    private final boolean unicode;

    StructurePrinter(ResponseBuffer buffer, boolean unicode) {
        this.buffer = buffer;
        this.unicode = unicode;
    }

    void envelope(Envelope envelope) {
        buffer.octet('(');
        optional(envelope.date()).space();
        optional(envelope.subject()).space();
        addresses(envelope.from()).space();
        addresses(envelope.sender()).space();
        addresses(envelope.replyTo()).space();
        addresses(envelope.to()).space();
        addresses(envelope.cc()).space();
        addresses(envelope.bcc()).space();
        optional(envelope.inReplyTo()).space();
        optional(envelope.messageId()).octet(')');
    }

    private ResponseBuffer optional(Optional<RawText> text) {
        return text.isEmpty() ? nil() : text(text.get());
    }

    private ResponseBuffer nil() {
        return buffer.ascii("NIL");
    }

    private ResponseBuffer text(RawText text) {
        return buffer.string(text.toBytes(), unicode);
    }

    private ResponseBuffer ascii(String text) {
        return buffer.string(text, unicode);
    }

    private ResponseBuffer addresses(List<EnvelopeAddress> addresses) {
        if (addresses.isEmpty()) {
            return nil();
        }
        buffer.octet('(');
        for (EnvelopeAddress address : addresses) {
            switch (address) {
                case EnvelopeAddress.Single single -> single(single);
                case EnvelopeAddress.Group(var name, var members) -> {
                    buffer.ascii("(NIL NIL ");
                    text(name).ascii(" NIL)");
                    members.forEach(this::single);
                    buffer.ascii("(NIL NIL NIL NIL)");
                }
            }
        }
        return buffer.octet(')');
    }

    /// A host that is not there is empty: NIL would be a group.
    private void single(EnvelopeAddress.Single address) {
        buffer.octet('(');
        optional(address.name()).space();
        optional(address.route()).space();
        text(address.mailbox()).space();
        text(address.host()).octet(')');
    }

    /// @param extended BODYSTRUCTURE, otherwise BODY
    void body(Part part, boolean extended) {
        buffer.octet('(');
        if (part.content() instanceof Part.Content.Multipart(var parts)) {
            parts.forEach(child -> body(child, extended));
            buffer.space();
            ascii(part.type().subtype());
            if (extended) {
                parameters(part.type().parameters());
                extension(part.fields());
            }
        } else {
            single(part, extended);
        }
        buffer.octet(')');
    }

    private void single(Part part, boolean extended) {
        ContentType type = shown(part);
        Part.Fields fields = part.fields();
        ascii(type.type()).space();
        ascii(type.subtype());
        parameters(type.parameters());
        buffer.space();
        optional(fields.id()).space();
        optional(fields.description()).space();
        ascii(fields.encoding()).space().number(part.body().octets());
        if (part.content() instanceof Part.Content.Message(var envelope, var root)) {
            buffer.space();
            envelope(envelope);
            buffer.space();
            body(root, extended);
            buffer.space().number(part.lines());
        } else if (type.isText()) {
            buffer.space().number(part.lines());
        }
        if (extended) {
            buffer.space();
            optional(fields.md5());
            extension(fields);
        }
    }

    /// What says that it has parts, but has none here (it is encoded, or too deep), is octets: its type would
    /// promise more (`body-type-mpart`, `body-type-msg`).
    private static ContentType shown(Part part) {
        boolean promises = part.type().isMultipart() || part.type().isMessage();
        return promises && part.content() instanceof Part.Content.Single ? ContentType.OCTETS : part.type();
    }

    /// With the space before them.
    private void parameters(List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            buffer.space();
            nil();
            return;
        }
        String before = " (";
        for (Parameter parameter : parameters) {
            buffer.ascii(before);
            ascii(parameter.name()).space();
            text(parameter.value());
            before = " ";
        }
        buffer.octet(')');
    }

    /// Disposition, language and location, with the space before each.
    private void extension(Part.Fields fields) {
        buffer.space();
        fields.disposition().ifPresentOrElse(this::disposition, this::nil);
        buffer.space();
        language(fields.language());
        buffer.space();
        optional(fields.location());
    }

    private void disposition(Disposition disposition) {
        buffer.octet('(');
        ascii(disposition.type());
        parameters(disposition.parameters());
        buffer.octet(')');
    }

    private void language(List<RawText> language) {
        switch (language.size()) {
            case 0 -> nil();
            case 1 -> text(language.getFirst());
            default -> {
                String before = "(";
                for (RawText tag : language) {
                    buffer.ascii(before);
                    text(tag);
                    before = " ";
                }
                buffer.octet(')');
            }
        }
    }
}
