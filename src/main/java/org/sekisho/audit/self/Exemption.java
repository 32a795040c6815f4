package org.sekisho.audit.self;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// Somebody has said that ways out are to be open for a time.
/// @param number of its own, from 1
/// @param until from then on they are closed
/// @param user who said it, as the kernel knows
/// @param ended earlier than `until`, or because that was reached
public record Exemption(
        long number,
        List<WayOut> ways,
        Instant since,
        Instant until,
        String user,
        long uid,
        String reason,
        Optional<Ending> ended) {

    public record Ending(Instant at, String why) {}

    public Exemption {
        ways = List.copyOf(ways);
    }

    public boolean isLive(Instant now) {
        return ended.isEmpty() && now.isBefore(until);
    }

    boolean covers(WayOut way) {
        return ways.stream().anyMatch(each -> each.covers(way));
    }

    Exemption ended(Instant at, String why) {
        return new Exemption(number, ways, since, until, user, uid, reason, Optional.of(new Ending(at, why)));
    }

    byte[] encoded() {
        return Encoder.version(1)
                .number(number)
                .list(ways, (encoder, way) -> way.write(encoder))
                .instant(since)
                .instant(until)
                .text(user)
                .number(uid)
                .text(reason)
                .optional(
                        ended, (encoder, ending) -> encoder.instant(ending.at()).text(ending.why()))
                .toBytes();
    }

    static Exemption read(byte[] value, String what) {
        var decoder = Decoder.of(value, 1, what);
        var exemption = new Exemption(
                decoder.number(),
                decoder.list(WayOut::read),
                decoder.instant(),
                decoder.instant(),
                decoder.text(),
                decoder.number(),
                decoder.text(),
                decoder.optional(from -> new Ending(from.instant(), from.text())));
        decoder.end();
        return exemption;
    }
}
