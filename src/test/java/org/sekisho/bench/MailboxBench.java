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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Delivery;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;
import org.sekisho.store.Partition;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.RecordedEvents;

/// Durable deliveries per second into one mailbox from many virtual threads, round after round, so that a cost
/// that grows with the mailbox shows. The bodies are stored before, as the queue has them.
///
/// Arguments: folder, rounds, seconds per round, threads.
final class MailboxBench {
    private static final AccountId ACCOUNT = new AccountId("00000000000000a1");
    private static final int BODIES = 64;
    private static final int OCTETS = 4096;
    private static final byte[] HEAD = "Return-Path: <sender@example.test>\r\nDelivered-To: alice@example.test\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final Mailboxes mailboxes;
    private final List<BlobId> bodies = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();

    private MailboxBench(Store store) {
        mailboxes = new Mailboxes(store, InstantSource.system(), new Random(), Quota.UNLIMITED, () -> "");
        for (int i = 0; i < BODIES; i++) {
            try (BlobDraft draft = store.blobs().draft()) {
                draft.write(new byte[OCTETS], 0, OCTETS);
                store.commit(Batch.in(new Partition("queue/00")).with(draft).refer(draft.id(), "queue/" + i));
                bodies.add(draft.id());
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "mailbox-bench")
                .resolve("store");
        int rounds = Integer.parseInt(arguments[1]);
        Duration round = Duration.ofSeconds(Integer.parseInt(arguments[2]));
        RecordedEvents events = new RecordedEvents();
        try (Store store = RocksDbStore.open(folder, Options.defaults(), events, events)) {
            MailboxBench bench = new MailboxBench(store);
            for (int i = 0; i < rounds; i++) {
                bench.round(round, Integer.parseInt(arguments[3]));
            }
        }
    }

    private void round(Duration length, int threads) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        long before = ids.get();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(() -> deliverUntil(end)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        double rate = (ids.get() - before) / (length.toNanos() / 1e9);
        System.out.printf(Locale.ROOT, "%.0f deliveries/s, then %d messages%n", rate, ids.get());
    }

    private void deliverUntil(long end) {
        while (System.nanoTime() < end) {
            long number = ids.incrementAndGet();
            BlobId body = bodies.get((int) (number % BODIES));
            String id = String.format(Locale.ROOT, "%013d/alice@example.test", number);
            Delivery delivery = new Delivery(id, body, OCTETS + HEAD.length, HEAD, Instant.now());
            if (!(mailboxes.deliver(ACCOUNT, delivery) instanceof Appended.Stored)) {
                throw new AssertionError(id);
            }
        }
    }
}
