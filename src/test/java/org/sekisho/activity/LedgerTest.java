package org.sekisho.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.activity.Handover.Result;
import org.sekisho.activity.Handover.To;
import org.sekisho.activity.Summary.Line;
import org.sekisho.store.StorageException;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

class LedgerTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String ALICE = "account:a1";

    private final SetClock clock = new SetClock(Instant.parse("2026-04-01T10:20:00Z"));
    private final MemoryStore store = new MemoryStore(clock);
    private final RecordedEvents events = new RecordedEvents();
    private final Random random = new Random(7);

    private Ledger ledger() {
        return ledger(Ledger.MOST_OF_AN_HOUR);
    }

    private Ledger ledger(int most) {
        return new Ledger(store, clock, random, said -> said.contains("blocked"), events, most);
    }

    private static Handover handover(String client, To... recipients) {
        return new Handover(client, Arrays.asList(recipients));
    }

    private static To accepted(String holder, String destination) {
        return new To(holder, destination, Result.ACCEPTED, "");
    }

    private static Counts counts(Summary summary, Dimension dimension, String name) {
        return summary.by(dimension).lines().stream()
                .filter(line -> line.name().equals(name))
                .map(Line::counts)
                .findFirst()
                .orElse(Counts.NONE);
    }

    @Test
    void everySideIsSummedUp() {
        var ledger = ledger();
        ledger.count(handover(
                "192.0.2.1",
                accepted(ALICE, "one.test"),
                accepted(ALICE, "one.test"),
                new To(ALICE, "two.test", Result.REFUSED, "550 5.7.1 blocked"),
                new To(ALICE, "two.test", Result.DEFERRED, "")));
        ledger.count(handover("uid:33", accepted("uid:33", "one.test")));
        Summary summary = ledger.last(DAY);
        assertEquals(new Counts(1, 2, 1, 1, 1), counts(summary, Dimension.HOLDER, ALICE));
        assertEquals(new Counts(1, 2, 1, 1, 1), counts(summary, Dimension.CLIENT, "192.0.2.1"));
        assertEquals(new Counts(2, 3, 0, 0, 0), counts(summary, Dimension.DESTINATION, "one.test"));
        assertEquals(new Counts(0, 0, 1, 1, 1), counts(summary, Dimension.DESTINATION, "two.test"));
        assertEquals(
                List.of(
                        new Line("one.test", new Counts(1, 2, 0, 0, 0)),
                        new Line("two.test", new Counts(0, 0, 1, 1, 1))),
                summary.destinationsOf(ALICE).lines());
        assertEquals(50, counts(summary, Dimension.HOLDER, ALICE).failedPercent());
        assertEquals(5, summary.by(Dimension.HOLDER).total().tried());
    }

    @Test
    void aCrashLosesWhatWasNotFlushedAndNothingElse() {
        var ledger = ledger();
        ledger.count(handover("c", accepted(ALICE, "one.test")));
        ledger.flush();
        ledger.count(handover("c", accepted(ALICE, "one.test")));
        var afterTheCrash = ledger(); // in the same hour
        afterTheCrash.count(handover("c", accepted(ALICE, "one.test")));
        assertEquals(2, counts(afterTheCrash.last(DAY), Dimension.HOLDER, ALICE).accepted());
        ledger.flush();
        assertEquals(3, counts(ledger().last(DAY), Dimension.HOLDER, ALICE).accepted());
    }

    @Test
    void hoursAreSummedUpAndOldOnesForgotten() {
        var ledger = ledger();
        for (int hour = 0; hour < 100; hour++) {
            ledger.count(handover("c", accepted(ALICE, "one.test")));
            ledger.flush();
            clock.advance(Duration.ofHours(1));
        }
        assertEquals(
                72,
                counts(ledger.last(Duration.ofHours(73)), Dimension.HOLDER, ALICE)
                        .accepted());
        assertEquals(
                100,
                counts(ledger.last(Duration.ofDays(30)), Dimension.HOLDER, ALICE)
                        .accepted());
        ledger.sweep(Duration.ofHours(50));
        ledger.sweep(Duration.ofHours(50));
        assertEquals(
                50,
                counts(ledger.last(Duration.ofDays(30)), Dimension.HOLDER, ALICE)
                        .accepted());
    }

    @Test
    void whatTheStoreDoesNotTakeIsWrittenLater() {
        var ledger = ledger();
        ledger.count(handover("c", accepted(ALICE, "one.test")));
        store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
        assertThrows(StorageException.class, ledger::flush);
        clock.advance(Duration.ofHours(1));
        ledger.count(handover("c", accepted(ALICE, "one.test")));
        assertThrows(StorageException.class, ledger::flush);
        store.fail(Optional.empty());
        assertEquals(2, counts(ledger.last(DAY), Dimension.HOLDER, ALICE).accepted());
    }

    @Test
    void aLongOutageOfTheStoreCostsNoMemory() {
        var ledger = ledger();
        store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
        for (int hour = 0; hour < 24; hour++) {
            ledger.count(handover("c", accepted(ALICE, "one.test")));
            clock.advance(Duration.ofHours(1));
        }
        store.fail(Optional.empty());
        assertEquals(
                4,
                counts(ledger.last(Duration.ofDays(3)), Dimension.HOLDER, ALICE).accepted());
    }

    @Test
    void aClockSetBackChangesNoHourThatIsOver() {
        var ledger = ledger();
        ledger.count(handover("c", accepted(ALICE, "one.test")));
        ledger.flush();
        clock.advance(Duration.ofHours(1));
        ledger.count(handover("c", accepted(ALICE, "one.test")));
        ledger.flush();
        clock.advance(Duration.ofHours(-1));
        ledger.count(handover("c", accepted(ALICE, "one.test")));
        assertEquals(3, counts(ledger.last(DAY), Dimension.HOLDER, ALICE).accepted());
    }

    @Test
    void theHeavyOnesSurviveAnyNumberOfLightOnes() {
        int most = 20;
        var ledger = ledger(most);
        long seed = System.nanoTime();
        var dice = new Random(seed);
        List<String> names = new ArrayList<>(); // one part in ten is the spammer's, who comes late
        for (int i = 0; i < 20_000; i++) {
            names.add(i > 5_000 && dice.nextInt(10) == 0 ? "spam.test" : "d" + dice.nextInt(5_000) + ".test");
        }
        names.forEach(name -> ledger.count(handover("c", accepted("uid:" + name, name))));
        long sent = names.stream().filter("spam.test"::equals).count();
        Summary summary = ledger.last(DAY);
        var ranking = summary.by(Dimension.DESTINATION);
        assertEquals("spam.test", ranking.lines().getFirst().name(), "seed " + seed);
        assertTrue(ranking.lines().getFirst().counts().accepted() > sent * 9 / 10, "seed " + seed);
        assertTrue(ranking.lines().size() <= most, "seed " + seed);
        assertEquals(names.size(), ranking.total().accepted(), "seed " + seed);
        assertEquals(names.size(), ranking.top(3).total().accepted(), "seed " + seed);
    }

    @Test
    void whateverGoesWrongInHereDeliveryDoesNotHear() {
        var ledger = new Ledger(
                store,
                clock,
                random,
                _ -> {
                    throw new StackOverflowError();
                },
                events);
        ledger.count(handover("c", new To(ALICE, "one.test", Result.REFUSED, "550 no")));
        assertEquals(1, events.lines().size());
        assertTrue(events.lines().getFirst().startsWith("ERROR activity.count"), events.lines()::toString);
    }
}
