package org.sekisho.queue;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.sekisho.queue.DurableQueue.Offspring;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.PostOffice;

/// A process that accepts, tries, postpones and finishes messages until it is killed, and tells what is certain.
/// Its clock may be behind the one of the process before.
final class QueueCrashLoad {
    private static final int THREADS = 4; // of each kind

    private final PostOffice office = new PostOffice();
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.US_ASCII);
    private final Store store;
    private final DurableQueue queue;

    private QueueCrashLoad(Path folder, Duration behind) throws Exception {
        store = RocksDbStore.open(folder, Options.defaults(), office.events, office.events);
        queue = new DurableQueue(store, office.gate, () -> Instant.now().minus(behind), office.events);
    }

    /// @param arguments the store's folder, how many seconds the clock is behind
    public static void main(String... arguments) throws Exception {
        var load = new QueueCrashLoad(Path.of(arguments[0]), Duration.ofSeconds(Long.parseLong(arguments[1])));
        for (int i = 0; i < THREADS; i++) {
            int seed = i;
            Thread.ofPlatform().start(() -> load.accept(seed));
            Thread.ofPlatform().start(() -> load.attempt(new SplittableRandom(seed)));
        }
        load.queue.open();
    }

    static String text(String what) {
        return "Subject: " + what + "\r\n\r\n";
    }

    private void accept(int thread) {
        var example = office.mail("bob@example.org", "alice@example.test");
        for (int i = 0; ; i++) {
            try (BlobDraft draft = draft("message " + thread + " " + i)) {
                QueueId id = queue.accept(
                        new Queue.Submission(example.envelope(), example.origin(), example.recipients(), draft));
                say("accepted " + id);
            }
        }
    }

    private BlobDraft draft(String what) {
        BlobDraft draft = store.blobs().draft();
        byte[] octets = text(what).getBytes(StandardCharsets.US_ASCII);
        draft.write(octets, 0, octets.length);
        return draft;
    }

    private void say(String line) {
        synchronized (out) {
            out.print(line + "\n");
            out.flush();
        }
    }

    private String subject(QueueEntry entry) {
        try (InputStream body = store.blobs().open(entry.body())) {
            String text = new String(body.readAllBytes(), StandardCharsets.US_ASCII);
            return text.substring(text.indexOf(' ') + 1, text.indexOf('\r'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void attempt(SplittableRandom random) {
        while (true) {
            queue.take(Duration.ofMillis(20)).ifPresent(entry -> attempt(entry, random));
        }
    }

    private void attempt(QueueEntry entry, SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            QueueEntry again =
                    Entries.again(entry, entry.attempts() + 1, entry.due().plusMillis(5));
            queue.complete(entry, Optional.of(again), List.of());
            return;
        }
        boolean isChild = entry.envelope().reversePath().toString().equals("<>");
        say("finishing " + entry.id());
        if (isChild) {
            say("ending " + subject(entry));
        }
        if (isChild || random.nextBoolean()) {
            queue.complete(entry, Optional.empty(), List.of());
            say("finished " + entry.id());
        } else {
            try (BlobDraft report = draft("child of " + entry.id())) {
                var envelope = PostOffice.envelope("");
                var child = new Offspring(envelope, entry.origin(), entry.recipients(), Optional.of(report));
                queue.complete(entry, Optional.empty(), List.of(child));
                say("bore " + entry.id());
            }
        }
    }
}
