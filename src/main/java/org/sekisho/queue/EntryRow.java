package org.sekisho.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.gate.RelayGate;
import org.sekisho.gate.Target;
import org.sekisho.store.BlobId;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.StorageException;

/// The rows of a queued message: `entry/<id>` holds it, `due/<time><id>` says when it is to be tried (not while
/// held). Safe from any thread.
final class EntryRow {
    private static final int VERSION = 1;
    private static final byte[] DUE = "due/".getBytes(StandardCharsets.US_ASCII);
    static final Row DUE_END = Row.of("due0"); // '0' follows '/' in ASCII
    static final Row END = Row.of("entry0");

    private final RelayGate gate;

    /// @param gate writes and reads permits
    EntryRow(RelayGate gate) {
        this.gate = gate;
    }

    static Partition partition(int shard) {
        return new Partition(shard < 10 ? "queue/0" + shard : "queue/" + shard);
    }

    static Row row(QueueId id) {
        return Row.of("entry", id.value());
    }

    static QueueId id(Row row) {
        return new QueueId(row.text("entry"));
    }

    static String owner(QueueId id) {
        return "queue/" + id;
    }

    static Row due(Waiting waiting) {
        byte[] name = QueueId.of(waiting.id()).value().getBytes(StandardCharsets.US_ASCII);
        return Row.of(ByteBuffer.allocate(DUE.length + Long.BYTES + name.length)
                .put(DUE)
                .putLong(waiting.due())
                .put(name)
                .array());
    }

    static Waiting waiting(Row due) {
        byte[] key = due.key();
        var id = new String(
                key, DUE.length + Long.BYTES, key.length - DUE.length - Long.BYTES, StandardCharsets.US_ASCII);
        return new Waiting(ByteBuffer.wrap(key).getLong(DUE.length), new QueueId(id).number());
    }

    byte[] print(QueueEntry entry) {
        Envelope envelope = entry.envelope();
        Encoder encoder = Encoder.version(VERSION)
                .instant(entry.arrived())
                .text(envelope.reversePath() instanceof ReversePath.From(var mailbox) ? mailbox.toString() : "")
                .flag(envelope.smtputf8())
                .flag(envelope.eightBit())
                .flag(envelope.bounceable())
                .optional(envelope.dsn().ret(), Encoder::symbol)
                .optional(envelope.dsn().envelopeId(), Encoder::text)
                .text(entry.origin().client())
                .optional(entry.origin().account(), (to, account) -> to.text(account.value()))
                .text(entry.origin().session())
                .bytes(entry.body().octets())
                .number(entry.octets())
                .number(entry.attempts())
                .instant(entry.due())
                .optional(entry.held(), Encoder::text)
                .flag(entry.delayWarned());
        return encoder.list(entry.recipients(), this::print).toBytes();
    }

    private void print(Encoder encoder, Recipient recipient) {
        encoder.text(recipient.address().toString());
        switch (recipient.route()) {
            case Recipient.Route.Local(Target.Account(var id, var detail)) ->
                encoder.number(0).text(id.value()).text(detail);
            case Recipient.Route.Local(Target.Alias(var id)) ->
                encoder.number(1).text(id);
            case Recipient.Route.Remote(var permit) -> encoder.number(2).text(gate.stored(permit));
            case Recipient.Route.HandOn(var pass) ->
                encoder.number(3).text(pass.domain().name());
        }
        encoder.list(recipient.dsn().notifyOn().stream().sorted().toList(), Encoder::symbol) // one form for one value
                .optional(recipient.dsn().originalRecipient(), Encoder::text);
        switch (recipient.status()) {
            case Recipient.Status.Pending(var lastError) -> encoder.number(0).text(lastError);
            case Recipient.Status.Done(var note) -> encoder.number(1).text(note);
            case Recipient.Status.Failed(var code, var note) ->
                encoder.number(2).text(code).text(note);
        }
    }

    /// @throws StorageException damaged
    QueueEntry read(QueueId id, byte[] value) {
        var decoder = Decoder.of(value, VERSION, "queue entry " + id);
        Instant arrived = decoder.instant();
        String sender = decoder.text();
        var reversePath = sender.isEmpty()
                ? new ReversePath.Null()
                : new ReversePath.From(checked(decoder, () -> Mailbox.of(sender)));
        boolean smtputf8 = decoder.flag();
        boolean eightBit = decoder.flag();
        boolean bounceable = decoder.flag();
        var dsn = new Dsn.ForMessage(
                decoder.optional(from -> from.symbol(Dsn.Ret.class)), decoder.optional(Decoder::text));
        var envelope = new Envelope(reversePath, smtputf8, eightBit, dsn, bounceable);
        var origin = new Origin(decoder.text(), decoder.optional(from -> new AccountId(from.text())), decoder.text());
        byte[] blob = decoder.bytes();
        BlobId body = decoder.checked(() -> BlobId.of(blob));
        long octets = decoder.number();
        int attempts = decoder.count();
        Instant due = decoder.instant();
        var held = decoder.optional(Decoder::text);
        boolean delayWarned = decoder.flag();
        var recipients = decoder.list(this::recipient);
        decoder.end();
        return new QueueEntry(
                id, arrived, envelope, origin, body, octets, recipients, attempts, due, held, delayWarned);
    }

    private Recipient recipient(Decoder decoder) {
        String address = decoder.text();
        Recipient.Route route = route(decoder);
        var dsn = new Dsn.ForRecipient(
                Set.copyOf(decoder.list(from -> from.symbol(Dsn.Notify.class))), decoder.optional(Decoder::text));
        Recipient.Status status = status(decoder);
        return checked(decoder, () -> new Recipient(Mailbox.of(address), route, dsn, status));
    }

    private Recipient.Route route(Decoder decoder) {
        int kind = decoder.count();
        return switch (kind) {
            case 0 -> new Recipient.Route.Local(new Target.Account(new AccountId(decoder.text()), decoder.text()));
            case 1 -> new Recipient.Route.Local(new Target.Alias(decoder.text()));
            case 2 -> {
                String permit = decoder.text();
                yield new Recipient.Route.Remote(checked(decoder, () -> gate.permit(permit)));
            }
            case 3 -> {
                String domain = decoder.text();
                yield new Recipient.Route.HandOn(checked(decoder, () -> gate.gatewayPass(domain)));
            }
            default -> throw unknown("route", kind);
        };
    }

    private static Recipient.Status status(Decoder decoder) {
        int kind = decoder.count();
        return switch (kind) {
            case 0 -> new Recipient.Status.Pending(decoder.text());
            case 1 -> new Recipient.Status.Done(decoder.text());
            case 2 -> new Recipient.Status.Failed(decoder.text(), decoder.text());
            default -> throw unknown("status", kind);
        };
    }

    private static <T> T checked(Decoder decoder, Supplier<T> value) {
        return decoder.checked(() -> {
            try {
                return value.get();
            } catch (SyntaxError e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        });
    }

    private static StorageException unknown(String what, int kind) {
        return new StorageException(StorageException.Kind.DAMAGED, "a recipient's " + what + " is of kind " + kind);
    }
}
