package org.sekisho.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.sekisho.address.Domain;
import org.sekisho.address.ReversePath;
import org.sekisho.gateway.GatewayRoute;
import org.sekisho.smtp.client.Conversation;
import org.sekisho.smtp.client.Dialer;
import org.sekisho.smtp.client.Failure;
import org.sekisho.smtp.client.Hop;
import org.sekisho.smtp.client.Hops;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Outcome;
import org.sekisho.smtp.client.OutgoingMessage;
import org.sekisho.smtp.client.Terms;

/// Mail on its way to other servers: keeps conversations for the next message and gives each destination no more
/// of them than it bears. Safe from any thread.
public final class Outbound implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2); // for a place at the destination

    private final Dialer dialer;
    private final NextHops nextHops;
    private final Supplier<Routes> routes;
    private final InstantSource clock;
    private final int mostPerDestination;
    private final Semaphore places;
    private final Map<Routes.Way.Key, Destination> destinations = new ConcurrentHashMap<>();
    private final Thread sweeper;

    /// How many messages are sent at once.
    public record Limits(int all, int perDestination) {}

    public Outbound(Dialer dialer, NextHops nextHops, Supplier<Routes> routes, InstantSource clock, Limits limits) {
        this.dialer = dialer;
        this.nextHops = nextHops;
        this.routes = routes;
        this.clock = clock;
        this.mostPerDestination = limits.perDestination();
        this.places = new Semaphore(limits.all());
        this.sweeper = Thread.ofVirtual().name("idle-conversations").start(this::sweepForever);
    }

    Routes.Way way(ReversePath sender, Domain domain) {
        return routes.get().to(sender, domain, nextHops);
    }

    /// The route of the settings that such mail takes, for people; empty when it goes where the DNS says.
    public Optional<String> route(ReversePath sender, Domain domain) {
        return routes.get().route(sender, domain).map(Routes.Route::name);
    }

    /// Which way mail goes that a gateway hands on; empty when there is none for the domain.
    Optional<GatewayRoute> gateway(Domain domain) {
        return routes.get().gateway(domain);
    }

    Routes.Way way(GatewayRoute route) {
        return Routes.way(route, nextHops);
    }

    /// How many messages already wait for a place at this destination.
    int queued(Routes.Way way) {
        return destination(way).queued();
    }

    private Destination destination(Routes.Way way) {
        return destinations.computeIfAbsent(way.key(), _ -> new Destination(clock, mostPerDestination));
    }

    /// Sends to all recipients, which share the way.
    /// @param allowed is asked once more when it is this message's turn, which may be minutes later
    /// @return one outcome for each recipient, in their order; empty when it was not allowed any more
    Optional<List<Outcome>> send(Routes.Way way, OutgoingMessage message, BooleanSupplier allowed) {
        Destination destination = destination(way);
        Optional<Failure> resting = destination.resting();
        if (resting.isPresent()) {
            return Optional.of(all(message, resting.get()));
        }
        if (!destination.enter(LONGEST_WAIT)) {
            return Optional.of(all(message, busy(way)));
        }
        try {
            // Those before us may just have found out that nobody is there.
            Optional<Failure> restingNow = destination.resting();
            return restingNow.isPresent()
                    ? Optional.of(all(message, restingNow.get()))
                    : sendInTurn(destination, way, message, allowed);
        } finally {
            destination.leave();
        }
    }

    private Optional<List<Outcome>> sendInTurn(
            Destination destination, Routes.Way way, OutgoingMessage message, BooleanSupplier allowed) {
        try {
            if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of(all(message, busy(way)));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of(all(message, busy(way)));
        }
        try {
            return allowed.getAsBoolean() ? Optional.of(sendKept(destination, way, message)) : Optional.empty();
        } finally {
            places.release();
        }
    }

    private static Failure busy(Routes.Way way) {
        String text = "no place was free to send to " + way.key().name();
        return new Failure(Failure.Scope.MESSAGE, false, false, "4.4.5", text, Optional.empty());
    }

    private static List<Outcome> all(OutgoingMessage message, Failure failure) {
        return Collections.nCopies(message.recipients().size(), new Outcome.NotSent(failure));
    }

    private List<Outcome> sendKept(Destination destination, Routes.Way way, OutgoingMessage message) {
        for (Optional<Conversation> kept = destination.idle(); kept.isPresent(); kept = destination.idle()) {
            if (kept.get().isUsable()) {
                List<Outcome> outcomes = say(destination, kept.get(), message);
                if (!isAll(outcomes, Failure.Scope.KEPT_CONNECTION)) {
                    return outcomes;
                }
            } else {
                kept.get().leave();
            }
        }
        return switch (way.hops().get()) {
            case Hops.NotFound(var failure) -> all(message, failure);
            case Hops.Found(var hops) -> sendAnew(destination, hops, way.key().terms(), message);
        };
    }

    /// One host after another, until one has said something about the message.
    private List<Outcome> sendAnew(Destination destination, List<Hop> hops, Terms terms, OutgoingMessage message) {
        List<Outcome> outcomes = List.of();
        Failure last = new Failure(Failure.Scope.HOST, false, false, "4.4.1", "no host to try", Optional.empty());
        for (Hop hop : hops) {
            switch (dialer.open(hop, terms)) {
                case Dialer.Opened.NotOpened(var failure) -> last = failure;
                case Dialer.Opened.Ready(var conversation) -> {
                    outcomes = say(destination, conversation, message);
                    boolean next = isAll(outcomes, Failure.Scope.HOST) && !isUncertain(outcomes);
                    if (!next) {
                        return outcomes;
                    }
                }
            }
        }
        destination.refused(outcomes.isEmpty() ? last : failure(outcomes).orElse(last));
        return outcomes.isEmpty() ? all(message, last) : outcomes;
    }

    private List<Outcome> say(Destination destination, Conversation conversation, OutgoingMessage message) {
        List<Outcome> outcomes = conversation.send(message);
        if (outcomes.stream().anyMatch(Outcome.Sent.class::isInstance)) {
            destination.succeeded();
        }
        if (!conversation.isUsable() || !destination.keep(conversation)) {
            conversation.leave();
        }
        return outcomes;
    }

    private static boolean isAll(List<Outcome> outcomes, Failure.Scope scope) {
        return outcomes.stream()
                .allMatch(outcome -> outcome instanceof Outcome.NotSent(var failure) && failure.scope() == scope);
    }

    private static boolean isUncertain(List<Outcome> outcomes) {
        return failure(outcomes).filter(Failure::uncertain).isPresent();
    }

    private static Optional<Failure> failure(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Outcome.NotSent.class::isInstance)
                .map(outcome -> ((Outcome.NotSent) outcome).failure())
                .findFirst();
    }

    private void sweepForever() {
        try {
            while (true) {
                Thread.sleep(Duration.ofSeconds(1));
                destinations
                        .values()
                        .forEach(destination -> destination.expired(false).forEach(Conversation::leave));
                destinations.values().removeIf(destination -> destination.end(false));
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    @Override
    public void close() {
        sweeper.interrupt();
        destinations.values().forEach(destination -> {
            boolean _ = destination.end(true);
            destination.expired(true).forEach(Conversation::leave);
        });
    }
}
