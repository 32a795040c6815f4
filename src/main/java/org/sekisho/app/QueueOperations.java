package org.sekisho.app;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.sekisho.address.Domain;
import org.sekisho.address.ReversePath;
import org.sekisho.admin.QueueControl;
import org.sekisho.admin.Selection;
import org.sekisho.queue.DurableQueue;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.QueueId;
import org.sekisho.queue.QueueStatistics;

/// The queue as `admin` sees it.
/// @param routes the name of the route for mail from somebody to somewhere
record QueueOperations(DurableQueue queue, BiFunction<ReversePath, Domain, Optional<String>> routes)
        implements QueueControl {
    @Override
    public Totals totals() {
        QueueStatistics statistics = queue.statistics();
        return new Totals(statistics.total(), statistics.deferred(), statistics.held());
    }

    @Override
    public Responsible responsible(int most) {
        QueueStatistics statistics = queue.statistics();
        return new Responsible(
                counts(statistics.senders(most)),
                counts(statistics.holders(most)),
                counts(statistics.clients(most)),
                counts(statistics.destinations(most)));
    }

    private static List<Count> counts(List<QueueStatistics.Count> counts) {
        return counts.stream()
                .map(count -> new Count(count.name(), count.messages()))
                .toList();
    }

    @Override
    public Optional<String> route(ReversePath sender, Domain domain) {
        return routes.apply(sender, domain);
    }

    @Override
    public Optional<QueueEntry> find(QueueId id) {
        return queue.find(id);
    }

    @Override
    public void walk(Selection selection, Predicate<QueueEntry> each) {
        queue.walk(choice(selection), each);
    }

    @Override
    public long hold(Selection selection, String why) {
        return queue.hold(choice(selection), why);
    }

    @Override
    public long release(Selection selection) {
        return queue.release(choice(selection));
    }

    @Override
    public long retry(Selection selection) {
        return queue.retry(choice(selection));
    }

    @Override
    public long remove(Selection selection) {
        return queue.remove(choice(selection));
    }

    private static DurableQueue.Choice choice(Selection selection) {
        return new DurableQueue.Choice(selection.id(), selection::fits);
    }
}
