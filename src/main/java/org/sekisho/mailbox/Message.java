package org.sekisho.mailbox;

import java.time.Instant;
import java.util.Optional;
import org.sekisho.store.BlobId;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.RowValue;

/// One message in a mailbox: what a listing needs, small. The octets are read with [Mailboxes#open].
/// @param uid never used again in this mailbox (RFC 9051 §2.3.1.1)
/// @param modSeq of its last change (RFC 7162)
/// @param internalDate when it was received, to the second (RFC 9051 §2.3.3)
/// @param saveDate when it came into this mailbox, to the second (RFC 8514)
/// @param octets as sent: head and body, with CRLF line ends
/// @param headOctets octets of this recipient's own that come before the body; kept in a row of their own
/// @param emailId the same in every copy of the message (RFC 8474 §5.1)
/// @param popId its unique id in POP3 (RFC 1939 §7), when it came with one from another server
public record Message(
        long uid,
        Flags flags,
        long modSeq,
        Instant internalDate,
        Instant saveDate,
        long octets,
        BlobId body,
        int headOctets,
        long emailId,
        Optional<String> popId) {
    private static final int VERSION = 2; // since 2 it may have an id of POP3

    Message with(Flags changed, long changedModSeq) {
        return new Message(
                uid, changed, changedModSeq, internalDate, saveDate, octets, body, headOctets, emailId, popId);
    }

    byte[] stored() {
        Encoder encoder = Encoder.version(VERSION);
        flags.writeTo(encoder);
        return encoder.number(modSeq)
                .number(internalDate.getEpochSecond())
                .number(saveDate.getEpochSecond())
                .number(octets)
                .bytes(body.octets())
                .number(headOctets)
                .number(emailId)
                .optional(popId, Encoder::text)
                .toBytes();
    }

    /// Reads only what [Contents] keep.
    static void readInto(ChunkWriter writer, RowValue row, MailboxId mailbox, FlagsPool pool) {
        long uid = row.row().number();
        Decoder decoder = Decoder.of(row.value(), VERSION, () -> "message " + uid + " of mailbox " + mailbox);
        Flags flags = decoder.checked(() -> pool.read(decoder));
        long modSeq = decoder.number();
        long internalDate = decoder.number();
        long saveDate = decoder.number();
        writer.add(uid, flags, new long[] {modSeq, internalDate, saveDate, decoder.number()});
    }

    static Message read(long uid, byte[] value, MailboxId mailbox) {
        Decoder decoder = Decoder.of(value, VERSION, "message " + uid + " of mailbox " + mailbox);
        Message message = decoder.checked(() -> new Message(
                uid,
                Flags.readFrom(decoder),
                decoder.number(),
                Instant.ofEpochSecond(decoder.number()),
                Instant.ofEpochSecond(decoder.number()),
                decoder.number(),
                BlobId.of(decoder.bytes()),
                decoder.count(),
                decoder.number(),
                decoder.version() > 1 ? decoder.optional(Decoder::text) : Optional.empty()));
        decoder.end();
        return message;
    }
}
