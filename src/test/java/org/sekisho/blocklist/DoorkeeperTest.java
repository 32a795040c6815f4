package org.sekisho.blocklist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.address.Network;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

/// Whom rules block.
final class DoorkeeperTest {
    private final SetClock clock = new SetClock(Instant.parse("2026-05-01T00:00:00Z"));
    private final RecordedEvents events = new RecordedEvents();
    private final Blocklist list = Blocklist.open(new MemoryStore(), clock, events);
    private final Doorkeeper door = new Doorkeeper(
            list,
            () -> new Doorkeeper.Settings(
                    true,
                    "postmaster@mx.example.test",
                    List.of(new Rule(Offence.SYNTAX, 1, Duration.ofHours(1), Duration.ofHours(1)))),
            () -> new Household(
                    List.of(
                            new Household.Kin(Network.of("2001:db8:1:1::25"), "an address of this server"),
                            new Household.Kin(Network.of("192.0.2.8/29"), "a trusted network")),
                    List::of,
                    _ -> false),
            clock,
            events,
            events);

    /// A rule blocks an IPv6 /64, in which a neighbour of ours may be.
    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:1::666, 0",
        "2001:db8:1:1::25,  0",
        "2001:db8:1:2::666, 1",
        "192.0.2.9,         0",
        "192.0.2.16,        1"
    })
    void noRuleBlocksTheHousehold(String client, int blocked) {
        door.seen(Offence.SYNTAX, InetAddress.ofLiteral(client));
        assertEquals(blocked, list.size());
    }

    @Test
    void otherOffencesAreNotCounted() {
        door.seen(Offence.RELAY_REFUSED, InetAddress.ofLiteral("192.0.2.16"));
        assertEquals(0, list.size());
    }
}
