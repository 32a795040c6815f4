package org.sekisho.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Counts what lies in a queue, whosever it is, in bounded memory. Used by one thread.
public final class QueueTally {
    private static final long STEP = 1000; // messages

    private final Instant now;
    private final LongConsumer progress;
    private final Map<Age, Long> ages = new EnumMap<>(Age.class);
    private final Tally<Origin> origins = new Tally<>();
    private final Tally<Origin> recipientsByOrigin = new Tally<>();
    private final Tally<String> senders = new Tally<>();
    private final Tally<String> destinations = new Tally<>();
    private Optional<Instant> oldest = Optional.empty();
    private long messages;
    private long waiting;
    private long deferred;
    private long held;
    private long fromNobody;
    private long doubleBounces;
    private long local;
    private long remote;
    private long done;
    private long vanished;

    public QueueTally(Instant now) {
        this(now, _ -> {});
    }

    /// @param progress is told now and then how many messages there were so far
    public QueueTally(Instant now, LongConsumer progress) {
        this.now = now;
        this.progress = progress;
    }

    /// A message that is there, whatever else can be read of it.
    public void message() {
        messages++;
        if (messages % STEP == 0) {
            progress.accept(messages);
        }
    }

    /// What is known of it.
    /// @param recipients still to be served; a message of which they are not known counts for one
    public void origin(Origin origin, Instant arrived, long recipients) {
        ages.merge(Age.of(Duration.between(arrived, now)), 1L, Long::sum);
        oldest = oldest.filter(known -> known.isBefore(arrived)).or(() -> Optional.of(arrived));
        origins.add(origin, 1);
        recipientsByOrigin.add(origin, Math.max(1, recipients));
    }

    /// No one has looked at it yet.
    public void waiting() {
        waiting++;
    }

    /// It was tried, and will be again.
    public void deferred() {
        deferred++;
    }

    /// A person, or a rule, keeps it back.
    public void held() {
        held++;
    }

    /// It was delivered while we looked.
    public void vanished() {
        vanished++;
    }

    /// @param address empty for a notification
    public void sender(String address) {
        fromNobody += address.isEmpty() ? 1 : 0;
        senders.add("<" + Shown.of(address) + ">", 1);
    }

    /// The sender of a notification about a notification.
    public void doubleBounce() {
        doubleBounces++;
        sender("");
    }

    /// A recipient elsewhere who is still to be served.
    public void remote(String address) {
        remote++;
        destinations.add(Destinations.of(Shown.of(address)), 1);
    }

    /// A recipient here who is.
    public void local() {
        local++;
    }

    /// A recipient who is done with.
    public void done() {
        done++;
    }

    /// How many are still to be served, of all messages so far.
    public long recipients() {
        return local + remote;
    }

    public QueueFacts facts() {
        return new QueueFacts(
                now,
                messages,
                waiting,
                deferred,
                held,
                fromNobody,
                doubleBounces,
                local,
                remote,
                done,
                vanished,
                oldest,
                ages,
                origins.largest(),
                recipientsByOrigin.largest(),
                senders.largest(),
                destinations.largest());
    }
}
