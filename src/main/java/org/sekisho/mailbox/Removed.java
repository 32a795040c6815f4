package org.sekisho.mailbox;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// A mailbox that is off the list, and whose messages are still there: the row `gone/<mailbox id>`.
/// @param name what it was called; empty when it was removed by a version that did not note it
/// @param at when it was removed, to the second
/// @param uidValidity as it was last
/// @param uses as they were last
/// @param lastUidValidity the last one its account had given out then
/// @param purging it cannot be given back any more
public record Removed(
        MailboxId id,
        Optional<MailboxName> name,
        Instant at,
        long uidValidity,
        Set<SpecialUse> uses,
        long lastUidValidity,
        boolean purging) {
    private static final int VERSION = 2; // since 2 it says what was removed and when

    Removed nowPurging() {
        return new Removed(id, name, at, uidValidity, uses, lastUidValidity, true);
    }

    byte[] stored() {
        return Encoder.version(VERSION)
                .optional(name, (encoder, text) -> encoder.text(text.value()))
                .number(at.getEpochSecond())
                .number(uidValidity)
                .list(new TreeSet<>(uses), Encoder::symbol)
                .number(lastUidValidity)
                .flag(purging)
                .toBytes();
    }

    static Removed read(MailboxId id, byte[] value) {
        Decoder decoder = Decoder.of(value, VERSION, "the removed mailbox " + id);
        Removed removed = decoder.version() < VERSION
                ? new Removed(id, Optional.empty(), Instant.EPOCH, 0, Set.of(), 0, true)
                : decoder.checked(() -> new Removed(
                        id,
                        decoder.optional(text -> new MailboxName(text.text())),
                        Instant.ofEpochSecond(decoder.number()),
                        decoder.number(),
                        Set.copyOf(decoder.list(each -> each.symbol(SpecialUse.class))),
                        decoder.number(),
                        decoder.flag()));
        decoder.end();
        return removed;
    }
}
