package org.sekisho.audit.blocklists;

import java.time.Instant;
import java.util.List;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// A list began or ceased to list a subject.
/// @param reason what the list says
/// @param page where its operator says how to get off it
/// @param before what happened before a listing, as far as we know: lines for people
public record Change(
        Instant at, Kind kind, String subject, String zone, String reason, String page, List<String> before) {
    private static final int VERSION = 1;

    public Change {
        before = List.copyOf(before);
    }

    public enum Kind {
        LISTED,
        CLEARED,
        /// Nobody asks for it any more: the subject is no longer ours, or the list no longer known.
        DROPPED
    }

    static Change of(Instant at, Kind kind, Standing standing) {
        return new Change(at, kind, standing.subject(), standing.zone(), standing.words(), standing.page(), List.of());
    }

    Change after(List<String> lines) {
        return new Change(at, kind, subject, zone, reason, page, lines);
    }

    /// Whether this is how that listing began.
    public boolean began(Standing standing) {
        return kind == Kind.LISTED
                && subject.equals(standing.subject())
                && zone.equals(standing.zone())
                && standing.listedSince().filter(at::equals).isPresent();
    }

    byte[] print() {
        return Encoder.version(VERSION)
                .instant(at)
                .symbol(kind)
                .text(subject)
                .text(zone)
                .text(reason)
                .text(page)
                .list(before, Encoder::text)
                .toBytes();
    }

    static Change read(byte[] value, String what) {
        Decoder decoder = Decoder.of(value, VERSION, what);
        var change = new Change(
                decoder.instant(),
                decoder.symbol(Kind.class),
                decoder.text(),
                decoder.text(),
                decoder.text(),
                decoder.text(),
                decoder.list(Decoder::text));
        decoder.end();
        return change;
    }
}
