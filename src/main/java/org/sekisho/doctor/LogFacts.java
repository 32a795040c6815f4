package org.sekisho.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// What was logged. Maps hold the largest first, and of very many keys only the most frequent.
/// @param lines of the mail system
/// @param strange lines that are none of it, or damaged
/// @param octets of the logs, unpacked
/// @param first the time of the earliest line, where lines tell it
/// @param last the time of the latest
/// @param messages new ones
/// @param bounces notifications of failure that were made
/// @param dropped notifications that could not be delivered either, and were given up
/// @param statuses how often the number of deliveries under way was logged
/// @param full of these, with no place left for another remote one
/// @param refused strangers who were told no before anything was taken
/// @param hours what came and went, by the hour, where lines tell the time
/// @param messagesByOrigin messages by where they came from
/// @param messagesBySender messages by envelope sender
/// @param refusedClients those who were told no, by address
/// @param senders attempts to deliver elsewhere, by envelope sender
/// @param conduct the same, by who is responsible
/// @param destinations the same, by domain
/// @param blocked replies that are known to mean that we are blocked, the most frequent first
public record LogFacts(
        long lines,
        long strange,
        long octets,
        Optional<Instant> first,
        Optional<Instant> last,
        long messages,
        long bounces,
        long dropped,
        long statuses,
        long full,
        long refused,
        Outcomes local,
        Outcomes remote,
        SortedMap<Instant, Flow> hours,
        Map<Origin, Long> messagesByOrigin,
        Map<String, Long> messagesBySender,
        Map<String, Long> refusedClients,
        Map<String, Outcomes> senders,
        Map<Responsible, Outcomes> conduct,
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
