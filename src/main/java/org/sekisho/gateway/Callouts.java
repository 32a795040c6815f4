package org.sekisho.gateway;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.config.Callout;
import org.sekisho.smtp.client.Conversation;
import org.sekisho.smtp.client.Dialer;
import org.sekisho.smtp.client.Failure;
import org.sekisho.smtp.client.Hop;
import org.sekisho.smtp.client.Hops;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Smarthost;
import org.sekisho.smtp.client.Terms;
import org.sekisho.smtp.client.Timeouts;
import org.sekisho.smtp.client.Verification;

/// Asks servers about recipients: MAIL, RCPT, and no message (RFC 5321 §3.3; RFC 2033 for LMTP). Safe from any
/// thread.
final class Callouts implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private record Key(List<Smarthost> via, Terms terms, int concurrency) {}

    private final NextHops nextHops;
    private final Function<Timeouts, Dialer> dialers;
    private final InstantSource clock;
    private final Map<Key, Line> lines = new ConcurrentHashMap<>();
    private final Thread sweeper;

    Callouts(NextHops nextHops, Function<Timeouts, Dialer> dialers, InstantSource clock) {
        this.nextHops = nextHops;
        this.dialers = dialers;
        this.clock = clock;
        this.sweeper = Thread.ofVirtual().name("idle-callouts").start(this::sweepForever);
    }

    /// Time that is left for one answer.
    private record Clock(long end) {
        static Clock of(Duration timeout) {
            return new Clock(System.nanoTime() + timeout.toNanos());
        }

        Duration left() {
            return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        }

        boolean isOver() {
            return left().toMillis() == 0;
        }
    }

    private record Question(GatewayRoute route, ReversePath sender, Mailbox recipient, Clock clock) {}

    Verification ask(GatewayRoute route, Mailbox recipient, Callout settings) {
        ReversePath sender =
                settings.sender().<ReversePath>map(ReversePath.From::new).orElseGet(ReversePath.Null::new);
        var question = new Question(route, sender, recipient, Clock.of(settings.timeout()));
        Line line = lines.computeIfAbsent(
                new Key(route.via(), route.terms(), settings.concurrency()), key -> new Line(clock, key.concurrency()));
        Optional<String> resting = line.resting();
        if (resting.isPresent()) {
            return later(resting.get());
        }
        if (!line.enter(question.clock().left())) {
            return later("too many questions wait for an answer");
        }
        try {
            Optional<String> restingNow = line.resting();
            return restingNow.isPresent() ? later(restingNow.get()) : inTurn(line, question);
        } finally {
            line.leave();
        }
    }

    private static Verification later(String why) {
        return new Verification.CouldNotAsk(
                new Failure(Failure.Scope.HOST, false, false, "4.4.1", why, Optional.empty()));
    }

    private Verification inTurn(Line line, Question question) {
        for (Optional<Conversation> kept = line.kept(); kept.isPresent(); kept = line.kept()) {
            if (kept.get().isUsable()) {
                Verification said = say(line, kept.get(), question);
                if (!isOf(said, Failure.Scope.KEPT_CONNECTION)) {
                    return said;
                }
            } else {
                kept.get().leave();
            }
        }
        Verification said = switch (nextHops.via(question.route().via())) {
            case Hops.NotFound(var failure) -> new Verification.CouldNotAsk(failure);
            case Hops.Found(var hops) -> anew(line, hops, question);
        };
        if (said instanceof Verification.CouldNotAsk(var failure) && failure.scope() != Failure.Scope.RECIPIENT) {
            line.rest(failure.text());
        }
        return said;
    }

    /// One server after another, until one has said something about the recipient.
    private Verification anew(Line line, List<Hop> hops, Question question) {
        Verification last = later("no host to ask");
        for (Hop hop : hops) {
            if (question.clock().isOver()) {
                return last;
            }
            Duration left = question.clock().left();
            var timeouts = new Timeouts(left, left, left, left, left, GOODBYE, left);
            switch (dialers.apply(timeouts).open(hop, question.route().terms())) {
                case Dialer.Opened.NotOpened(var failure) -> last = new Verification.CouldNotAsk(failure);
                case Dialer.Opened.Ready(var conversation) -> {
                    last = say(line, conversation, question);
                    if (!isOf(last, Failure.Scope.HOST)) {
                        return last;
                    }
                }
            }
        }
        return last;
    }

    private static boolean isOf(Verification said, Failure.Scope scope) {
        return said instanceof Verification.CouldNotAsk(var failure) && failure.scope() == scope;
    }

    private static Verification say(Line line, Conversation conversation, Question question) {
        Verification said = conversation.verify(
                question.sender(), question.recipient(), question.clock().left());
        if (!conversation.isUsable() || !line.keep(conversation)) {
            conversation.leave();
        }
        return said;
    }

    private void sweepForever() {
        try {
            while (true) {
                Thread.sleep(Duration.ofSeconds(1));
                lines.values().forEach(line -> line.expired().forEach(Conversation::leave));
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    @Override
    public void close() {
        sweeper.interrupt();
        lines.values().forEach(line -> {
            line.close();
            line.expired().forEach(Conversation::leave);
        });
    }
}
