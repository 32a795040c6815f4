package org.sekisho.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;

/// The gate and domains whose mailboxes are on another server.
class GatewayGateTest {
    private static final ReversePath STRANGER = new ReversePath.From(Mailbox.of("friend@elsewhere.test"));

    private final Gatehouse house = new Gatehouse();

    private Decision decide(String to) {
        return decide(Mailbox.of(to));
    }

    private Decision decide(Mailbox to) {
        return house.gate.decide(house.stranger(Service.SMTP), STRANGER, new ForwardPath.To(to));
    }

    private GatewayPass pass(String to) {
        return assertInstanceOf(Decision.HandOn.class, decide(to)).pass();
    }

    @Test
    void anybodyMayWriteToWhoeverIsThere() {
        assertEquals(Domain.of("backend.test"), pass("user@BACKEND.test").domain());
        assertEquals(Domain.of("a.b.group.test"), pass("user@a.b.group.test").domain());
        assertEquals("no-such-user", decide("nobody@backend.test").reason().code());
        assertEquals("relay-denied", decide("user@sub.backend.test").reason().code());
    }

    /// Invariant I3.
    @Test
    void whoCannotBeVerifiedIsPutOff() {
        assertInstanceOf(Decision.TryLater.class, decide("unsure@backend.test"));
    }

    @Test
    void explainAsksNobodyAndInquireDoes() {
        var to = new ForwardPath.To(Mailbox.of("user@backend.test"));
        var trace = house.gate.explain(house.stranger(Service.SMTP), STRANGER, to);
        assertEquals(0, house.recipients.asked.get());
        assertTrue(trace.steps().stream().anyMatch(step -> step.contains("is there a gateway")), trace.toString());
        assertTrue(trace.steps().stream().anyMatch(step -> step.contains("yes: 250")), trace.toString());
        house.gate.inquire(house.stranger(Service.SMTP), STRANGER, to);
        assertEquals(1, house.recipients.asked.get());
    }

    /// RFC 5321 §4.5.1.
    @Test
    void aServerWithoutAPostmasterLeavesItToUs() {
        assertInstanceOf(Decision.Deliver.class, decide("Postmaster@backend.test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "victim%elsewhere.test",
                "elsewhere.test!victim",
                "victim@elsewhere.test",
                "@elsewhere.test:victim",
                "elsewhere::victim",
                "|program",
                "/var/spool/x",
                "a b",
                "victim\"",
                "victim\uFF05elsewhere.test",
                "elsewhere.test\uFF01victim"
            })
    void whatAServerMayReadAsAWayOutIsRefused(String local) {
        var to = new Mailbox(new LocalPart(local), Domain.of("backend.test"));
        assertEquals("gateway-local-part", decide(to).reason().code());
        assertEquals(0, house.recipients.asked.get(), "the server is not even asked");
        house.gateways = List.of(Gatehouse.gateway("backend.test", true));
        assertInstanceOf(Decision.HandOn.class, decide(to));
    }

    @Test
    void theMostPreciseGatewayCountsAndAHostedDomainIsNone() {
        house.gateways = List.of(Gatehouse.gateway(".test", true));
        assertInstanceOf(Decision.Deliver.class, decide("alice@example.test"));
        assertInstanceOf(Decision.Refuse.class, decide("nobody@example.test"));
        pass("user%x@other.test");
        house.gateways = List.of(Gatehouse.gateway(".test", true), Gatehouse.gateway("other.test", false));
        assertInstanceOf(Decision.Refuse.class, decide("user%x@other.test"));
    }

    @Test
    void aGatewayThatIsGoneLosesWhatIsQueued() {
        GatewayPass pass = pass("user@backend.test");
        assertEquals(new RelayGate.Standing.Good(), house.gate.recheck(pass));
        house.gateways = List.of(Gatehouse.gateway(".group.test", false));
        assertInstanceOf(RelayGate.Standing.Revoked.class, house.gate.recheck(pass));
    }

    @Test
    void aDomainThatMovedHereIsNoGatewayAnyMore() throws Exception {
        GatewayPass pass = pass("user@backend.test");
        house.accounts.addDomain(Domain.of("backend.test"));
        assertInstanceOf(RelayGate.Standing.Revoked.class, house.gate.recheck(pass));
    }

    @Test
    void aPassIsReadBackAsItWas() {
        GatewayPass pass = pass("user@backend.test");
        assertEquals(pass, house.gate.gatewayPass(pass.domain().name()));
        assertThrows(IllegalArgumentException.class, () -> house.gate.gatewayPass("no domain"));
        assertThrows(IllegalArgumentException.class, () -> house.gate.permit("gateway\tbackend.test"));
    }

    @Test
    void anAddressBehindAGatewayIsAnAddressOfOurs() {
        house.refuseOwnSenders = true;
        var from = new ReversePath.From(Mailbox.of("boss@backend.test"));
        assertInstanceOf(SenderDecision.Refused.class, house.gate.mayUse(house.stranger(Service.SMTP), from));
    }

    @Test
    void aSubmissionListenerStillWantsALogIn() {
        var to = new ForwardPath.To(Mailbox.of("user@backend.test"));
        var decision = house.gate.decide(house.stranger(Service.SUBMISSION), STRANGER, to);
        assertEquals("auth-required", decision.reason().code());
        assertFalse(decision instanceof Decision.HandOn);
    }
}
