package org.sekisho.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sekisho.address.ReversePath;
import org.sekisho.queue.DurableQueue.Choice;
import org.sekisho.testing.Dice;
import org.sekisho.testing.PostOffice;

/// Random steps on a queue that keeps only a few messages in memory, beside a model that keeps all: nothing is
/// lost, tried twice or tried before its time, and the statistics count what is there.
final class QueueModelTest {
    private static final int STEPS = 400;
    private static final int SMALL = 24; // messages in memory
    private static final List<String> SENDERS = List.of("bob@example.org", "carol@example.net", "");
    private static final List<String> RECIPIENTS =
            List.of("alice@example.test", "dave@elsewhere.example", "erin@far.example");

    /// @param notBefore until when it is not tried, whatever the store says
    private record Message(QueueEntry entry, Instant notBefore, boolean active) {
        boolean isDue(Instant now) {
            return !active && entry.held().isEmpty() && !entry.due().isAfter(now) && !notBefore.isAfter(now);
        }
    }

    private static final class Run {
        private final Dice dice;
        private final PostOffice office = new PostOffice();
        private final Map<QueueId, Message> model = new TreeMap<>();
        private DurableQueue queue;

        private Run(Dice dice) throws Exception {
            this.dice = dice;
            this.queue = opened();
        }

        private DurableQueue opened() {
            var next = new DurableQueue(office.store, office.gate, office.clock, office.events, SMALL);
            next.open();
            return next;
        }

        private void step() {
            switch (dice.below(12)) {
                case 0, 1, 2 -> accept();
                case 3, 4, 5, 6 -> take().ifPresent(this::attempt);
                case 7 -> office.clock.advance(Duration.ofSeconds(dice.below(120)));
                case 8 -> hold();
                case 9 -> release();
                case 10 -> retryOrRemove();
                default -> {
                    if (dice.oneIn(10)) {
                        queue = opened();
                        model.replaceAll((_, message) -> new Message(message.entry(), Instant.MIN, false));
                    }
                }
            }
            compare();
        }

        private void accept() {
            QueueId id = queue.accept(office.mail(dice.of(SENDERS), dice.of(RECIPIENTS), dice.of(RECIPIENTS)));
            learn(id, Instant.MIN, false);
        }

        private void learn(QueueId id, Instant wait, boolean active) {
            assertTrue(model.put(id, new Message(queue.find(id).orElseThrow(), wait, active)) == null, "an id twice");
        }

        private void relearn(QueueId id, Instant wait) {
            Optional<QueueEntry> found = queue.find(id);
            model.remove(id);
            found.ifPresent(entry -> model.put(id, new Message(entry, wait, false)));
        }

        private Optional<QueueEntry> take() {
            Instant now = office.clock.instant();
            Optional<QueueEntry> taken = Optional.empty();
            for (int i = 0; taken.isEmpty() && i < 2 * SMALL; i++) { // what has changed is looked up, and passed over
                taken = queue.take(Duration.ZERO);
            }
            boolean expected = model.values().stream().anyMatch(message -> message.isDue(now));
            assertEquals(expected, taken.isPresent(), "due messages are found");
            taken.ifPresent(entry -> {
                Message known = model.get(entry.id());
                assertTrue(known != null && known.isDue(now), () -> "not to be tried: " + known);
                model.put(entry.id(), new Message(known.entry(), Instant.MIN, true));
            });
            return taken;
        }

        private void attempt(QueueEntry entry) {
            if (dice.oneIn(4)) {
                hold();
                retryOrRemove();
            }
            Instant now = office.clock.instant();
            if (dice.oneIn(4)) {
                queue.putBack(entry, Duration.ofSeconds(30));
                relearn(entry.id(), now.plusSeconds(30));
                return;
            }
            boolean done = dice.oneIn(2);
            var again = Entries.again(entry, entry.attempts() + 1, now.plusSeconds(dice.between(1, 600)));
            boolean child = dice.oneIn(3);
            var mail = office.mail("", "alice@example.test");
            queue.complete(
                    entry,
                    done ? Optional.empty() : Optional.of(again),
                    child ? List.of(Entries.child(mail, Optional.of(mail.body()))) : List.of());
            boolean existed = model.containsKey(entry.id());
            relearn(entry.id(), Instant.MIN);
            if (existed && done) {
                assertFalse(model.containsKey(entry.id()));
            }
            adoptChildren();
        }

        private void adoptChildren() {
            queue.walk(new Choice(Optional.empty(), entry -> !model.containsKey(entry.id())), entry -> {
                learn(entry.id(), Instant.MIN, false);
                return true;
            });
        }

        private Choice some() {
            if (dice.oneIn(2) && !model.isEmpty()) {
                return new Choice(Optional.of(dice.of(List.copyOf(model.keySet()))), _ -> true);
            }
            String sender = dice.of(SENDERS);
            return new Choice(
                    Optional.empty(), entry -> entry.envelope().reversePath().equals(PostOffice.path(sender)));
        }

        private void hold() {
            Choice which = some();
            changed(queue.hold(which, "held"), which.and(entry -> entry.held().isEmpty()));
        }

        private void release() {
            Choice which = some();
            changed(queue.release(which), which.and(entry -> entry.held().isPresent()));
        }

        private void retryOrRemove() {
            Choice which = some();
            if (dice.oneIn(3)) {
                changed(queue.remove(which), which);
            } else {
                changed(queue.retry(which), which.and(entry -> entry.held().isEmpty()));
            }
        }

        private void changed(long count, Choice which) {
            List<QueueId> chosen = model.values().stream()
                    .map(Message::entry)
                    .filter(entry -> which.id().isEmpty() || which.id().get().equals(entry.id()))
                    .filter(which.fits())
                    .map(QueueEntry::id)
                    .toList();
            assertEquals(chosen.size(), count);
            for (QueueId id : chosen) {
                boolean active = isActive(id);
                relearn(id, Instant.MIN);
                model.computeIfPresent(id, (_, message) -> new Message(message.entry(), Instant.MIN, active));
            }
        }

        private boolean isActive(QueueId id) {
            Message known = model.get(id);
            return known != null && known.active();
        }

        private void compare() {
            var statistics = queue.statistics();
            List<QueueEntry> all = model.values().stream().map(Message::entry).toList();
            assertEquals(all.size(), statistics.total());
            assertEquals(all.stream().filter(e -> e.held().isPresent()).count(), statistics.held());
            assertEquals(
                    all.stream()
                            .filter(e -> e.held().isEmpty() && e.attempts() > 0)
                            .count(),
                    statistics.deferred());
            assertEquals(counts(all), counted(statistics.senders(9)));
        }

        private static Map<String, Long> counts(List<QueueEntry> all) {
            return all.stream()
                    .collect(Collectors.groupingBy(
                            entry -> entry.envelope().reversePath() instanceof ReversePath.From(var mailbox)
                                    ? mailbox.toString()
                                    : "<>",
                            Collectors.counting()));
        }

        private static Map<String, Long> counted(List<QueueStatistics.Count> counts) {
            Map<String, Long> map = new HashMap<>();
            counts.forEach(count -> map.put(count.name(), count.messages()));
            return map;
        }

        /// Everything that is left comes, once.
        private void drain() {
            queue.release(new Choice(Optional.empty(), _ -> true));
            office.clock.advance(Duration.ofHours(1));
            queue.walk(new Choice(Optional.empty(), _ -> true), entry -> {
                boolean active = isActive(entry.id());
                model.put(entry.id(), new Message(entry, Instant.MIN, active));
                return true;
            });
            for (Optional<QueueEntry> entry = take(); entry.isPresent(); entry = take()) {
                queue.complete(entry.get(), Optional.empty(), List.of());
                model.remove(entry.get().id());
            }
            assertEquals(0, model.size());
            assertEquals(0, queue.statistics().total());
            assertEquals(0, office.store.blobCount(), "no body is left behind");
        }
    }

    @Test
    void theQueueDoesWhatItsModelDoes() {
        Dice.check(20, dice -> {
            var run = new Run(dice);
            for (int i = 0; i < STEPS; i++) {
                run.step();
            }
            run.drain();
        });
    }
}
