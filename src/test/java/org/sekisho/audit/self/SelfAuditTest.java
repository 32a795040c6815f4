package org.sekisho.audit.self;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.Service;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.ReversePath;
import org.sekisho.audit.self.SelfAudit.Row;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.GatewayPass;
import org.sekisho.gate.Permit;
import org.sekisho.gate.RelayGate;
import org.sekisho.gate.SenderDecision;
import org.sekisho.testing.PostOffice;

final class SelfAuditTest {
    private static final List<Service> SERVICES = List.of(Service.SMTP, Service.SUBMISSION, Service.LMTP);
    private static final Network TRUSTED = Network.of("192.0.2.0/24"); // as the post office has it

    private static List<Row> rows(RelayGate gate, List<Network> trusted) {
        return new SelfAudit(gate, "mx.example.test", "example.test").rows(SelfAudit.sources(trusted), SERVICES);
    }

    @Test
    void onlyTrustedNetworksAreOpenAndOnlyAtTheDoorForServers() throws Exception {
        List<Row> rows = rows(new PostOffice().gate, List.of(TRUSTED));
        assertEquals((2 + 2 + 1) * SERVICES.size() * 2, rows.size());
        for (Row row : rows) {
            boolean expected = row.source().trusted() && row.service() == Service.SMTP;
            assertEquals(expected, !row.open().isEmpty(), row::toString);
            assertTrue(row.tried() > 80, row::toString);
            assertFalse(row.isHole(), row::toString);
        }
        Row open =
                rows.stream().filter(row -> !row.open().isEmpty()).findFirst().orElseThrow();
        assertTrue(open.open().contains("abuse.net-01"), open::toString);
        assertFalse(open.open().contains("abuse.net-13"), "source routes are refused even there");
    }

    /// A check that cannot fail is none: this gate trusts a network that the settings do not name.
    @Test
    void aGateThatIsOpenIsFound() throws Exception {
        var office = new PostOffice();
        RelayGate loose = new Loose(office.gate, office.neighbour());
        assertTrue(rows(loose, List.of()).stream().anyMatch(Row::isHole));
    }

    /// Takes everybody for somebody else.
    private record Loose(RelayGate gate, Client other) implements RelayGate {
        @Override
        public Decision decide(Client client, ReversePath reversePath, ForwardPath forwardPath) {
            return gate.decide(other, reversePath, forwardPath);
        }

        @Override
        public Trace explain(Client client, ReversePath reversePath, ForwardPath forwardPath) {
            return gate.explain(other, reversePath, forwardPath);
        }

        @Override
        public Trace inquire(Client client, ReversePath reversePath, ForwardPath forwardPath) {
            return gate.inquire(other, reversePath, forwardPath);
        }

        @Override
        public Standing recheck(GatewayPass pass) {
            return gate.recheck(pass);
        }

        @Override
        public GatewayPass gatewayPass(String stored) {
            return gate.gatewayPass(stored);
        }

        @Override
        public SenderDecision mayUse(Client client, ReversePath reversePath) {
            return gate.mayUse(other, reversePath);
        }

        @Override
        public SenderDecision mayWrite(Client client, List<Mailbox> from) {
            return gate.mayWrite(other, from);
        }

        @Override
        public Standing recheck(Permit permit) {
            return gate.recheck(permit);
        }

        @Override
        public String stored(Permit permit) {
            return gate.stored(permit);
        }

        @Override
        public Permit permit(String stored) {
            return gate.permit(stored);
        }
    }
}
