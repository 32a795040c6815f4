package org.sekisho.smtp.server;

import java.util.List;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.GatewayPass;
import org.sekisho.gate.Permit;
import org.sekisho.gate.Reason;
import org.sekisho.gate.RelayGate;
import org.sekisho.gate.SenderDecision;
import org.sekisho.gate.Target;
import org.sekisho.gate.TestPermits;

/// A gate with one domain, `example.test`: `nobody` is not there, `later` cannot be looked up, everybody else is.
/// Whoever has logged in may relay, under its own address only.
final class SmallGate implements RelayGate {
    @Override
    public Decision decide(Client client, ReversePath reversePath, ForwardPath forwardPath) {
        var peer = (Client.Peer) client;
        String path = forwardPath.toString();
        if (path.contains("bug@")) {
            throw new IllegalStateException("a bug");
        }
        if (forwardPath instanceof ForwardPath.Postmaster || path.endsWith("@example.test>")) {
            return local(path);
        }
        if (path.contains("@[")) {
            return new Decision.Refuse(new Reason("foreign-literal", "5.7.1", "relaying denied"));
        }
        return peer.login()
                .<Decision>map(login -> new Decision.Relay(TestPermits.account(login), yes()))
                .orElse(new Decision.Refuse(new Reason("relay-denied", "5.7.1", "relaying denied")));
    }

    private static Decision local(String path) {
        if (path.startsWith("<nobody@")) {
            return new Decision.Refuse(new Reason("no-such-user", "5.1.1", "no such user"));
        }
        if (path.startsWith("<way%")) {
            return new Decision.Refuse(new Reason("gateway-local-part", "5.7.1", "relaying denied"));
        }
        if (path.startsWith("<later@")) {
            return new Decision.TryLater(new Reason("could-not-ask", "4.3.0", "try later"));
        }
        return new Decision.Deliver(new Target.Account(new AccountId("00000000000000aa"), ""), yes());
    }

    private static Reason yes() {
        return new Reason("local", "", "");
    }

    @Override
    public Trace explain(Client client, ReversePath reversePath, ForwardPath forwardPath) {
        return new Trace(decide(client, reversePath, forwardPath), List.of());
    }

    @Override
    public Trace inquire(Client client, ReversePath reversePath, ForwardPath forwardPath) {
        return explain(client, reversePath, forwardPath);
    }

    @Override
    public Standing recheck(GatewayPass pass) {
        return new Standing.Good();
    }

    @Override
    public GatewayPass gatewayPass(String stored) {
        throw new IllegalArgumentException(stored);
    }

    @Override
    public SenderDecision mayUse(Client client, ReversePath reversePath) {
        return switch (reversePath) {
            case ReversePath.Null() -> new SenderDecision.Allowed();
            case ReversePath.From(var mailbox) -> mayWrite(client, List.of(mailbox));
        };
    }

    @Override
    public SenderDecision mayWrite(Client client, List<Mailbox> from) {
        var login = ((Client.Peer) client).login();
        if (login.isEmpty() || from.stream().allMatch(login.get().user()::equals)) {
            return new SenderDecision.Allowed();
        }
        return new SenderDecision.Refused(new Reason("not-owner", "5.7.1", "not your address"));
    }

    @Override
    public Standing recheck(Permit permit) {
        return new Standing.Good();
    }

    @Override
    public String stored(Permit permit) {
        return permit.describe();
    }

    @Override
    public Permit permit(String stored) {
        throw new IllegalArgumentException(stored);
    }
}
