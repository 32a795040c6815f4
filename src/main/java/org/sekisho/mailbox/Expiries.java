package org.sekisho.mailbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Batch;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// When what waits for its end is to be looked at: one row for each mailbox that keeps expunged messages and
/// each account that keeps removed mailboxes, in the order of time. So what is due is found without asking all.
/// Safe from any thread.
///
/// A note comes before what it is for, and is only taken away as it was read before somebody saw that nothing
/// is left: so there may be a note for nothing, never something without a note.
record Expiries(Store store, RandomGenerator random) {
    private static final int VERSION = 1;
    private static final String DUE = "due";
    private static final int TIME_DIGITS = 16;

    /// Where something is due.
    sealed interface Subject {
        String text();

        record InMailbox(MailboxId id) implements Subject {
            @Override
            public String text() {
                return "mailbox/" + id;
            }
        }

        record InAccount(AccountId id) implements Subject {
            @Override
            public String text() {
                return "account/" + id.value();
            }
        }

        private static Subject of(String text) {
            String id = text.substring(text.indexOf('/') + 1);
            return text.startsWith("mailbox/") ? new InMailbox(new MailboxId(id)) : new InAccount(new AccountId(id));
        }
    }

    /// @param value no two notes have the same
    record Note(Row row, byte[] value, Subject subject) {}

    /// Notes it; on disk no later than whatever is committed next.
    void note(Instant due, Subject subject) {
        store.apply(Batch.in(Rows.EXPIRIES)
                .put(
                        row(due, subject.text()),
                        Encoder.version(VERSION).number(random.nextLong()).toBytes()));
    }

    /// What is due, at most `limit` of it.
    List<Note> due(Instant now, int limit) {
        Scan scan = new Scan(Row.of(DUE + "/"), row(now.plusSeconds(1), ""), limit, false);
        return store.scan(Rows.EXPIRIES, scan).stream()
                .map(found -> new Note(found.row(), found.value(), subject(found.row())))
                .toList();
    }

    /// Nothing is left of what the note was for, or there is a later one. Stays when it was made anew meanwhile.
    void done(Note note) {
        store.apply(Batch.in(Rows.EXPIRIES).requireEquals(note.row, note.value).delete(note.row));
    }

    private static Subject subject(Row row) {
        String text = new String(row.key(), StandardCharsets.US_ASCII);
        return Subject.of(text.substring(DUE.length() + TIME_DIGITS + 2));
    }

    /// Hexadecimal digits sort as the numbers do.
    private static Row row(Instant due, String subject) {
        return Row.of(DUE, String.format(Locale.ROOT, "%016x/%s", Math.max(0, due.getEpochSecond()), subject));
    }
}
