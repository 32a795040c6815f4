package org.sekisho.search;

import java.io.StringReader;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.sekisho.mailbox.MailboxId;

/// A message as a document of the index: which one it is, and the terms of its texts. A message in two mailboxes is two
/// documents: reading it once more when it is copied or moved costs less than asking, with every hit, where it is now.
final class IndexedMessage {
    static final String MAILBOX = "mailbox";
    static final String UID = "uid";

    private static final String ID = "id";
    private static final FieldType TERMS = terms();

    private IndexedMessage() {}

    private static FieldType terms() {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        type.freeze();
        return type;
    }

    /// Its texts are read while it is added to the index.
    static Document document(MailboxId mailbox, long uid, MessageTexts.Texts texts) {
        Document document = withoutTexts(mailbox, uid);
        List<MessageTexts.Field> headers = texts.headers();
        for (IndexField field : IndexField.values()) {
            switch (field) {
                case BODY -> add(document, field, texts::nextBody);
                case HEADERS -> {
                    Stream<MessageTexts.Field> readable = headers.stream().filter(header -> !header.isSignature());
                    add(document, field, readable.map(MessageTexts.Field::line));
                }
                case NAMES ->
                    own(headers)
                            .map(header -> nameTerm(header.name()))
                            .distinct()
                            .forEach(name -> document.add(new StringField(field.key(), name, Field.Store.NO)));
                case SUBJECT, FROM, TO, CC, BCC -> {
                    Stream<MessageTexts.Field> named =
                            own(headers).filter(header -> header.name().equals(field.key()));
                    add(document, field, named.map(MessageTexts.Field::value));
                }
            }
        }
        return document;
    }

    private static Stream<MessageTexts.Field> own(List<MessageTexts.Field> headers) {
        return headers.stream().filter(MessageTexts.Field::own);
    }

    private static void add(Document document, IndexField field, Stream<String> texts) {
        Iterator<String> each = texts.iterator();
        add(document, field, () -> each.hasNext() ? Optional.of(new StringReader(each.next())) : Optional.empty());
    }

    private static void add(Document document, IndexField field, TermStream.Source texts) {
        document.add(new Field(field.key(), new TermStream(texts), TERMS));
    }

    /// The term that says that a message has a header field of this name.
    static String nameTerm(String name) {
        String term = name.toLowerCase(Locale.ROOT);
        return term.substring(0, Math.min(term.length(), IndexField.LONGEST_NAME));
    }

    /// A message whose texts nobody can read.
    static Document withoutTexts(MailboxId mailbox, long uid) {
        Document document = new Document();
        document.add(new StringField(MAILBOX, mailbox.value(), Field.Store.NO));
        document.add(new SortedDocValuesField(MAILBOX, new BytesRef(mailbox.value())));
        document.add(new NumericDocValuesField(UID, uid));
        document.add(new StringField(ID, id(mailbox, uid).text(), Field.Store.NO));
        return document;
    }

    /// Names one message.
    static Term id(MailboxId mailbox, long uid) {
        return new Term(ID, mailbox + "/" + uid);
    }

    /// Names all messages of a mailbox.
    static Term in(MailboxId mailbox) {
        return new Term(MAILBOX, mailbox.value());
    }
}
