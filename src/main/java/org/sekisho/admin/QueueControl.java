package org.sekisho.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sekisho.address.Domain;
import org.sekisho.address.ReversePath;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.QueueId;

/// The queue, as far as a person may look into it and change it. Safe from any thread. All of it throws
/// `StorageException` when the store fails.
public interface QueueControl {
    /// From counters, not from a walk through the queue: quick with a million messages.
    Totals totals();

    /// Who is responsible for what is queued, the most first, from counters as well.
    /// @param most entries of each kind
    Responsible responsible(int most);

    Optional<QueueEntry> find(QueueId id);

    /// The route of the settings that mail from somebody to outside takes, if it may leave at all; empty: where
    /// the DNS says.
    Optional<String> route(ReversePath sender, Domain domain);

    /// Walks through the queue, oldest first.
    /// @param each false to stop
    void walk(Selection selection, Predicate<QueueEntry> each);

    /// Not tried until released.
    /// @return how many messages changed
    long hold(Selection selection, String why);

    /// No longer held, and due now.
    long release(Selection selection);

    /// Due now, whatever their retry time.
    long retry(Selection selection);

    /// Gone, without a report to anybody.
    long remove(Selection selection);

    /// @param total messages that are not finished
    /// @param deferred of them, tried before and waiting for the next attempt
    /// @param held of them, waiting for a person
    record Totals(long total, long deferred, long held) {}

    /// @param accounts holders of permits ([Permit#holder]), or ids of accounts
    record Responsible(List<Count> senders, List<Count> accounts, List<Count> clients, List<Count> destinations) {}

    record Count(String name, long messages) {}
}
