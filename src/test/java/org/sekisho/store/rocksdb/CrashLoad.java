package org.sekisho.store.rocksdb;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Encoder;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.Store;
import org.sekisho.testing.RecordedEvents;

/// The process that [StoreCrashTest] kills. Each thread takes the next number, stores a body of its own size
/// together with two rows that name it, and prints the number when the commit has returned. Some bodies are
/// handed on to another owner, some are released again, which is printed too, before (`-N`: may be gone) it is
/// asked for.
final class CrashLoad {
    static final Partition PARTITION = new Partition("crash");
    private static final int THREADS = 16;

    private CrashLoad() {}

    /// Arguments: the folder, and the first number.
    public static void main(String[] arguments) {
        RecordedEvents events = new RecordedEvents();
        // small buffers, so that files are finished, merged and removed all the time
        Options small = new Options(8 << 20, 2 << 20, 0);
        Store store = RocksDbStore.open(Path.of(arguments[0]), small, events, events);
        AtomicLong next = new AtomicLong(Long.parseLong(arguments[1]));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
        for (int i = 0; i < THREADS; i++) {
            Thread.ofPlatform().start(() -> {
                while (true) {
                    one(store, next.getAndIncrement(), out);
                }
            });
        }
    }

    private static void one(Store store, long number, PrintStream out) {
        BlobId id = accept(store, number);
        out.println(number);
        if (number % 3 == 0) {
            store.commit(Batch.in(PARTITION).refer(id, "second").release(id, "first"));
        }
        if (number % 5 == 0) {
            out.println(-number);
            store.commit(Batch.in(PARTITION)
                    .release(id, "first")
                    .release(id, "second")
                    .delete(Row.of("a", number))
                    .delete(Row.of("b", number)));
        }
    }

    private static BlobId accept(Store store, long number) {
        try (BlobDraft draft = store.blobs().draft()) {
            byte[] body = body(number);
            for (int at = 0; at < body.length; at += 50_000) {
                draft.write(body, at, Math.min(50_000, body.length - at));
            }
            byte[] value = Encoder.version(1).text(draft.id().value()).toBytes();
            store.commit(Batch.in(PARTITION)
                    .requireAbsent(Row.of("a", number))
                    .put(Row.of("a", number), value)
                    .put(Row.of("b", number), value)
                    .with(draft)
                    .refer(draft.id(), "first"));
            return draft.id();
        }
    }

    /// Mostly small; one in 20 has several chunks.
    static byte[] body(long number) {
        Random random = new Random(number);
        byte[] body = new byte[number % 20 == 0 ? random.nextInt(700_000) : random.nextInt(8_000)];
        random.nextBytes(body);
        return body;
    }
}
