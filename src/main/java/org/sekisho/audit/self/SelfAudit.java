package org.sekisho.audit.self;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.Service;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.audit.relay.Probe;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.relay.TlsUse;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.RelayGate;
import org.sekisho.smtp.Command;
import org.sekisho.smtp.CommandParser;

/// Puts every form of sender and recipient that relay testers know before the gate, for every kind of client that
/// has not logged in, at every listener. Nothing is sent, and nothing is taken from a budget. Safe from any
/// thread.
public final class SelfAudit {
    // RFC 5737, RFC 3849: addresses that nobody has stand for everybody
    private static final List<InetAddress> STRANGERS =
            List.of(InetAddress.ofLiteral("203.0.113.77"), InetAddress.ofLiteral("2001:db8::77"));
    static final List<InetAddress> LOOPBACK = List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
    private static final int SMTP = 25;

    /// @param name who it is, for people
    /// @param trusted whether the settings name it as one that may send without logging in
    public record Source(String name, InetAddress address, boolean trusted) {}

    /// One kind of client at one kind of listener.
    /// @param tried how many forms
    /// @param open the probes whose recipient outside was allowed
    public record Row(Source source, Service service, boolean tls, int tried, List<String> open) {
        public Row {
            open = List.copyOf(open);
        }

        /// It may send to outside, and no setting says so.
        public boolean isHole() {
            return !open.isEmpty() && !source.trusted();
        }
    }

    private final RelayGate gate;
    private final List<Attempt> attempts;

    /// @param hostname our own
    /// @param domain one of ours
    public SelfAudit(RelayGate gate, String hostname, String domain) {
        this.gate = gate;
        this.attempts = attempts(new Target(
                hostname,
                new InetSocketAddress(LOOPBACK.getFirst(), SMTP),
                TlsUse.OFF,
                hostname,
                Mailbox.of("postmaster@" + domain),
                Target.NOBODYS,
                Target.NOBODYS));
    }

    /// Strangers, this machine, and one address of every trusted network.
    public static List<Source> sources(List<Network> trusted) {
        List<Source> sources = new ArrayList<>();
        for (InetAddress address : STRANGERS) {
            sources.add(new Source("strangers", address, contains(trusted, address)));
        }
        for (InetAddress address : LOOPBACK) {
            sources.add(new Source("this machine", address, contains(trusted, address)));
        }
        for (Network network : trusted) {
            sources.add(new Source("trusted " + network, network.prefix(), true));
        }
        return sources;
    }

    private static boolean contains(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /// @param services those that take mail and have a listener
    public List<Row> rows(List<Source> sources, List<Service> services) {
        List<Row> rows = new ArrayList<>();
        for (Source source : sources) {
            for (Service service : services) {
                for (boolean tls : new boolean[] {false, true}) {
                    rows.add(row(source, service, tls));
                }
            }
        }
        return rows;
    }

    private Row row(Source source, Service service, boolean tls) {
        var client = new Client.Peer(service, source.address(), tls, Optional.empty());
        List<String> open = attempts.stream()
                .filter(attempt -> attempt.steps().stream().anyMatch(step -> relays(client, step)))
                .map(Attempt::probe)
                .toList();
        return new Row(source, service, tls, attempts.size(), open);
    }

    private boolean relays(Client client, Step step) {
        return gate.explain(client, step.from(), step.to()).decision() instanceof Decision.Relay;
    }

    /// A probe as the gate sees it.
    private record Attempt(String probe, List<Step> steps) {}

    /// One RCPT, with the sender that holds then.
    private record Step(ReversePath from, ForwardPath to) {}

    /// Those that name a recipient; read once for all clients.
    private static List<Attempt> attempts(Target names) {
        List<Attempt> attempts = new ArrayList<>();
        for (Probe probe : Probe.published()) {
            List<String> commands = names.commands(probe);
            if (commands.stream().anyMatch(command -> command.startsWith("RCPT "))) {
                attempts.add(new Attempt(probe.id(), steps(commands)));
            }
        }
        return attempts;
    }

    private static List<Step> steps(List<String> commands) {
        List<Step> steps = new ArrayList<>();
        ReversePath reversePath = new ReversePath.Null();
        for (String command : commands) {
            switch (parsed(command).orElse(new Command.Noop())) {
                case Command.Mail mail -> reversePath = mail.reversePath();
                case Command.Rcpt rcpt -> steps.add(new Step(reversePath, rcpt.forwardPath()));
                default -> {
                    // who it is is told, not asked for: nothing else makes a difference to the gate
                }
            }
        }
        return steps;
    }

    /// @return empty when the session would have said no before it asked the gate
    static Optional<Command> parsed(String line) {
        try {
            return Optional.of(CommandParser.parse(line.getBytes(StandardCharsets.UTF_8)));
        } catch (SyntaxError _) {
            return Optional.empty();
        }
    }
}
