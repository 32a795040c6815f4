package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.AccountId;
import org.sekisho.message.MessageId;
import org.sekisho.message.MimeTree;
import org.sekisho.message.Part;
import org.sekisho.message.RawText;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Blobs;
import org.sekisho.store.Outcome;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;
import org.sekisho.testing.Dice;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.SetClock;
import org.sekisho.testing.StoreBefore;

final class SummariesTest {
    private static final AccountId ALICE = new AccountId("00000000000000a1");
    private static final String TEXT = """
            From: =?iso-2022-jp?b?GyRCOzNFRBsoQg==?= <yamada@example.test>
            To: Friends: a@b.test, c@d.test;
            Subject: Re: =?utf-8?q?caf=C3=A9?=
            Date: Mon, 2 Mar 2026 09:00:00 +0900
            Message-ID: <1@example.test>
            References: <"0"@example.test>
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822

            Subject: inner

            Good <morning>
            --b
            Content-Type: application/pdf; name=x.pdf
            Content-Disposition: attachment; filename=x.pdf
            Content-Language: ja

            --b--
            """.replace("\n", "\r\n");

    private final SetClock clock = new SetClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final CountingStore store = new CountingStore(new MemoryStore(clock));
    private final Mailboxes mailboxes = new Mailboxes(store, clock, new Random(1), Quota.UNLIMITED, () -> "");

    /// Counts what is asked of the store, and may do something before a batch is applied.
    private static final class CountingStore implements StoreBefore {
        private final Store store;
        private int gets;
        private int scans;
        private int applied;
        private int opened;
        private Runnable beforeApply = () -> {};

        CountingStore(Store store) {
            this.store = store;
        }

        @Override
        public Store store() {
            return store;
        }

        @Override
        public Optional<byte[]> get(Partition partition, Row row) {
            gets++;
            return store.get(partition, row);
        }

        @Override
        public List<RowValue> scan(Partition partition, Scan scan) {
            scans++;
            return store.scan(partition, scan);
        }

        @Override
        public Outcome apply(Batch batch) {
            applied++;
            beforeApply.run();
            beforeApply = () -> {};
            return store.apply(batch);
        }

        @Override
        public Blobs blobs() {
            opened++;
            return store.blobs();
        }

        void reset() {
            gets = 0;
            scans = 0;
            applied = 0;
            opened = 0;
        }
    }

    private MailboxId inbox() {
        return mailboxes.inbox(ALICE).orElseThrow();
    }

    private List<Message> deliver(int count, String text) {
        for (int i = 0; i < count; i++) {
            BlobId body = Bodies.stored(store, text);
            mailboxes.deliver(ALICE, Bodies.delivery("Q" + i + text.length(), body, text));
        }
        return all();
    }

    private List<Message> all() {
        return mailboxes.messages(inbox(), UidSet.range(1, Mailboxes.MAX_UID), 0, 10_000);
    }

    private boolean isKept(MailboxId mailbox, long uid) {
        return store.store().get(Rows.mailbox(mailbox), Rows.summary(uid)).isPresent();
    }

    @Test
    void aSummarySaysWhatTheMessageSays() throws IOException {
        Message message = deliver(1, TEXT).getFirst();
        MimeTree parsed =
                MimeTree.parse(new ByteArrayInputStream((Bodies.HEAD + TEXT).getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < 2; i++) { // as made, as read
            Summary summary = mailboxes.summaries(inbox(), List.of(message)).getFirst();
            assertEquals(message.uid(), summary.uid());
            assertEquals(parsed.envelope(), summary.envelope());
            assertEquals(parsed.root(), summary.root());
            assertEquals(message.octets(), summary.root().octets());
            assertEquals("Good <morning>", summary.preview());
            SummaryKeys keys = summary.keys();
            assertEquals("café", keys.subject().text());
            assertTrue(keys.subject().isReplyOrForward());
            assertEquals(Optional.of(OffsetDateTime.parse("2026-03-02T09:00:00+09:00")), keys.sent());
            assertEquals(Optional.of(new MessageId("<1@example.test>")), keys.id());
            assertEquals(List.of(new MessageId("<0@example.test>")), keys.references());
            assertEquals(new SummaryKeys.Person("yamada", "山田"), keys.from());
            assertEquals(new SummaryKeys.Person("Friends", "Friends"), keys.to());
            assertEquals(new SummaryKeys.Person("", ""), keys.cc());
            assertTrue(isKept(inbox(), message.uid()));
        }
    }

    @Test
    void anEmptyMessageHasASummary() {
        Message message = deliver(1, "").getFirst();
        Summary summary = mailboxes.summaries(inbox(), List.of(message)).getFirst();
        assertEquals("", summary.preview());
        assertEquals("", summary.keys().subject().text());
        assertInstanceOf(Part.Content.Single.class, summary.root().content());
    }

    @Test
    void aThousandNeighboursAreOneScanAndNoBody() {
        List<Message> messages = deliver(1_000, "Subject: x\r\n\r\ny\r\n");
        store.reset();
        assertEquals(1_000, mailboxes.summaries(inbox(), messages).size());
        assertTrue(store.applied <= 1_000 / 64 + 1, "batches: " + store.applied);
        store.reset();
        List<Summary> summaries = mailboxes.summaries(inbox(), messages);
        assertEquals(
                messages.stream().map(Message::uid).toList(),
                summaries.stream().map(Summary::uid).toList());
        // one by `inbox`, one by the summaries
        assertTrue(store.scans <= 1, "scans: " + store.scans);
        assertTrue(store.gets <= 1, "gets: " + store.gets);
        assertEquals(0, store.applied);
        assertEquals(0, store.opened);
    }

    @Test
    void messagesFarApartAreReadEachByItself() {
        List<Message> messages = deliver(200, "Subject: x\r\n\r\ny\r\n");
        List<Message> some = List.of(messages.get(150), messages.get(3), messages.get(90), messages.get(3));
        List<Long> uids = some.stream().map(Message::uid).toList();
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    uids,
                    mailboxes.summaries(inbox(), some).stream()
                            .map(Summary::uid)
                            .toList());
        }
        assertEquals(List.of(), mailboxes.summaries(inbox(), List.of()));
    }

    @Test
    void noSummaryOutlivesItsMessage() {
        List<Message> messages = deliver(3, TEXT + "epilogue\r\n".repeat(10_000)); // too large to be made at once
        MailboxId inbox = inbox();
        store.beforeApply = () -> mailboxes.expunge(inbox, UidSet.of(2), false);
        assertEquals(3, mailboxes.summaries(inbox, messages).size());
        assertTrue(isKept(inbox, 1));
        assertFalse(isKept(inbox, 2));
        assertTrue(isKept(inbox, 3));
        mailboxes.expunge(inbox, UidSet.range(1, 3), false);
        assertFalse(isKept(inbox, 1));
        assertFalse(isKept(inbox, 3));
        assertEquals(List.of(), mailboxes.summaries(inbox, messages));
    }

    @Test
    void theSummaryOfASmallMessageComesWithIt() {
        List<Message> messages = deliver(1, TEXT);
        assertTrue(isKept(inbox(), 1));
        store.reset();
        Summary summary = mailboxes.summaries(inbox(), messages).getFirst();
        assertEquals(0, store.opened, "the message is not read again");
        deliver(1, TEXT + "epilogue\r\n".repeat(10_000));
        assertFalse(isKept(inbox(), 2));
        Message large = mailboxes.message(inbox(), 2).orElseThrow();
        assertEquals(
                summary.envelope(),
                mailboxes.summaries(inbox(), List.of(large)).getFirst().envelope());
    }

    @Test
    void summariesGoWithTheMailbox() {
        deliver(1, TEXT);
        MailboxName name = new MailboxName("Old");
        mailboxes.list().create(ALICE, name, Set.of());
        MailboxId old = mailboxes.list().find(ALICE, name).orElseThrow().id();
        mailboxes.copy(inbox(), all(), old);
        List<Message> copies = mailboxes.messages(old, UidSet.range(1, Mailboxes.MAX_UID), 0, 10);
        mailboxes.summaries(old, copies);
        assertTrue(isKept(old, 1));
        mailboxes.remove(ALICE, name);
        mailboxes.finishRemovals();
        assertFalse(isKept(old, 1));
    }

    @Test
    void aCopyTakesItsSummaryAlong() {
        Message message = deliver(1, TEXT).getFirst();
        Summary summary = mailboxes.summaries(inbox(), List.of(message)).getFirst();
        mailboxes.copy(inbox(), List.of(message), inbox());
        assertTrue(isKept(inbox(), 2));
        Message copy = mailboxes.message(inbox(), 2).orElseThrow();
        store.reset();
        Summary copied = mailboxes.summaries(inbox(), List.of(copy)).getFirst();
        assertEquals(0, store.opened);
        assertEquals(summary.root(), copied.root());
        assertEquals(2, copied.uid());
    }

    @Test
    void aSummaryOfAnotherVersionIsMadeAnew() {
        Message message = deliver(1, TEXT).getFirst();
        store.commit(Batch.in(Rows.mailbox(inbox())).put(Rows.summary(1), new byte[] {8, 1, 2}));
        assertEquals(
                "Good <morning>",
                mailboxes.summaries(inbox(), List.of(message)).getFirst().preview());
    }

    @Test
    void aLargeSummaryIsNotKept() {
        String many = "To: " + "someone@example.test,\r\n ".repeat(2_000) + "\r\n\r\nx";
        List<Message> messages = new ArrayList<>(deliver(1, many));
        assertEquals(
                2_000,
                mailboxes
                        .summaries(inbox(), messages)
                        .getFirst()
                        .envelope()
                        .to()
                        .size());
        assertFalse(isKept(inbox(), 1));
    }

    @Test
    void octetsOfAnyCharsetAreKept() {
        byte[] octets = "Subject: \u0082\u00a0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1); // Shift_JIS
        try (BlobDraft draft = store.blobs().draft()) {
            draft.write(octets, 0, octets.length);
            deliver(1, "");
            mailboxes.append(inbox(), List.of(new Draft(draft, Flags.NONE, Bodies.DATE)));
        }
        Message message = mailboxes.message(inbox(), 2).orElseThrow();
        for (int i = 0; i < 2; i++) {
            Summary summary = mailboxes.summaries(inbox(), List.of(message)).getFirst();
            assertEquals(
                    Optional.of(new RawText("\u0082\u00a0")), summary.envelope().subject());
            assertEquals("あ", summary.keys().subject().text());
        }
    }

    @Test
    void aMessageIsReadFromAnywhere() throws IOException {
        Message message = deliver(1, TEXT).getFirst();
        byte[] whole = (Bodies.HEAD + TEXT).getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from <= whole.length; from++) {
            try (InputStream stream = mailboxes.open(inbox(), message)) {
                int first = from == 0 ? -2 : stream.read();
                assertEquals(from == 0 ? -2 : whole[0], first);
                stream.skipNBytes(Math.max(0, from - 1));
                assertArrayEquals(Arrays.copyOfRange(whole, from, whole.length), stream.readAllBytes());
                assertEquals(-1, stream.read());
            }
        }
    }

    @Test
    void whatIsKeptIsWhatWasMade() {
        List<String> pieces = List.of(
                "From: =?utf-8?q?a?= <a@b.test>, g:x@y.test;\r\n",
                "Date: Mon, 2 Mar 2026 09:00:00 +0900\r\n",
                "Subject: Fwd: \u00e9\r\n",
                "References: <a@b> <c@d>\r\n",
                "Content-Type: multipart/mixed; boundary=a\r\n\r\n",
                "Content-Type: message/rfc822\r\n\r\n",
                "Content-Disposition: inline; filename*0*=x\r\nContent-Language: ja, en\r\nContent-Location: l\r\n",
                "\r\n--a\r\n",
                "\r\n",
                "text");
        Dice.check(500, dice -> {
            byte[] octets = dice.text(pieces, dice.below(20)).getBytes(StandardCharsets.ISO_8859_1);
            Summary made = Summary.of(7, () -> new ByteArrayInputStream(octets));
            Summary read = Summary.read(7, made.stored()).orElseThrow();
            MimeTree parsed = MimeTree.parse(new ByteArrayInputStream(octets));
            assertEquals(parsed.root(), read.root());
            assertEquals(parsed.envelope(), read.envelope());
            assertEquals(SummaryKeys.of(parsed), read.keys());
            assertEquals(made.preview(), read.preview());
        });
    }
}
