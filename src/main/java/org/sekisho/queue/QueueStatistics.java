package org.sekisho.queue;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.sekisho.address.ReversePath;

/// How much is queued and who is responsible, kept up to date with every change. Bounded: names beyond the first
/// [#MAX_NAMES] of a kind are counted together. Safe from any thread.
public final class QueueStatistics {
    static final int MAX_NAMES = 50_000;
    private static final String OTHERS = "(others)";

    private final LongAdder total = new LongAdder();
    private final LongAdder deferred = new LongAdder();
    private final LongAdder held = new LongAdder();
    private final Map<String, Long> senders = new ConcurrentHashMap<>();
    private final Map<String, Long> holders = new ConcurrentHashMap<>();
    private final Map<String, Long> clients = new ConcurrentHashMap<>();
    private final Map<String, Long> destinations = new ConcurrentHashMap<>();

    public record Count(String name, long messages) {}

    void add(QueueEntry entry) {
        change(entry, 1);
    }

    void remove(QueueEntry entry) {
        change(entry, -1);
    }

    private void change(QueueEntry entry, int by) {
        total.add(by);
        if (entry.held().isPresent()) {
            held.add(by);
        } else if (entry.attempts() > 0) {
            deferred.add(by);
        }
        count(senders, entry.envelope().reversePath() instanceof ReversePath.From(var it) ? it.toString() : "<>", by);
        count(clients, entry.origin().client(), by);
        holders(entry).forEach(name -> count(holders, name, by));
        entry.recipients().stream()
                .filter(recipient -> recipient.status() instanceof Recipient.Status.Pending)
                .map(recipient -> recipient.address().host().toString())
                .distinct()
                .forEach(name -> count(destinations, name, by));
    }

    private static Stream<String> holders(QueueEntry entry) {
        Stream<String> permits = entry.recipients().stream()
                .map(Recipient::route)
                .filter(Recipient.Route.Remote.class::isInstance)
                .map(route -> ((Recipient.Route.Remote) route).permit().holder());
        Stream<String> account = entry.origin().account().map(id -> "account:" + id).stream();
        return Stream.concat(permits, account).distinct();
    }

    private static void count(Map<String, Long> names, String name, int by) {
        String counted = by > 0 && names.size() >= MAX_NAMES && !names.containsKey(name) ? OTHERS : name;
        String known = by < 0 && !names.containsKey(name) ? OTHERS : counted;
        names.merge(known, (long) by, (before, more) -> before + more == 0 ? null : before + more);
    }

    public long total() {
        return total.sum();
    }

    public long deferred() {
        return deferred.sum();
    }

    public long held() {
        return held.sum();
    }

    public List<Count> senders(int most) {
        return top(senders, most);
    }

    /// Holders of permits, e.g. `account:…`, `network:…`.
    public List<Count> holders(int most) {
        return top(holders, most);
    }

    public List<Count> clients(int most) {
        return top(clients, most);
    }

    public List<Count> destinations(int most) {
        return top(destinations, most);
    }

    private static List<Count> top(Map<String, Long> names, int most) {
        return names.entrySet().stream()
                .map(each -> new Count(each.getKey(), each.getValue()))
                .filter(count -> count.messages() > 0)
                .sorted(Comparator.comparingLong(Count::messages).reversed().thenComparing(Count::name))
                .limit(most)
                .toList();
    }
}
