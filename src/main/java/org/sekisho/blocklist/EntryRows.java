package org.sekisho.blocklist;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.sekisho.address.SyntaxError;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.StorageException;

/// How the blocklist is stored: one partition, one row for each subject, sorted by address and name, so that
/// there is one entry for each.
final class EntryRows {
    static final Partition PARTITION = new Partition("blocklist");
    static final Row HEAD = Row.of("head");
    static final String ENTRY = "entry";
    static final String LOG = "log";

    private static final int VERSION = 1;
    private static final int HAND = 0;
    private static final int IMPORT = 1;
    private static final int RULE = 2;

    private EntryRows() {}

    /// @param version grows by one with each change
    /// @param next number for an entry
    record Head(long version, long next) {
        byte[] encoded() {
            return Encoder.version(VERSION).number(version).number(next).toBytes();
        }

        static Head read(byte[] value) {
            Decoder in = Decoder.of(value, VERSION, "blocklist head");
            var head = new Head(in.number(), in.number());
            in.end();
            return head;
        }
    }

    static Row row(Subject subject) {
        return Row.of(
                ENTRY,
                switch (subject) {
                    case Subject.Addresses(var network) ->
                        (network.isV4() ? "4/" : "6/")
                                + HexFormat.of().formatHex(network.prefix().getAddress())
                                + String.format(Locale.ROOT, "/%03d", network.length());
                    case Subject.Names names -> "d/" + names;
                    case Subject.Sender sender -> "s/" + sender;
                });
    }

    static byte[] value(Entry entry) {
        Terms terms = entry.terms();
        Encoder out = Encoder.version(VERSION)
                .number(entry.number())
                .text(entry.subject().toString())
                .symbol(terms.effect())
                .symbol(terms.stage())
                .text(terms.reason())
                .instant(terms.since())
                .optional(terms.until(), Encoder::instant);
        return switch (terms.origin()) {
            case Origin.ByHand(var user) -> out.number(HAND).text(user).toBytes();
            case Origin.Imported(var user, var list) ->
                out.number(IMPORT).text(user).text(list).toBytes();
            case Origin.ByRule(var rule, var count, var session) ->
                out.number(RULE).text(rule).number(count).text(session).toBytes();
        };
    }

    static Entry entry(RowValue row) {
        Decoder in = Decoder.of(row.value(), VERSION, "blocklist entry");
        long number = in.number();
        String subject = in.text();
        Effect effect = in.symbol(Effect.class);
        Stage stage = in.symbol(Stage.class);
        String reason = in.text();
        var since = in.instant();
        Optional<Instant> until = in.optional(Decoder::instant);
        Origin origin = switch ((int) in.number()) {
            case HAND -> new Origin.ByHand(in.text());
            case IMPORT -> new Origin.Imported(in.text(), in.text());
            default -> new Origin.ByRule(in.text(), in.number(), in.text());
        };
        in.end();
        return sound(
                () -> new Entry(number, Subject.of(subject), new Terms(effect, stage, reason, since, until, origin)));
    }

    static Subject subject(String text) {
        return sound(() -> Subject.of(text));
    }

    private static <T> T sound(Supplier<T> value) {
        try {
            return value.get();
        } catch (SyntaxError e) {
            throw new StorageException(
                    StorageException.Kind.DAMAGED, "a blocklist entry cannot be read: " + e.getMessage(), e);
        }
    }
}
