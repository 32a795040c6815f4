package org.sekisho.mailbox;

import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// What one commit did to a mailbox: the row `log/<modseq>`.
/// @param changed UIDs that were added, or whose flags changed
/// @param vanished UIDs that were expunged (RFC 7162 §3.2)
record LogEntry(UidSet changed, UidSet vanished) {
    private static final int VERSION = 1;

    byte[] stored() {
        Encoder encoder = Encoder.version(VERSION);
        changed.writeTo(encoder);
        vanished.writeTo(encoder);
        return encoder.toBytes();
    }

    static LogEntry read(byte[] value, MailboxId mailbox) {
        Decoder decoder = Decoder.of(value, VERSION, "the log of mailbox " + mailbox);
        LogEntry entry = new LogEntry(UidSet.readFrom(decoder), UidSet.readFrom(decoder));
        decoder.end();
        return entry;
    }
}
