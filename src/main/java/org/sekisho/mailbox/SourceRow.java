package org.sekisho.mailbox;

import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// What is remembered of a message that came from another server, so that it comes once.
/// @param uid here; the message may be gone by now
/// @param flags as they were there when somebody last looked
public record SourceRow(long uid, Flags flags) {
    private static final int VERSION = 1;

    byte[] stored() {
        Encoder encoder = Encoder.version(VERSION).number(uid);
        flags.writeTo(encoder);
        return encoder.toBytes();
    }

    static SourceRow read(byte[] value, String name, MailboxId mailbox) {
        Decoder decoder = Decoder.of(value, VERSION, "the source " + name + " in mailbox " + mailbox);
        SourceRow row = decoder.checked(() -> new SourceRow(decoder.number(), Flags.readFrom(decoder)));
        decoder.end();
        return row;
    }
}
