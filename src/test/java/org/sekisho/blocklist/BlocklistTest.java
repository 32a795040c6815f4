package org.sekisho.blocklist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.store.Batch;
import org.sekisho.store.StorageException;
import org.sekisho.testing.Dice;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

final class BlocklistTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final SetClock clock = new SetClock(NOW);
    private final RecordedEvents events = new RecordedEvents();
    private final Blocklist list = Blocklist.open(store, clock, events);

    private static Terms terms(Effect effect, Optional<Instant> until) {
        return new Terms(effect, Stage.AT_ONCE, "spam", NOW, until, new Origin.ByHand("root"));
    }

    private Entry add(String subject, Effect effect) throws BlocklistException {
        return list.add(List.of(new Blocklist.Wish(Subject.of(subject), terms(effect, Optional.empty()))))
                .getFirst()
                .entry();
    }

    private List<String> covering(String address) {
        return list.covering(IpAddress.of(address)).stream()
                .map(entry -> entry.subject().toString())
                .toList();
    }

    @Test
    void theNarrowestComesFirst() throws BlocklistException {
        add("192.0.2.0/24", Effect.BLOCK);
        add("192.0.2.64/26", Effect.ALLOW);
        add("192.0.2.65", Effect.BLOCK);
        add("2001:db8::/32", Effect.BLOCK);
        add("::/0", Effect.BLOCK);
        assertEquals(List.of("192.0.2.65", "192.0.2.64/26", "192.0.2.0/24"), covering("192.0.2.65"));
        assertEquals(List.of("192.0.2.64/26", "192.0.2.0/24"), covering("192.0.2.66"));
        assertEquals(List.of(), covering("192.0.3.1"), "::/0 holds no IPv4 address");
        assertEquals(List.of("2001:db8::/32", "::/0"), covering("2001:db8::1"));
    }

    @Test
    void namesAndSenders() throws BlocklistException {
        add(".spam.example", Effect.BLOCK);
        add("good.spam.example", Effect.ALLOW);
        add("only.example", Effect.BLOCK);
        add("Some.One@mail.example", Effect.BLOCK);
        assertEquals(1, list.covering(new Domain("a.b.spam.example")).size());
        assertEquals(1, list.covering(new Domain("spam.example")).size());
        assertEquals(0, list.covering(new Domain("xspam.example")).size());
        assertEquals(
                List.of(Effect.ALLOW, Effect.BLOCK),
                list.covering(new Domain("good.spam.example")).stream()
                        .map(entry -> entry.terms().effect())
                        .toList());
        assertEquals(0, list.covering(new Domain("www.only.example")).size());
        assertEquals(1, list.covering(Mailbox.of("some.one@MAIL.example")).size());
        assertEquals(1, list.covering(Mailbox.of("x@www.spam.example")).size());
        assertEquals(0, list.covering(Mailbox.of("other@mail.example")).size());
    }

    /// Against the slow way to say the same.
    @Test
    void lookUpsAreThoseOfALinearSearch() {
        Dice.check(60, dice -> {
            var index = new Index();
            List<Entry> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Prefix prefix = Prefix.of(address(dice)).cut(dice.between(96 - (i % 2) * 60, 128));
                var subject = new Subject.Addresses(prefix.network());
                all.removeIf(entry -> entry.subject().equals(subject));
                all.add(new Entry(i, subject, terms(Effect.BLOCK, Optional.empty())));
                index.put(all.getLast());
            }
            for (int i = 0; i < 20; i++) {
                Entry gone = all.remove(dice.below(all.size()));
                index.remove(gone.subject());
                InetAddress asked = address(dice);
                List<Entry> expected = all.stream()
                        .filter(entry -> network(entry).contains(asked))
                        .sorted(Comparator.comparingInt(entry -> -network(entry).length()))
                        .toList();
                assertEquals(expected, index.covering(asked, NOW));
                assertEquals(all.size(), index.size());
            }
        });
    }

    private static Network network(Entry entry) {
        return ((Subject.Addresses) entry.subject()).network();
    }

    /// Few different ones, so that there is something to find.
    private static InetAddress address(Dice dice) throws UnknownHostException {
        byte[] octets = new byte[dice.oneIn(2) ? 4 : 16];
        octets[0] = 32;
        octets[octets.length - 1] = (byte) dice.below(8);
        octets[octets.length - 2] = (byte) dice.below(3);
        return InetAddress.getByAddress(octets);
    }

    @Test
    void entriesOutliveARestartAndReplaceWhatTheirSubjectHad() throws BlocklistException {
        Entry first = add("192.0.2.1", Effect.BLOCK);
        Entry second = add("192.0.2.1", Effect.ALLOW);
        add("x@spam.example", Effect.BLOCK);
        Blocklist again = Blocklist.open(store, clock, events);
        assertEquals(2, again.size());
        assertEquals(Optional.of(second), again.exactly(first.subject()));
        assertEquals(Optional.of(second), again.numbered(second.id()));
        assertEquals(Optional.empty(), again.numbered(first.id()));
        again.remove(first.subject());
        list.tidy();
        assertEquals(1, list.size(), "another node's change is followed");
        assertTrue(add("192.0.2.9", Effect.BLOCK).number() > second.number());
    }

    @Test
    void aDatedEntryEndsByItself() throws BlocklistException {
        list.add(List.of(
                new Blocklist.Wish(Subject.of("192.0.2.1"), terms(Effect.BLOCK, Optional.of(NOW.plusSeconds(60))))));
        assertEquals(1, covering("192.0.2.1").size());
        clock.advance(Duration.ofSeconds(60));
        assertEquals(0, covering("192.0.2.1").size());
        assertEquals(1, list.size());
        list.tidy();
        assertEquals(0, list.size());
        assertEquals(0, Blocklist.open(store, clock, events).size());
    }

    /// A large list may be for a month: its end comes at once, and is worked off in parts.
    @Test
    void manyEntriesEndAtOneMoment() throws BlocklistException {
        for (int part = 0; part < 3; part++) {
            List<Blocklist.Wish> wishes = new ArrayList<>();
            for (int i = 0; i < Blocklist.MAX_AT_ONCE; i++) {
                String subject =
                        i % 2 == 0 ? "192.0." + (part * 4 + i / 256) + "." + i % 256 : "d" + i + ".p" + part + ".test";
                wishes.add(
                        new Blocklist.Wish(Subject.of(subject), terms(Effect.BLOCK, Optional.of(NOW.plusSeconds(60)))));
            }
            list.add(wishes);
        }
        Entry stays = add("198.51.100.1", Effect.BLOCK);
        int before = list.size();
        clock.advance(Duration.ofSeconds(60));
        list.tidy();
        assertTrue(before > 2_000);
        assertEquals(1, list.size());
        assertEquals(Optional.of(stays), list.numbered(stays.id()));
        assertEquals(1, Blocklist.open(store, clock, events).size());
    }

    @Test
    void aListThatCannotBeReadIsNoEmptyList() {
        store.commit(Batch.in(EntryRows.PARTITION)
                .put(EntryRows.HEAD, new EntryRows.Head(1, 2).encoded())
                .put(EntryRows.row(Subject.of("192.0.2.1")), new byte[] {2, 1, 1, 1}));
        assertThrows(StorageException.class, () -> Blocklist.open(store, clock, events));
    }

    @Test
    void whatIsReadIsWhatWasPrinted() {
        for (String text :
                List.of("192.0.2.1", "192.0.2.0/24", "2001:db8::/32", "a.example", ".a.example", "u@a.example")) {
            assertEquals(text, Subject.of(text).toString());
        }
        for (String text : List.of("192.0.2.1/24", "a..example", "@a.example", "", "300.1.1.1", "*.a.example")) {
            assertThrows(SyntaxError.class, () -> Subject.of(text), text);
        }
    }
}
