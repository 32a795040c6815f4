package org.sekisho.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads an address list for people to look at: with the obsolete forms of RFC 5322 §4.4 and whatever else
/// stands there. What decides anything reads with [AddressListParser]. Linear in the field's length; used by one
/// thread, once.
final class AddressReader {
    static final int MAX_ADDRESSES = 5_000; // of one field

    private final FieldScanner field;
    private int read;

    AddressReader(RawText body) {
        this.field = new FieldScanner(body.octets());
    }

    List<EnvelopeAddress> addresses() {
        List<EnvelopeAddress> found = new ArrayList<>();
        while (!field.atEnd() && read < MAX_ADDRESSES) {
            Phrase phrase = phrase(false);
            if (field.take(':')) {
                found.add(new EnvelopeAddress.Group(new RawText(phrase.text()), members()));
                field.take(';');
            } else {
                address(phrase).ifPresent(found::add);
                skipTo(",;");
                field.skip();
            }
        }
        return found;
    }

    private List<EnvelopeAddress.Single> members() {
        read++;
        List<EnvelopeAddress.Single> members = new ArrayList<>();
        while (!field.atEnd() && field.peek() != ';' && read < MAX_ADDRESSES) {
            address(phrase(true)).ifPresent(members::add);
            skipTo(",;");
            field.take(',');
        }
        return members;
    }

    /// Words up to what tells what they are.
    /// @param text the words, quotes taken off
    /// @param comment the last one among them
    private record Phrase(String text, String comment) {}

    private Phrase phrase(boolean inGroup) {
        StringBuilder words = new StringBuilder();
        String comment = "";
        String ends = inGroup ? "<@,;" : "<@,;:";
        while (!field.atEnd() && ends.indexOf(field.peek()) < 0) {
            int before = field.position();
            String said = field.skipSpace();
            comment = said.isEmpty() ? comment : said;
            boolean apart = field.position() > before && !words.isEmpty();
            if (!field.atEnd() && ends.indexOf(field.peek()) < 0) {
                words.append(apart ? " " : "").append(word(ends));
            }
        }
        return new Phrase(words.toString(), comment);
    }

    /// A quoted string, an encoded word (many have commas in theirs) or an atom with dots.
    private String word(String ends) {
        if (field.peek() == '"') {
            return field.quoted();
        }
        int start = field.position();
        int encoded = EncodedWords.end(field.text(), start);
        if (encoded > 0) {
            field.moveTo(encoded);
            return field.from(start);
        }
        field.skip();
        while (!field.atEnd() && (ends + "( \t\"").indexOf(field.peek()) < 0) {
            field.skip();
        }
        return field.from(start);
    }

    private Optional<EnvelopeAddress.Single> address(Phrase phrase) {
        if (field.take('<')) {
            return Optional.of(inBrackets(phrase));
        }
        boolean hasHost = field.take('@');
        if (!hasHost && phrase.text().isEmpty()) {
            return Optional.empty();
        }
        String host = hasHost ? domain(" \t(,;") : "";
        String comment = field.skipSpace();
        read++;
        if (!hasHost && phrase.text().indexOf(' ') >= 0) { // a name, most probably
            return Optional.of(
                    new EnvelopeAddress.Single(name(phrase.text()), Optional.empty(), RawText.of(""), RawText.of("")));
        }
        return Optional.of(new EnvelopeAddress.Single(
                name(comment.isEmpty() ? phrase.comment() : comment),
                Optional.empty(),
                new RawText(phrase.text()),
                new RawText(host)));
    }

    private EnvelopeAddress.Single inBrackets(Phrase phrase) {
        field.skipSpace();
        Optional<RawText> route = Optional.empty();
        if (field.peek() == '@') {
            route = Optional.of(new RawText(field.until(":>").strip()));
            field.take(':');
        }
        StringBuilder mailbox = new StringBuilder();
        while (!field.atEnd() && field.peek() != '@' && field.peek() != '>') {
            field.skipSpace();
            mailbox.append(field.peek() == '"' ? field.quoted() : octetOf(field));
        }
        String host = field.take('@') ? domain(">") : "";
        field.take('>');
        read++;
        return new EnvelopeAddress.Single(
                name(phrase.text().isEmpty() ? phrase.comment() : phrase.text()),
                route,
                new RawText(mailbox.toString()),
                new RawText(host));
    }

    /// One octet of a local part; nothing where it ends.
    private static String octetOf(FieldScanner field) {
        int start = field.position();
        if (field.peek() != '@' && field.peek() != '>') {
            field.skip();
        }
        return field.from(start);
    }

    private String domain(String ends) {
        field.skipSpace();
        StringBuilder domain = new StringBuilder();
        while (!field.atEnd() && ends.indexOf(field.peek()) < 0) {
            domain.append(field.peek());
            field.skip();
            if (ends.equals(">")) {
                field.skipSpace();
            }
        }
        return domain.toString();
    }

    private static Optional<RawText> name(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(new RawText(text));
    }

    /// To the next of these that stands in no quoted string and no comment.
    private void skipTo(String ends) {
        while (!field.atEnd() && ends.indexOf(field.peek()) < 0) {
            if (field.peek() == '"') {
                field.quoted();
            } else if (field.peek() == '(') {
                field.skipSpace();
            } else {
                field.skip();
            }
        }
    }
}
