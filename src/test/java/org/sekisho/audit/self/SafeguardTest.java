package org.sekisho.audit.self;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.ReversePath;
import org.sekisho.audit.self.WayOut.Means;
import org.sekisho.config.Machine;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsReader;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.Gatekeeper;
import org.sekisho.gate.Permit;
import org.sekisho.gate.Policy;
import org.sekisho.gate.RelayGate;
import org.sekisho.store.Batch;
import org.sekisho.store.Row;
import org.sekisho.testing.Dice;
import org.sekisho.testing.PostOffice;
import org.sekisho.testing.SetClock;

/// What nobody has approved is closed: with the real gate, over changes, restarts, time, and damaged records.
final class SafeguardTest {
    private static final String NET = "\"192.0.2.0/28\"";
    private static final String WIDER = "\"192.0.2.0/24\"";

    @TempDir
    Path folder;

    private final PostOffice office;
    private final AtomicReference<Policy> wanted = new AtomicReference<>();

    SafeguardTest() throws Exception {
        office = new PostOffice();
        wanted.set(office.policy.get());
    }

    private Settings settings(String trusted, String more) throws Exception {
        Path file = folder.resolve("sekisho.toml");
        Files.writeString(
                file,
                "hostname = \"mx.example.test\"\ndata = \"data\"\n"
                        + "[[listener]]\nservice = \"smtp\"\naddress = \"127.0.0.1:0\"\nproxy_protocol = true\n"
                        + "[[listener]]\nservice = \"lmtp\"\naddress = \"127.0.0.1:0\"\n"
                        + "[relay]\ntrusted_networks = [" + trusted + "]\n" + more);
        return SettingsReader.read(file, Machine.unseen());
    }

    private Settings trusting(String networks) throws Exception {
        return settings(networks, "");
    }

    private Policy policy(Settings settings) {
        return new Policy(
                Domain.of("mx.example.test"),
                settings.relay().trustedNetworks(),
                Set.of(),
                settings.budget(),
                false,
                settings.gateways());
    }

    private RelayGate gate(Policy its) {
        return new Gatekeeper(
                office.accounts,
                () -> its,
                office.store,
                office.recipients,
                office.clock,
                office.events,
                office.events);
    }

    /// As after a start.
    private Safeguard started(SetClock clock, Settings settings) {
        var safeguard = new Safeguard(
                office.store, clock, each -> WaysOut.of(each, gate(policy(each))), office.events, office.events);
        safeguard.begin(settings);
        wanted.set(policy(settings));
        return safeguard;
    }

    private Safeguard started(Settings settings) {
        return started(office.clock, settings);
    }

    private RelayGate guarded(Safeguard safeguard) {
        return new Gatekeeper(
                office.accounts,
                () -> wanted.get().trusting(safeguard.trust().networks()),
                office.store,
                office.recipients,
                office.clock,
                office.events,
                office.events);
    }

    private Optional<Permit> permit(Safeguard safeguard, String address) {
        var client = new Client.Peer(Service.SMTP, InetAddress.ofLiteral(address), false, Optional.empty());
        Decision decision = guarded(safeguard)
                .explain(client, new ReversePath.Null(), new ForwardPath.To(Mailbox.of("v@outside.test")))
                .decision();
        return decision instanceof Decision.Relay(var permit, var _) ? Optional.of(permit) : Optional.empty();
    }

    private boolean opens(Safeguard safeguard, String address) {
        return permit(safeguard, address).isPresent();
    }

    private Exemption approve(Safeguard safeguard, Settings settings, Duration time) {
        Instant until = office.clock.instant().plus(time);
        return safeguard.approve(safeguard.needed(settings, until), new Safeguard.Approval(until, "root", 0, "a test"));
    }

    @Test
    void whatTheFirstSettingsOpenIsApproved() throws Exception {
        Safeguard first = started(trusting(NET));
        assertTrue(opens(first, "192.0.2.9"));
        assertEquals(List.of(), first.closed());
        assertTrue(opens(started(trusting(NET)), "192.0.2.9"), "after a restart too");
        assertFalse(opens(first, "192.0.2.16"));
    }

    @Test
    void whatALaterStartWouldOpenStaysClosedUntilItIsApproved() throws Exception {
        started(trusting(NET));
        Safeguard later = started(trusting(WIDER));
        assertTrue(opens(later, "192.0.2.9"), "what was approved stays open");
        assertFalse(opens(later, "192.0.2.200"));
        assertEquals("[192.0.2.0/24 at smtp]", later.closed().toString());
        approve(later, trusting(WIDER), Duration.ofDays(30));
        assertTrue(opens(later, "192.0.2.200"), "at once");
        assertEquals(List.of(), later.closed());
        assertTrue(opens(started(trusting(WIDER)), "192.0.2.200"));
    }

    @Test
    void aChangeThatOpensMoreIsNamedAndOneThatClosesSticks() throws Exception {
        Safeguard safeguard = started(trusting(NET));
        assertEquals(List.of(), safeguard.missing(trusting(NET)));
        assertEquals(
                "[192.0.2.0/24 at smtp]", safeguard.missing(trusting(WIDER)).toString());
        safeguard.adopt(trusting("\"192.0.2.8/29\""));
        assertTrue(opens(safeguard, "192.0.2.9"));
        assertFalse(opens(safeguard, "192.0.2.1"));
        assertEquals("[192.0.2.0/28 at smtp]", safeguard.missing(trusting(NET)).toString());
        assertFalse(opens(started(trusting(NET)), "192.0.2.1"), "nor after a restart");
    }

    @Test
    void anExceptionEndsByItselfAndTakesItsPermitsWithIt() throws Exception {
        Settings settings = trusting(NET);
        started(trusting(""));
        Safeguard safeguard = started(settings);
        approve(safeguard, settings, Duration.ofDays(20));
        Permit permit = permit(safeguard, "192.0.2.9").orElseThrow();
        assertEquals(List.of(), safeguard.ending());
        office.clock.advance(Duration.ofDays(7));
        assertEquals(1, safeguard.ending().size());
        assertTrue(guarded(safeguard).recheck(permit) instanceof RelayGate.Standing.Good);
        office.clock.advance(Duration.ofDays(13));
        assertFalse(opens(safeguard, "192.0.2.9"));
        assertTrue(guarded(safeguard).recheck(permit) instanceof RelayGate.Standing.Revoked);
        assertEquals("[192.0.2.0/28 at smtp]", safeguard.closed().toString());
        assertEquals(List.of(), safeguard.missing(settings), "a reload of other things is still possible");
        safeguard.tick();
        office.clock.advance(Duration.ofDays(-19));
        assertFalse(opens(safeguard, "192.0.2.9"), "the clock was set back");
        assertFalse(opens(started(settings), "192.0.2.9"), "and the server started anew");
        assertFalse(opens(started(new SetClock(PostOffice.START), settings), "192.0.2.9"));
    }

    @Test
    void aCrashRightAfterTheEndWasSeenRevivesNothing() throws Exception {
        Settings settings = trusting(NET);
        started(trusting(""));
        Safeguard safeguard = started(settings);
        approve(safeguard, settings, Duration.ofDays(2));
        office.clock.advance(Duration.ofDays(3));
        started(settings); // it notes the time, and that the exception has ended
        var back = new SetClock(PostOffice.START);
        Safeguard again = started(back, settings);
        assertTrue(again.isClockBehind());
        assertFalse(opens(again, "192.0.2.9"));
        again.approve(
                again.needed(settings, PostOffice.START.plusSeconds(100)),
                new Safeguard.Approval(PostOffice.START.plusSeconds(100), "root", 0, "the clock was wrong"));
        assertTrue(opens(again, "192.0.2.9"), "whoever approves says that the clock is right");
        assertFalse(again.isClockBehind());
    }

    @Test
    void anExceptionIsEndedEarly() throws Exception {
        Settings settings = trusting(NET);
        started(trusting(""));
        Safeguard safeguard = started(settings);
        long number = approve(safeguard, settings, Duration.ofDays(20)).number();
        assertFalse(safeguard.end(number + 1, "root"));
        assertTrue(safeguard.end(number, "root"));
        assertFalse(safeguard.end(number, "root"));
        assertFalse(opens(safeguard, "192.0.2.9"));
        assertEquals(
                number + 1, approve(safeguard, settings, Duration.ofDays(1)).number());
    }

    @Test
    void whatCannotBeReadApprovesNothing() throws Exception {
        Settings settings = trusting(NET);
        started(settings);
        byte[] broken = {9, 9, 9};
        office.store.commit(Batch.in(Approvals.PARTITION).put(Row.of("baseline"), broken));
        Safeguard safeguard = started(settings);
        assertFalse(opens(safeguard, "192.0.2.9"));
        assertEquals(1, safeguard.unreadable().size());
        long number = approve(safeguard, settings, Duration.ofDays(1)).number();
        assertTrue(opens(safeguard, "192.0.2.9"));
        assertEquals(List.of(), safeguard.unreadable(), "written anew");
        office.store.commit(Batch.in(Approvals.PARTITION).put(Row.of("exemption", number), broken));
        Safeguard again = started(settings);
        assertFalse(opens(again, "192.0.2.9"));
        assertTrue(again.unreadable().getFirst().contains("exception " + number), again.unreadable()::toString);
        assertTrue(again.end(number, "root"));
        assertEquals(List.of(), again.unreadable());
        approve(again, settings, Duration.ofDays(1));
        office.store.commit(Batch.in(Approvals.PARTITION).put(Row.of("clock"), broken));
        Safeguard timeless = started(settings);
        assertFalse(opens(timeless, "192.0.2.9"), "who does not know the time ends every exception");
        approve(timeless, settings, Duration.ofDays(1));
        assertTrue(opens(timeless, "192.0.2.9"));
    }

    /// What is missing is no first start: nobody could tell what was approved.
    @Test
    void whatIsMissingApprovesNothing() throws Exception {
        Settings settings = trusting(NET);
        started(settings);
        office.store.commit(Batch.in(Approvals.PARTITION).delete(Row.of("baseline")));
        Safeguard safeguard = started(settings);
        assertFalse(opens(safeguard, "192.0.2.9"));
        assertEquals(List.of("what was approved is missing"), safeguard.unreadable());
        approve(safeguard, settings, Duration.ofDays(1));
        assertTrue(opens(safeguard, "192.0.2.9"));
        assertEquals(List.of(), safeguard.unreadable(), "written anew");
    }

    @Test
    void whoeverMaySpeakForATrustedNetworkNeedsApprovalToo() throws Exception {
        started(trusting(NET));
        String proxies = "[proxy]\nprotocol = [\"198.51.100.1\"]\nxclient = [\"198.51.100.2\"]\n";
        Settings more = settings(NET, proxies);
        Safeguard safeguard = started(more);
        assertEquals(
                Set.of(Means.PROXY, Means.XCLIENT),
                Set.copyOf(safeguard.closed().stream().map(WayOut::means).toList()));
        assertTrue(safeguard.isClosedProxy(InetAddress.ofLiteral("198.51.100.1")));
        assertEquals(List.of(), safeguard.trust().xclient().networks());
        approve(safeguard, more, Duration.ofDays(1));
        assertFalse(safeguard.isClosedProxy(InetAddress.ofLiteral("198.51.100.1")));
        assertEquals(1, safeguard.trust().xclient().networks().size());
        Safeguard nothingToSay = started(settings("", proxies));
        assertEquals(List.of(), nothingToSay.closed(), "without a trusted network it can open nothing");
    }

    /// Whatever settings, starts, reloads, approvals and times there were: what the gate lets out is held by the
    /// first settings or by a live exception.
    @Test
    void nothingIsOpenThatWasNotApproved() {
        List<String> blocks = List.of(
                "192.0.2.0/24",
                "192.0.2.0/28",
                "192.0.2.128/25",
                "198.51.100.7/32",
                "10.0.0.0/16",
                "10.0.3.0/24",
                "2001:db8:1::/64");
        List<String> addresses =
                List.of("192.0.2.5", "192.0.2.200", "198.51.100.7", "10.0.1.1", "10.0.3.1", "2001:db8:1::9");
        Dice.check(60, dice -> {
            var test = new SafeguardTest();
            test.folder = folder;
            Settings current = test.trusting(some(dice, blocks));
            List<Network> approved = current.relay().trustedNetworks().networks();
            List<Exemption> exemptions = new ArrayList<>();
            Safeguard safeguard = test.started(current);
            for (int step = 0; step < 12; step++) {
                Settings next = test.trusting(some(dice, blocks));
                switch (dice.below(5)) {
                    case 0 -> {
                        safeguard = test.started(next);
                        current = next;
                    }
                    case 1 -> {
                        if (safeguard.missing(next).isEmpty()) {
                            safeguard.adopt(next);
                            test.wanted.set(test.policy(next));
                            current = next;
                        }
                    }
                    case 2 -> exemptions.add(test.approve(safeguard, current, Duration.ofDays(dice.between(1, 9))));
                    case 3 -> test.office.clock.advance(Duration.ofHours(dice.between(1, 99)));
                    default -> {
                        if (!exemptions.isEmpty()) {
                            long number = dice.of(exemptions).number();
                            safeguard.end(number, "root");
                            exemptions.removeIf(each -> each.number() == number);
                        }
                    }
                }
                Instant now = test.office.clock.instant();
                for (String address : addresses) {
                    var literal = InetAddress.ofLiteral(address);
                    boolean first = approved.stream().anyMatch(network -> network.contains(literal));
                    boolean excepted = exemptions.stream()
                            .filter(each -> now.isBefore(each.until()))
                            .flatMap(each -> each.ways().stream())
                            .anyMatch(way -> way.from().contains(literal));
                    assertTrue(first || excepted || !test.opens(safeguard, address), address);
                }
            }
        });
    }

    /// Some that do not overlap.
    private static String some(Dice dice, List<String> blocks) {
        List<String> chosen = new ArrayList<>();
        for (String block : blocks) {
            if (dice.oneIn(3)
                    && chosen.stream().noneMatch(each -> Network.of(each).overlaps(Network.of(block)))) {
                chosen.add(block);
            }
        }
        return String.join(", ", chosen.stream().map(each -> "\"" + each + "\"").toList());
    }
}
