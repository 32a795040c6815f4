package org.sekisho.audit.self;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sekisho.accounts.Directory;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.audit.relay.Probe;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.relay.TlsUse;
import org.sekisho.audit.self.Matrix.Place;
import org.sekisho.audit.self.SelfAudit.Source;
import org.sekisho.config.Settings;
import org.sekisho.events.Shipped;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.Permit;
import org.sekisho.gate.Policy;
import org.sekisho.gate.RelayGate;
import org.sekisho.smtp.Command;

/// Fills a [Matrix]: every question is put as the octets of SMTP commands, through the parser, to a gate.
/// Nothing is sent, and nothing is taken from a budget. Used by one thread.
public final class MatrixCount {
    private static final long ANY_OTHER_UID = 4_294_967_293L; // of Linux; nobody's

    /// Makes the gate that is asked.
    public interface Gates {
        RelayGate gate(Directory directory, Policy policy);
    }

    /// Who asks, and how the matrix calls it.
    private record Asker(String source, String listener, String login, Client client) {}

    private final Settings settings;
    private final Policy policy;
    private final Stage stage;
    private final RelayGate gate;
    private final Target names;
    private final Map<String, Optional<Command.Rcpt>> recipients = new LinkedHashMap<>();
    private final Map<String, ReversePath> senders = new LinkedHashMap<>();

    /// @param policy of these settings
    /// @param domain one of ours
    public MatrixCount(Settings settings, Policy policy, Directory directory, Domain domain, Gates gates) {
        this.settings = settings;
        this.policy = policy;
        this.stage = new Stage(directory, domain);
        this.gate = gates.gate(stage, policy);
        this.names = new Target(
                settings.hostname().name(),
                new InetSocketAddress(SelfAudit.LOOPBACK.getFirst(), 25),
                TlsUse.OFF,
                settings.hostname().name(),
                Mailbox.of(Stage.USER + "@" + domain.name()),
                Target.NOBODYS,
                Target.NOBODYS);
        for (String line : Shipped.lines(MatrixCount.class, "forms.tsv")) {
            if (!line.startsWith("#") && !line.isBlank()) {
                int tab = line.indexOf('\t');
                recipients.put(line.substring(0, tab), rcpt(line.substring(tab + 1)));
            }
        }
        sender("null", "<>");
        sender("foreign", "<sender@{outside}>");
        sender("own", "<{user}@{domain}>");
        sender("another's", "<matrix-other@{domain}>");
        sender("unknown-local", "<matrix-nobody@{domain}>");
    }

    private void sender(String name, String path) {
        if (parsed("MAIL FROM:" + path).orElse(new Command.Noop()) instanceof Command.Mail mail) {
            senders.put(name, mail.reversePath());
        } else {
            throw new IllegalStateException("not a reverse-path: " + path);
        }
    }

    private Optional<Command.Rcpt> rcpt(String path) {
        return parsed("RCPT TO:" + path).filter(Command.Rcpt.class::isInstance).map(Command.Rcpt.class::cast);
    }

    private Optional<Command> parsed(String template) {
        return SelfAudit.parsed(
                names.commands(new Probe("", "", "", "", List.of(template))).getFirst());
    }

    /// @param ways what these settings open
    public Matrix matrix(SortedSet<WayOut> ways) {
        Map<Place, Map<String, String>> cells = new TreeMap<>();
        for (Asker asker : askers(ways)) {
            senders.forEach((sender, path) -> {
                Map<String, String> outcomes = new TreeMap<>();
                recipients.forEach((form, rcpt) -> outcomes.put(
                        form, rcpt.map(to -> outcome(asker.client(), path, to)).orElse("refuse")));
                cells.put(new Place(asker.source(), asker.listener(), asker.login(), sender), outcomes);
            });
        }
        return new Matrix(cells);
    }

    private String outcome(Client client, ReversePath from, Command.Rcpt to) {
        return switch (gate.explain(client, from, to.forwardPath()).decision()) {
            case Decision.Deliver _ -> "deliver";
            case Decision.HandOn _ -> "hand-on";
            case Decision.Refuse _ -> "refuse";
            case Decision.TryLater _ -> "later";
            case Decision.Relay(var permit, var _) -> "relay-by-" + kind(permit);
        };
    }

    private static String kind(Permit permit) {
        String holder = permit.holder();
        int colon = holder.indexOf(':');
        return colon < 0 ? holder : holder.substring(0, colon);
    }

    private List<Asker> askers(SortedSet<WayOut> ways) {
        List<Asker> askers = new ArrayList<>();
        for (Service service : WaysOut.services(settings, _ -> true)) {
            for (Source source :
                    SelfAudit.sources(settings.relay().trustedNetworks().networks())) {
                peers(askers, name(source), source, service);
            }
        }
        for (WayOut way : ways) {
            if (way.means() != WayOut.Means.DIRECT) {
                var source = new Source("", way.from().prefix(), true);
                askers.add(peer(
                        way.speaker() + " by " + way.means() + " as " + way.from(),
                        source,
                        way.service(),
                        false,
                        "nobody",
                        Optional.empty()));
            }
        }
        var uids = new TreeSet<>(policy.localUids());
        uids.forEach(uid -> askers.add(process("uid " + uid, uid)));
        askers.add(process("any other uid", ANY_OTHER_UID));
        return askers;
    }

    private static String name(Source source) {
        String family = source.address() instanceof Inet4Address ? " v4" : " v6";
        return source.name().startsWith("trusted ") ? source.name() : source.name() + family;
    }

    private void peers(List<Asker> askers, String name, Source source, Service service) {
        askers.add(peer(name, source, service, false, "nobody", Optional.empty()));
        askers.add(peer(name, source, service, true, "nobody under TLS", Optional.empty()));
        askers.add(peer(name, source, service, true, "account", Optional.of(stage.user())));
        askers.add(peer(name, source, service, true, "suspended account", Optional.of(stage.suspended())));
    }

    private static Asker peer(
            String name, Source source, Service service, boolean tls, String who, Optional<Login> login) {
        String listener = service.name().toLowerCase(Locale.ROOT);
        return new Asker(name, listener, who, new Client.Peer(service, source.address(), tls, login));
    }

    private static Asker process(String name, long uid) {
        return new Asker(name, "sendmail", "kernel", new Client.LocalProcess(uid));
    }
}
