package org.sekisho.imap.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.imap.FetchItem;
import org.sekisho.imap.FetchItem.Attribute;
import org.sekisho.imap.FetchItem.Partial;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.Section;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.Summary;
import org.sekisho.message.BinaryBody;
import org.sekisho.message.MessageSource;
import org.sekisho.message.Part;
import org.sekisho.message.SectionOctets;

/// Finds what FETCH items of one message are (RFC 9051 §6.4.5). Used by one thread.
final class MessageContent {
    private static final Section WHOLE = new Section.Whole(List.of());
    private static final Section HEADER = new Section.Header(List.of());
    private static final Section TEXT = new Section.Text(List.of());

    private final Message row;
    private final MessageSource source;
    private final Optional<Summary> summary;
    private @Nullable Part root;
    private Optional<Completion> failure = Optional.empty();

    /// @param summary of the message, when [#needsSummary] says so of an item
    MessageContent(Dialogue dialogue, MailboxId mailbox, Message row, Optional<Summary> summary) {
        this.row = row;
        this.summary = summary;
        this.source = () -> dialogue.mailboxes().open(mailbox, row);
    }

    /// What of the message could not be shown.
    Optional<Completion> failure() {
        return failure;
    }

    /// @throws org.sekisho.store.StorageException the message cannot be read
    ItemContent of(FetchItem item) throws IOException {
        return switch (item) {
            case Attribute attribute -> attribute(attribute);
            case FetchItem.Body body -> body(body);
            case FetchItem.Binary binary -> binary(binary);
            case FetchItem.BinarySize size -> binarySize(size);
            case FetchItem.Preview _ -> {
                String preview = summary().preview();
                yield new ItemContent.Printed(response -> response.preview(Optional.of(preview)));
            }
        };
    }

    private ItemContent attribute(Attribute attribute) throws IOException {
        return switch (attribute) {
            case FLAGS, INTERNALDATE, UID, RFC822_SIZE, MODSEQ, SAVEDATE, THREADID -> new ItemContent.Known();
            case EMAILID -> new ItemContent.Printed(response -> response.emailId(ObjectIds.email(row)));
            case ENVELOPE -> {
                var envelope = summary().envelope();
                yield new ItemContent.Printed(response -> response.envelope(envelope));
            }
            case BODY -> {
                Part root = root();
                yield new ItemContent.Printed(response -> response.body(root));
            }
            case BODYSTRUCTURE -> {
                Part root = root();
                yield new ItemContent.Printed(response -> response.bodyStructure(root));
            }
            case RFC822 -> rfc822(attribute, WHOLE);
            case RFC822_HEADER -> rfc822(attribute, HEADER);
            case RFC822_TEXT -> rfc822(attribute, TEXT);
        };
    }

    /// Whether it is about parts or header fields of the message.
    static boolean needsSummary(FetchItem item) {
        return switch (item) {
            case Attribute attribute ->
                switch (attribute) {
                    case BODY, BODYSTRUCTURE, ENVELOPE, RFC822_HEADER, RFC822_TEXT -> true;
                    case FLAGS, INTERNALDATE, UID, RFC822_SIZE, MODSEQ, SAVEDATE, THREADID, RFC822, EMAILID -> false;
                };
            case FetchItem.Body body -> !body.section().equals(WHOLE);
            case FetchItem.Binary _, FetchItem.BinarySize _, FetchItem.Preview _ -> true;
        };
    }

    private Summary summary() {
        return summary.orElseThrow(() -> new IllegalStateException("no summary was asked for"));
    }

    private Part root() {
        Part known = root;
        if (known == null) {
            known = summary().root();
            root = known;
        }
        return known;
    }

    private ItemContent rfc822(Attribute attribute, Section section) throws IOException {
        Octets octets = octets(section).orElseThrow();
        return new ItemContent.Literal(
                response -> response.rfc822Head(attribute, octets.count), octets.source, 0, octets.count, false);
    }

    private record Octets(ItemContent.Source source, long count) {}

    /// @return empty: there is no such part
    private Optional<Octets> octets(Section section) throws IOException {
        if (section.equals(WHOLE)) {
            return Optional.of(new Octets(source::open, row.octets())); // nobody has to read it for that
        }
        Optional<SectionOctets> found = SectionOctets.find(root(), section(section));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        SectionOctets octets = found.get();
        return Optional.of(new Octets(() -> octets.open(source), octets.octets(source)));
    }

    private static org.sekisho.message.Section section(Section asked) {
        return new org.sekisho.message.Section(
                asked.part(),
                switch (asked) {
                    case Section.Whole _ -> new org.sekisho.message.Section.Text.All();
                    case Section.Header _ -> new org.sekisho.message.Section.Text.Header();
                    case Section.Text _ -> new org.sekisho.message.Section.Text.Body();
                    case Section.Mime _ -> new org.sekisho.message.Section.Text.Mime();
                    case Section.HeaderFields fields ->
                        new org.sekisho.message.Section.Text.HeaderFields(fields.names(), fields.not());
                });
    }

    private ItemContent body(FetchItem.Body body) throws IOException {
        Optional<Octets> found = octets(body.section());
        if (found.isEmpty()) {
            return new ItemContent.Printed(response -> response.noBody(body));
        }
        Octets octets = found.get();
        long skip = skip(body.partial(), octets.count);
        long count = count(body.partial(), octets.count);
        return new ItemContent.Literal(response -> response.bodyHead(body, count), octets.source, skip, count, false);
    }

    private static long skip(Optional<Partial> partial, long octets) {
        return partial.map(asked -> Math.min(asked.offset(), octets)).orElse(0L);
    }

    private static long count(Optional<Partial> partial, long octets) {
        return partial.map(asked -> Math.min(asked.octets(), octets - skip(partial, octets)))
                .orElse(octets);
    }

    private ItemContent binary(FetchItem.Binary binary) throws IOException {
        Optional<BinaryBody> found = BinaryBody.find(root(), binary.part());
        if (found.isEmpty() || !(found.get() instanceof BinaryBody.Known known)) {
            found.ifPresent(_ -> unknownEncoding());
            return new ItemContent.Printed(response -> response.noBinary(binary));
        }
        long octets = known.octets(source);
        long skip = skip(binary.partial(), octets);
        long count = count(binary.partial(), octets);
        return new ItemContent.Literal(
                response -> response.binaryHead(binary, count, true), () -> known.open(source), skip, count, true);
    }

    private ItemContent binarySize(FetchItem.BinarySize size) throws IOException {
        Optional<BinaryBody> found = BinaryBody.find(root(), size.part());
        long octets = 0;
        if (found.isPresent() && found.get() instanceof BinaryBody.Known known) {
            octets = known.octets(source);
        } else if (found.isPresent()) {
            unknownEncoding();
        }
        long told = octets;
        return new ItemContent.Printed(response -> response.binarySize(size, told));
    }

    private void unknownEncoding() {
        failure = Optional.of(Completion.no(Plain.UNKNOWN_CTE, "nobody knows this transfer encoding"));
    }
}
