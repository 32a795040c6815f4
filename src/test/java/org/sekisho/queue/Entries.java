package org.sekisho.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sekisho.queue.DurableQueue.Offspring;
import org.sekisho.store.BlobDraft;

/// What tests make of queued messages.
final class Entries {
    private Entries() {}

    static QueueEntry again(QueueEntry entry, int attempts, Instant due) {
        return with(entry, entry.recipients(), attempts, due);
    }

    static QueueEntry with(QueueEntry entry, List<Recipient> recipients, int attempts, Instant due) {
        return new QueueEntry(
                entry.id(),
                entry.arrived(),
                entry.envelope(),
                entry.origin(),
                entry.body(),
                entry.octets(),
                recipients,
                attempts,
                due,
                entry.held(),
                entry.delayWarned());
    }

    static Offspring child(Queue.Submission mail, Optional<BlobDraft> draft) {
        return new Offspring(mail.envelope(), mail.origin(), mail.recipients(), draft);
    }
}
