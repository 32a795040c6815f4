package org.sekisho.mailbox;

import java.util.Optional;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Store;

/// From which UID on nobody has been told of a mailbox's messages (\Recent, RFC 3501 §2.3.2). Whoever moves the mark
/// on is the one who was told first, on whatever node. Safe from any thread.
final class RecentMark {
    private static final int VERSION = 1;

    private final Store store;
    private final MailboxId mailbox;

    RecentMark(Store store, MailboxId mailbox) {
        this.store = store;
        this.mailbox = mailbox;
    }

    private Optional<byte[]> stored() {
        return store.get(Rows.mailbox(mailbox), Rows.RECENT);
    }

    private long read(Optional<byte[]> value) {
        return value.map(octets -> {
                    Decoder decoder = Decoder.of(octets, VERSION, "the recent messages of mailbox " + mailbox);
                    long uid = decoder.number();
                    decoder.end();
                    return uid;
                })
                .orElse(1L);
    }

    long first() {
        return read(stored());
    }

    /// Only a hint for clients, so it need not outlive a power loss: then some are told twice.
    /// @param uidNext messages below it are told of now
    /// @return the first UID that nobody had been told of
    long claim(long uidNext) {
        while (true) {
            Optional<byte[]> before = stored();
            long first = read(before);
            if (first >= uidNext) {
                return first;
            }
            Batch batch = Batch.in(Rows.mailbox(mailbox))
                    .put(Rows.RECENT, Encoder.version(VERSION).number(uidNext).toBytes());
            Batch claim = before.isPresent()
                    ? batch.requireEquals(Rows.RECENT, before.get())
                    : batch.requireAbsent(Rows.RECENT);
            if (store.apply(claim).committed()) {
                return first;
            }
        }
    }
}
