package org.sekisho.audit.blocklists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.audit.blocklists.Change.Kind;
import org.sekisho.testing.MemoryStore;

class ListingsTest {
    private static final Instant START = Instant.parse("2026-04-01T00:00:00Z");
    private static final Subject OURS = new Subject.Address(InetAddress.ofLiteral("203.0.114.25"));
    private static final Zone ZONE = zone("bl.test");
    private static final Zone OTHER = zone("other.test");
    private static final Verdict LISTED = new Verdict.Listed(
            List.of(new Verdict.Code(InetAddress.ofLiteral("127.0.0.2"), List.of("spam source"))), List.of("see page"));
    private static final Verdict CLEAN = new Verdict.Clean();

    private final MemoryStore store = new MemoryStore();
    private final Listings listings = new Listings(store);
    private int days;

    private static Zone zone(String name) {
        return Zone.of(
                name + "\tip4,domain\tTest\tspam\tスパム\t127.0.0.2=spam source\thttps://" + name + "/out\trfc5782\t-");
    }

    private static Finding finding(Subject subject, Zone zone, Verdict verdict) {
        return new Finding(subject, zone, verdict);
    }

    /// A day later.
    private List<Change> note(Finding... findings) {
        return listings.note(
                START.plus(Duration.ofDays(days++)),
                new BlocklistReport(Arrays.asList(findings)),
                () -> List.of("account alice"));
    }

    private List<Change> note(Verdict verdict) {
        return note(finding(OURS, ZONE, verdict));
    }

    private static List<Kind> kinds(List<Change> changes) {
        return changes.stream().map(Change::kind).toList();
    }

    private List<Standing> listed() {
        return new Listings(store).last().orElseThrow().listed();
    }

    @Test
    void aListingBeginsAndEndsOnce() {
        assertEquals(Optional.empty(), listings.last());
        assertEquals(List.of(), note(CLEAN));
        Change change = note(LISTED).getFirst();
        assertEquals(
                new Change(
                        START.plus(Duration.ofDays(1)),
                        Kind.LISTED,
                        "203.0.114.25",
                        "bl.test",
                        "spam; 127.0.0.2 spam source; see page",
                        "https://bl.test/out",
                        List.of("account alice")),
                change);
        assertEquals(List.of(), note(LISTED));
        assertTrue(listings.changes(1).getFirst().began(listed().getFirst()));
        assertEquals(
                Optional.of(START.plus(Duration.ofDays(1))), listed().getFirst().listedSince());
        assertEquals(List.of(Kind.CLEARED), kinds(note(CLEAN)));
        assertEquals(List.of(), listed());
        assertEquals(List.of(), note(CLEAN));
        assertEquals(List.of(Kind.CLEARED, Kind.LISTED), kinds(listings.changes(10)), "the newest first");
    }

    @Test
    void whoIsListedFromTheFirstQuestionOnIsNews() {
        assertEquals(List.of(Kind.LISTED), kinds(note(LISTED)));
    }

    @Test
    void aListThatDoesNotAnswerNeitherBeginsNorEndsAListing() {
        List<Verdict> silent =
                List.of(new Verdict.CouldNotAsk("SERVFAIL"), new Verdict.Refused("too many"), new Verdict.Dead("gone"));
        silent.forEach(verdict -> assertEquals(List.of(), note(verdict)));
        assertEquals(List.of(), listed());
        note(LISTED);
        for (Verdict verdict : silent) {
            assertEquals(List.of(), note(verdict));
            assertEquals(1, listed().size());
            assertEquals(verdict.status(), listed().getFirst().status());
        }
        assertEquals(List.of(), note(LISTED), "it was so all the time");
        assertEquals(List.of(Kind.CLEARED), kinds(note(CLEAN)));
        assertFalse(listings.last().orElseThrow().standings().isEmpty());
    }

    @Test
    void whatIsNotAskedForAnyMoreIsDropped() {
        var domain = new Subject.Name(Domain.of("example.jp"));
        note(finding(OURS, ZONE, LISTED), finding(OURS, OTHER, CLEAN), finding(domain, ZONE, LISTED));
        List<Change> changes = note(finding(OURS, ZONE, LISTED));
        assertEquals(List.of(Kind.DROPPED), kinds(changes));
        assertEquals("example.jp", changes.getFirst().subject());
        assertEquals(1, listings.last().orElseThrow().standings().size());
    }

    @Test
    void theHistoryHasAnEnd() {
        for (int i = 0; i < 600; i++) {
            note(LISTED);
            note(CLEAN);
        }
        assertEquals(1000, listings.changes(Integer.MAX_VALUE).size());
        assertEquals(
                START.plus(Duration.ofDays(1199)),
                listings.changes(1).getFirst().at());
    }

    @Test
    void manySubjectsAreKept() {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < 170; i++) {
            findings.add(finding(new Subject.Name(Domain.of("d" + i + ".jp")), ZONE, i % 2 == 0 ? LISTED : CLEAN));
        }
        assertEquals(85, note(findings.toArray(Finding[]::new)).size());
        assertEquals(170, listings.last().orElseThrow().standings().size());
        assertTrue(listings.last().orElseThrow().listed().size() == 85);
    }
}
