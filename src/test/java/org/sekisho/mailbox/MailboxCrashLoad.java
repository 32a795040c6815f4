package org.sekisho.mailbox;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.accounts.AccountId;
import org.sekisho.store.Batch;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Partition;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.RecordedEvents;

/// The process that [MailboxCrashTest] kills. Each thread takes the next number, delivers a message with it as
/// its date into `a`, and does one thing to it, which the number decides. It prints `begin NUMBER` before that
/// and `done NUMBER UID` when it has returned; the delivery itself is `delivered NUMBER UID`.
final class MailboxCrashLoad {
    static final AccountId ACCOUNT = new AccountId("00000000000000a1");
    static final MailboxName A = new MailboxName("a");
    static final MailboxName B = new MailboxName("b");
    static final Duration KEEP = Duration.ofDays(7);
    private static final int THREADS = 12;

    /// What is done to a message.
    enum Deed {
        NOTHING,
        FLAG,
        COPY,
        MOVE,
        EXPUNGE,
        RESTORE,
        APPEND;

        static Deed of(long number) {
            return values()[(int) (number % values().length)];
        }
    }

    private final Store store;
    private final Mailboxes mailboxes;
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
    private final MailboxId a;
    private final MailboxId b;

    private MailboxCrashLoad(Store store) {
        this.store = store;
        this.mailboxes = open(store);
        this.a = mailbox(A);
        this.b = mailbox(B);
    }

    static Mailboxes open(Store store) {
        var terms = new Mailboxes.Terms(Quota.UNLIMITED, KEEP);
        return new Mailboxes(store, InstantSource.system(), new Random(), terms, () -> "");
    }

    private MailboxId mailbox(MailboxName name) {
        mailboxes.list().create(ACCOUNT, name, Set.of());
        return mailboxes.list().find(ACCOUNT, name).orElseThrow().id();
    }

    /// Arguments: the folder, and the first number.
    public static void main(String[] arguments) {
        RecordedEvents events = new RecordedEvents();
        Options small = new Options(8 << 20, 2 << 20, 0);
        var load = new MailboxCrashLoad(RocksDbStore.open(Path.of(arguments[0]), small, events, events));
        AtomicLong next = new AtomicLong(Long.parseLong(arguments[1]));
        for (int i = 0; i < THREADS; i++) {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    load.one(next.getAndIncrement());
                }
            });
        }
        Thread.ofPlatform().start(() -> {
            while (true) {
                load.mailboxes.contents(load.a);
                load.mailboxes.finishRemovals();
            }
        });
    }

    private void one(long number) {
        long uid = deliver(number);
        out.println("delivered " + number + " " + uid);
        out.println("begin " + number);
        out.println("done " + number + " " + deed(number, uid));
    }

    private long deliver(long number) {
        try (BlobDraft draft = body(number)) {
            String queued = "queue/" + number;
            store.commit(Batch.in(new Partition("queue/00")).with(draft).refer(draft.id(), queued));
            Instant date = Instant.ofEpochSecond(number);
            byte[] head = Bodies.HEAD.getBytes(StandardCharsets.US_ASCII);
            var delivery = new Delivery("Q" + number, draft.id(), draft.octets() + head.length, head, date);
            Appended appended = mailboxes.deliver(a, delivery);
            if (number % 4 == 0) {
                Appended again = mailboxes.deliver(a, delivery);
                check(again.equals(new Appended.AlreadyThere(((Appended.Stored) appended).uid())));
            }
            store.commit(Batch.in(new Partition("queue/00")).release(draft.id(), queued));
            return ((Appended.Stored) appended).uid();
        }
    }

    private BlobDraft body(long number) {
        BlobDraft draft = store.blobs().draft();
        byte[] octets = text(number).getBytes(StandardCharsets.US_ASCII);
        draft.write(octets, 0, octets.length);
        return draft;
    }

    static String text(long number) {
        return "Subject: " + number + "\r\n\r\n" + "x".repeat((int) (number % 3_000)) + "\r\n";
    }

    /// @return its UID where it is now, 0 when it is nowhere
    private long deed(long number, long uid) {
        Message message = mailboxes.message(a, uid).orElseThrow();
        return switch (Deed.of(number)) {
            case NOTHING -> uid;
            case FLAG -> {
                Flags flags = Flags.of(SystemFlag.FLAGGED);
                mailboxes.setFlags(a, new FlagChange(UidSet.of(uid), Flags.Mode.ADD, flags, OptionalLong.empty()));
                yield uid;
            }
            case COPY -> ((Appended.Stored) mailboxes.copy(a, List.of(message), b)).uid();
            case MOVE -> {
                Mailboxes.Moved moved = mailboxes.move(a, List.of(message), b);
                check(moved.vanished().equals(UidSet.of(uid)));
                yield ((Appended.Stored) moved.appended()).uid();
            }
            case EXPUNGE -> {
                check(mailboxes.expunge(a, UidSet.of(uid), false).equals(UidSet.of(uid)));
                yield 0;
            }
            case RESTORE -> {
                mailboxes.expunge(a, UidSet.of(uid), false);
                yield ((Appended.Stored) mailboxes.restore(a, UidSet.of(uid))).uid();
            }
            case APPEND -> {
                try (BlobDraft draft = body(number)) {
                    var appended = new Draft(draft, Flags.NONE, Instant.ofEpochSecond(number));
                    yield ((Appended.Stored) mailboxes.append(b, List.of(appended))).uid();
                }
            }
        };
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not what was asked for");
        }
    }
}
