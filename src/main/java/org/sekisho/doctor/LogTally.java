package org.sekisho.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Counts what a log says, whosever it is, in bounded memory. Used by one thread.
public final class LogTally {
    private static final int UNDER_WAY = 200_000; // messages that are remembered; some 50 MB
    private static final int BLOCKED_DESTINATIONS = 20;

    private final Phrases phrases;
    private final Tally<Origin> origins = new Tally<>();
    private final Tally<String> senders = new Tally<>();
    private final Tally<String> refusedClients = new Tally<>();
    private final OutcomeTally<String> outcomesBySender = new OutcomeTally<>();
    private final OutcomeTally<Responsible> outcomesByResponsible = new OutcomeTally<>();
    private final OutcomeTally<String> destinations = new OutcomeTally<>();
    private final Map<Phrase, Long> blocked = new HashMap<>();
    private final Map<Phrase, String> examples = new HashMap<>();
    private final Map<Phrase, Tally<String>> blockedBy = new HashMap<>();
    private final Flows flows = new Flows();
    private Outcomes local = Outcomes.NONE;
    private Outcomes remote = Outcomes.NONE;
    private Optional<Instant> first = Optional.empty();
    private Optional<Instant> last = Optional.empty();
    private Optional<Instant> now = Optional.empty();
    private long lines;
    private long strange;
    private long messages;
    private long bounces;
    private long dropped;
    private long statuses;
    private long full;
    private long refused;

    LogTally(Phrases phrases) {
        this.phrases = phrases;
    }

    /// With the replies that are published with the program.
    public static LogTally create() {
        return new LogTally(Phrases.published());
    }

    /// A map that forgets the oldest: a message whose end was lost must not stay for ever.
    public static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > UNDER_WAY;
            }
        };
    }

    /// A line of the mail system; what it says is counted by calls that follow.
    public void line(Optional<Instant> time) {
        lines++;
        now = time;
        first = first.isPresent() && (time.isEmpty() || first.get().isBefore(time.get())) ? first : time;
        last = last.isPresent() && (time.isEmpty() || last.get().isAfter(time.get())) ? last : time;
    }

    /// A line that is none of it, or damaged.
    public void strange() {
        strange++;
    }

    /// A new message.
    /// @param sender with its angle brackets
    public void message(Origin origin, String sender) {
        messages++;
        origins.add(origin, 1);
        senders.add(Shown.of(sender), 1);
        flows.add(now, new Flow(1, 0));
    }

    /// A notification of failure was made.
    public void bounce() {
        bounces++;
    }

    /// A notification that could not be delivered either was given up.
    public void dropped() {
        dropped++;
    }

    /// How many deliveries are under way was logged.
    /// @param isFull no place is left for another
    public void status(boolean isFull) {
        statuses++;
        full += isFull ? 1 : 0;
    }

    /// A stranger was told no, and nothing was taken.
    public void refused(String client) {
        refused++;
        refusedClients.add(Shown.of(client), 1);
    }

    /// An attempt to deliver here.
    public void local(Outcomes outcome) {
        local = local.plus(outcome);
        flows.add(now, new Flow(0, outcome.ended()));
    }

    /// An attempt to deliver elsewhere.
    /// @param sender with its angle brackets; empty when not known
    /// @param reply of the other server
    public void remote(Origin origin, String sender, String destination, Outcomes outcome, String reply) {
        remote = remote.plus(outcome);
        flows.add(now, new Flow(0, outcome.ended()));
        destinations.add(destination, outcome);
        if (!sender.isEmpty()) {
            outcomesBySender.add(sender, outcome);
        }
        origin.responsible().ifPresent(who -> outcomesByResponsible.add(who, outcome));
        if (outcome.success() == 0) {
            phrases.in(reply).ifPresent(phrase -> blocked(phrase, destination, reply));
        }
    }

    private void blocked(Phrase phrase, String destination, String reply) {
        blocked.merge(phrase, 1L, Long::sum);
        examples.put(phrase, Shown.of(reply));
        blockedBy.computeIfAbsent(phrase, _ -> new Tally<>()).add(destination, 1);
    }

    /// @param octets that were read
    public LogFacts facts(long octets) {
        List<Blocked> replies = new ArrayList<>();
        blocked.forEach((phrase, times) -> replies.add(new Blocked(
                phrase,
                times,
                examples.getOrDefault(phrase, ""),
                blockedBy.getOrDefault(phrase, new Tally<>()).largest(BLOCKED_DESTINATIONS))));
        replies.sort(Comparator.comparingLong(Blocked::times).reversed());
        return new LogFacts(
                lines,
                strange,
                octets,
                first,
                last,
                messages,
                bounces,
                dropped,
                statuses,
                full,
                refused,
                local,
                remote,
                flows.byHour(),
                origins.largest(),
                senders.largest(),
                refusedClients.largest(),
                outcomesBySender.largest(),
                outcomesByResponsible.largest(),
                destinations.largest(),
                List.copyOf(replies));
    }
}
