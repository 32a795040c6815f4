package org.sekisho.audit.blocklists;

import java.time.Instant;
import java.util.Optional;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// How one subject stands with one list, over time.
/// @param subject address or domain
/// @param zone the list
/// @param status what became of the last question
/// @param words what the list said, or why there is no answer; empty for clean
/// @param page where its operator says how to get off it
/// @param listedSince since when we know it to be listed; stays until the list says that it is clean
public record Standing(
        String subject, String zone, Status status, String words, String page, Optional<Instant> listedSince) {
    /// Listed by the last answer there was, which may be older than the last question.
    public boolean isListed() {
        return listedSince.isPresent();
    }

    static void write(Encoder encoder, Standing standing) {
        encoder.text(standing.subject)
                .text(standing.zone)
                .symbol(standing.status)
                .text(standing.words)
                .text(standing.page)
                .optional(standing.listedSince, Encoder::instant);
    }

    static Standing read(Decoder decoder) {
        return new Standing(
                decoder.text(),
                decoder.text(),
                decoder.symbol(Status.class),
                decoder.text(),
                decoder.text(),
                decoder.optional(Decoder::instant));
    }
}
