package org.sekisho.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sekisho.store.BlobId;

/// A queued message as stored.
/// @param octets of the body with CRLF line ends
/// @param attempts made so far
/// @param due when the next attempt may start
/// @param held by a person: not tried until released
/// @param delayWarned a delay notification went out (RFC 3461 §4.1 DELAY), at most one
public record QueueEntry(
        QueueId id,
        Instant arrived,
        Envelope envelope,
        Origin origin,
        BlobId body,
        long octets,
        List<Recipient> recipients,
        int attempts,
        Instant due,
        Optional<String> held,
        boolean delayWarned) {}
