package org.sekisho.doctor;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What lies in a queue. Maps hold the largest first, and of very many keys only the most frequent.
/// @param when it was looked at
/// @param messages all of them
/// @param waiting of these, those that no one has looked at yet (qmail's todo, Postfix's maildrop and incoming)
/// @param deferred of these, those that were tried and wait for the next attempt, where the queue tells it
/// @param held of these, those that are kept back
/// @param fromNobody of these, those whose sender is empty: notifications
/// @param doubleBounces of these, notifications about a notification
/// @param local recipients here who are still to get theirs
/// @param remote recipients elsewhere who are
/// @param done recipients who are done with
/// @param vanished messages that were delivered while we looked
/// @param oldest when the oldest came in
/// @param ages messages by age
/// @param origins messages by where they came from
/// @param recipientsByOrigin recipients still to be served, by where the message came from
/// @param senders messages by envelope sender
/// @param destinations remote recipients still to be served, by domain
public record QueueFacts(
        Instant when,
        long messages,
        long waiting,
        long deferred,
        long held,
        long fromNobody,
        long doubleBounces,
        long local,
        long remote,
        long done,
        long vanished,
        Optional<Instant> oldest,
        Map<Age, Long> ages,
        Map<Origin, Long> origins,
        Map<Origin, Long> recipientsByOrigin,
        Map<String, Long> senders,
        Map<String, Long> destinations) {
    long ofAge(Age age) {
        return ages.getOrDefault(age, 0L);
    }
}
