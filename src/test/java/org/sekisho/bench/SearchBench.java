package org.sekisho.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.Draft;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.mailbox.UidSet;
import org.sekisho.search.FullText;
import org.sekisho.search.MimeTexts;
import org.sekisho.search.Ordering;
import org.sekisho.search.Progress;
import org.sekisho.search.SortOrder;
import org.sekisho.search.TextKey;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.RecordedEvents;

/// One large mailbox, half of it Japanese: how long the index takes to be made, how large it is, how long searches,
/// SORT and THREAD take.
///
/// Arguments: folder, messages.
final class SearchBench {
    private static final AccountId ACCOUNT = new AccountId("00000000000000a1");
    private static final int WORDS = 60_000;
    private static final String KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん";

    private final Random random = new Random(1);
    private final List<String> words = new ArrayList<>();
    private final Mailboxes mailboxes;
    private final MailboxId inbox;

    private SearchBench(Store store) {
        mailboxes = new Mailboxes(store, InstantSource.system(), new Random(), Quota.UNLIMITED, () -> "");
        mailboxes.list().create(ACCOUNT, MailboxName.INBOX, Set.of());
        inbox = mailboxes.inbox(ACCOUNT).orElseThrow();
        for (int i = 0; i < WORDS; i++) {
            StringBuilder word = new StringBuilder();
            for (int j = 2 + random.nextInt(9); j > 0; j--) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            words.add(word.toString());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "search-bench");
        int messages = Integer.parseInt(arguments[1]);
        RecordedEvents events = new RecordedEvents();
        try (Store store = RocksDbStore.open(folder.resolve("store"), Options.defaults(), events, events)) {
            SearchBench bench = new SearchBench(store);
            bench.fill(store, messages);
            InstantSource clock = InstantSource.system();
            MimeTexts texts = new MimeTexts(bench.mailboxes);
            try (FullText fullText = FullText.open(folder.resolve("search"), bench.mailboxes, texts, clock, events)) {
                bench.search(fullText, messages);
            }
            System.out.printf(Locale.ROOT, "index %d MiB%n", size(folder.resolve("search")) >> 20);
            bench.order(messages);
        }
        events.lines().forEach(System.out::println);
    }

    private static long size(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /// Words as often as in texts: few very often, most hardly ever.
    private String word() {
        double rank = Math.exp(random.nextDouble() * Math.log(WORDS));
        return words.get((int) rank - 1);
    }

    private String text(int length, boolean japanese) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            if (japanese) {
                int letters = 2 + random.nextInt(12);
                for (int i = 0; i < letters; i++) {
                    boolean kana = random.nextInt(3) > 0;
                    text.append(
                            kana
                                    ? KANA.charAt(random.nextInt(KANA.length()))
                                    : (char) (0x4e00 + (int) (Math.pow(random.nextDouble(), 3) * 6_000)));
                }
                text.append(random.nextInt(4) == 0 ? "。\r\n" : "、");
            } else {
                text.append(word()).append(random.nextInt(12) == 0 ? ".\r\n" : " ");
            }
        }
        return text.toString();
    }

    private void fill(Store store, int messages) {
        long start = System.nanoTime();
        List<Draft> drafts = new ArrayList<>();
        for (int i = 1; i <= messages; i++) {
            boolean japanese = i % 2 == 0;
            String message = "Received: from mx (mx [192.0.2." + i % 250 + "]) by x id "
                    + Long.toString(random.nextLong(), 36)
                    + "\r\nMessage-ID: <" + i + "@example.test>\r\nFrom: Person " + i % 3_000 + " <p" + i % 3_000
                    + "@example.test>\r\nTo: alice@example.test\r\nDate: Mon, 2 Mar 2026 10:00:00 +0900\r\n"
                    + (i % 3 == 0
                            ? "References: <" + (i - 1 - random.nextInt(Math.min(50, i)))
                                    + "@example.test>\r\nSubject: Re: "
                            : "Subject: ")
                    + text(20, japanese).replace("\r\n", "") + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                    + text(japanese ? 400 : 1_500, japanese) + (i == messages / 2 ? "xyzzyplugh 珍文漢文" : "") + "\r\n";
            byte[] octets = message.getBytes(StandardCharsets.UTF_8);
            BlobDraft body = store.blobs().draft();
            body.write(octets, 0, octets.length);
            drafts.add(new Draft(body, Flags.NONE, Instant.now()));
            if (drafts.size() == 500 || i == messages) {
                mailboxes.append(inbox, drafts);
                drafts.forEach(draft -> draft.body().close());
                drafts.clear();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "filled in %d s%n",
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }

    private void search(FullText fullText, int messages) throws Exception {
        UidSet all = UidSet.range(1, messages);
        time(
                "first search, index made",
                () -> fullText.find(inbox, new TextKey.Body("xyzzy"), all, Progress.NONE)
                        .size());
        List<TextKey> keys = List.of(
                new TextKey.Body("xyzzyplugh"),
                new TextKey.Body("zzyplu"),
                new TextKey.Text("xyzzyplugh"),
                new TextKey.Body("珍文漢文"),
                new TextKey.Text("珍文"),
                new TextKey.Body(words.get(0)),
                new TextKey.Body(words.get(0) + " " + words.get(1)),
                new TextKey.Body("a"),
                new TextKey.Body("あい"),
                new TextKey.Body("の"),
                new TextKey.Header("from", "p123@example"),
                new TextKey.Header("message-id", "<4711@example.test>"),
                new TextKey.Header("subject", words.get(3)));
        for (int round = 0; round < 3; round++) {
            for (TextKey key : keys) {
                time(
                        key.toString(),
                        () -> fullText.find(inbox, key, all, Progress.NONE).size());
            }
        }
    }

    private void order(int messages) throws Exception {
        Ordering ordering = new Ordering(mailboxes);
        long[] all = LongStream.rangeClosed(1, messages).toArray();
        SortOrder bySubject = new SortOrder(List.of(new SortOrder.Key(SortOrder.Criterion.SUBJECT, false)));
        SortOrder byDate = new SortOrder(List.of(new SortOrder.Key(SortOrder.Criterion.DATE, true)));
        time("SORT, no summaries", () -> (long) ordering.sort(inbox, bySubject, all, Progress.NONE).length);
        Ordering again = new Ordering(mailboxes);
        for (int round = 0; round < 3; round++) {
            time("SORT (SUBJECT)", () -> (long) again.sort(inbox, bySubject, all, Progress.NONE).length);
            time("SORT (REVERSE DATE)", () -> (long) again.sort(inbox, byDate, all, Progress.NONE).length);
            time("THREAD REFERENCES", () -> {
                again.thread(inbox, Ordering.Threading.REFERENCES, all, Progress.NONE);
                return (long) messages;
            });
        }
    }

    private static void time(String what, Callable<Long> work) throws Exception {
        long start = System.nanoTime();
        long found = work.call();
        System.out.printf(Locale.ROOT, "%8.1f ms %s: %d%n", (System.nanoTime() - start) / 1e6, what, found);
    }
}
