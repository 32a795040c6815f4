package org.sekisho.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was logged. Maps hold the largest first, and of very many keys only the most frequent.
/// @param lines of the mail system
/// @param strange lines that are none of it, or damaged
/// @param first the time of the earliest line, where lines tell it
/// @param last the time of the latest
/// @param messages new ones
/// @param bounces notifications of failure that were made
/// @param dropped notifications that could not be delivered either, and were given up
/// @param statuses how often the number of deliveries under way was logged
/// @param full of these, with no place left for another remote one
/// @param messagesByUid messages by the user of the machine who put them into the queue
/// @param messagesBySender messages by envelope sender
/// @param senders attempts to deliver elsewhere, by envelope sender
/// @param destinations attempts to deliver elsewhere, by domain
/// @param blocked replies that are known to mean that we are blocked, the most frequent first
public record LogFacts(
        long lines,
        long strange,
        Optional<Instant> first,
        Optional<Instant> last,
        long messages,
        long bounces,
        long dropped,
        long statuses,
        long full,
        Outcomes local,
        Outcomes remote,
        Map<String, Long> messagesByUid,
        Map<String, Long> messagesBySender,
        Map<String, Outcomes> senders,
        Map<String, Outcomes> destinations,
        List<Blocked> blocked) {
    /// Replies that mean this.
    public long times(BlockClass kind) {
        return blocked.stream()
                .filter(each -> each.phrase().kind() == kind)
                .mapToLong(Blocked::times)
                .sum();
    }
}
