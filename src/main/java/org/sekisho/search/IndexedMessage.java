package org.sekisho.search;

import java.io.Reader;
import java.io.StringReader;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
            TermStream.Source source = switch (field) {
                case BODY -> texts::nextBody;
                case HEADERS ->
                    source(headers.stream()
                            .filter(header -> !MessageTexts.isSignature(header))
                            .map(MessageTexts.Field::line)
                            .iterator());
                case SUBJECT, FROM, TO, CC, BCC ->
                    source(headers.stream()
                            .filter(header -> header.own() && header.name().equals(field.key()))
                            .map(MessageTexts.Field::value)
                            .iterator());
            };
            document.add(new Field(field.key(), new TermStream(source), TERMS));
        }
        return document;
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

    private static TermStream.Source source(Iterator<String> texts) {
        return () -> texts.hasNext() ? Optional.<Reader>of(new StringReader(texts.next())) : Optional.empty();
    }
}
