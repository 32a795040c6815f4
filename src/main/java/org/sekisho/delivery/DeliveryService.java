package org.sekisho.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.sekisho.accounts.Directory;
import org.sekisho.activity.Handover;
import org.sekisho.address.Domain;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.events.SessionId;
import org.sekisho.gate.RelayGate;
import org.sekisho.gateway.QmailQueue;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.queue.DurableQueue;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.Recipient;
import org.sekisho.store.Blobs;

/// Takes messages whose time has come out of the queue and gives each to an [Attempt] of its own, on a virtual
/// thread. Bounded: so many attempts at once, and of those only a part for one destination, so that a slow one
/// leaves room for the others.
public final class DeliveryService implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 2_000; // at once
    private static final int MAX_PER_DESTINATION = 1_000; // of them
    private static final int CROWD = 5_000; // messages in the queue for each second that one of a crowd waits
    private static final long SHORTEST_PAUSE = 200; // milliseconds
    private static final long LONGEST_PAUSE = 10; // seconds
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration STORE_TROUBLE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    /// @param activity told what other servers did with recipients; must not throw
    /// @param reporter what we call ourselves in reports
    public record Parts(
            DurableQueue queue,
            Mailboxes mailboxes,
            Directory directory,
            RelayGate gate,
            Blobs blobs,
            Outbound outbound,
            Consumer<Handover> activity,
            Arrivals arrivals,
            QmailQueue qmailQueue,
            Supplier<RetryPolicy> policy,
            Domain reporter,
            ZoneId zone,
            InstantSource clock,
            RandomGenerator random,
            Log log,
            Counters counters) {}

    private final DurableQueue queue;
    private final Outbound outbound;
    private final RandomGenerator random;
    private final Log log;
    private final Attempt.Parts attempts;
    private final Semaphore places = new Semaphore(MAX_ATTEMPTS);
    private final Thread dispatcher;
    private volatile boolean stopping;

    public DeliveryService(Parts parts) {
        this.queue = parts.queue();
        this.outbound = parts.outbound();
        this.random = parts.random();
        this.log = parts.log();
        var style = new Reports.Style(parts.reporter(), parts.zone(), true);
        this.attempts = new Attempt.Parts(
                parts.queue(),
                new LocalDelivery(parts.mailboxes(), parts.directory(), parts.gate(), parts.arrivals(), parts.log()),
                new RemoteDelivery(
                        parts.outbound(),
                        parts.qmailQueue(),
                        parts.gate(),
                        parts.blobs(),
                        parts.activity(),
                        parts.log()),
                new Reports(style, parts.gate(), parts.blobs(), parts.random(), parts.log(), parts.counters()),
                parts.policy(),
                parts.clock(),
                parts.random(),
                parts.log(),
                parts.counters());
        parts.counters().gauge("delivery_attempts_running", places, it -> MAX_ATTEMPTS - it.availablePermits());
        this.dispatcher = Thread.ofVirtual().name("delivery").unstarted(this::dispatch);
    }

    public void start() {
        dispatcher.start();
    }

    private void dispatch() {
        while (!stopping) {
            try {
                queue.take(LONGEST_WAIT).ifPresent(this::attempt);
            } catch (RuntimeException e) {
                // The store's trouble or a bug of ours: whatever it is, delivery goes on.
                log.error("delivery.dispatch", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException _) {
            stopping = true;
        }
    }

    private void attempt(QueueEntry entry) {
        if (isCrowded(entry)) {
            queue.putBack(entry, untilLater());
            return;
        }
        places.acquireUninterruptibly();
        Thread.ofVirtual().start(() -> {
            try {
                ScopedValue.where(
                                SessionId.CURRENT, new SessionId(entry.origin().session()))
                        .run(() -> run(entry));
            } finally {
                places.release();
            }
        });
    }

    private void run(QueueEntry entry) {
        try {
            new Attempt(attempts, entry).run();
        } catch (RuntimeException e) {
            // The store's trouble or a bug of ours: the message stays, as it was before this attempt.
            log.error("delivery.trouble", e, "queue", entry.id());
            queue.putBack(entry, STORE_TROUBLE);
        }
    }

    /// Only for messages to a single destination: the others are few, and part of them would have to be written
    /// down.
    private boolean isCrowded(QueueEntry entry) {
        return entry.recipients().size() == 1
                && way(entry, entry.recipients().getFirst())
                        .filter(way -> outbound.queued(way) >= MAX_PER_DESTINATION)
                        .isPresent();
    }

    /// Longer in a longer queue, so that a large one for a slow destination is not looked through all the time.
    private Duration untilLater() {
        long seconds = Math.min(LONGEST_PAUSE, queue.statistics().total() / CROWD);
        return Duration.ofMillis(SHORTEST_PAUSE + (long) (random.nextDouble() * 1000 * (seconds + 1)));
    }

    private Optional<Routes.Way> way(QueueEntry entry, Recipient recipient) {
        if (!(recipient.address().host() instanceof Domain domain)) {
            return Optional.empty();
        }
        return switch (recipient.route()) {
            case Recipient.Route.Local _ -> Optional.empty();
            case Recipient.Route.Remote _ ->
                Optional.of(outbound.way(entry.envelope().reversePath(), domain));
            case Recipient.Route.HandOn _ ->
                outbound.gateway(domain)
                        .filter(route -> route.program().isEmpty())
                        .map(outbound::way);
        };
    }

    /// Lets attempts that are under way end, for some seconds; the store has everything that is not finished.
    @Override
    public void close() {
        stopping = true;
        try {
            if (!places.tryAcquire(MAX_ATTEMPTS, STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                log.info("delivery.cut", "running", MAX_ATTEMPTS - places.availablePermits());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
