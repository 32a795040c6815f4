package org.sekisho.audit.self;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.sekisho.accounts.Service;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.ReversePath;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.self.WayOut.Means;
import org.sekisho.config.Protocol;
import org.sekisho.config.Settings;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.RelayGate;

/// The ways out without a log-in that settings would open, by the word of a gate that has them.
public final class WaysOut {
    private static final Mailbox OUTSIDE = Mailbox.of("victim@" + Target.NOBODYS);

    private WaysOut() {}

    /// @param gate with the policy of these settings
    public static SortedSet<WayOut> of(Settings settings, RelayGate gate) {
        SortedSet<WayOut> ways = new TreeSet<>();
        for (Service service : services(settings, _ -> true)) {
            for (Network network : settings.relay().trustedNetworks().networks()) {
                if (isOpen(gate, service, network)) {
                    ways.add(WayOut.direct(network, service));
                }
            }
        }
        List<WayOut> direct = List.copyOf(ways);
        List<Service> proxied = services(settings, Settings.Listener::proxyProtocol);
        for (WayOut way : direct) {
            if (proxied.contains(way.service())) {
                settings.proxy().protocol().networks().forEach(each -> ways.add(through(Means.PROXY, each, way)));
            }
            settings.proxy().xclient().networks().forEach(each -> ways.add(through(Means.XCLIENT, each, way)));
        }
        return ways;
    }

    private static WayOut through(Means means, Network speaker, WayOut way) {
        return new WayOut(means, speaker, way.from(), way.service());
    }

    /// Those that take mail, and have a listener of this kind.
    public static List<Service> services(Settings settings, Predicate<Settings.Listener> kind) {
        return settings.listeners().stream()
                .filter(kind)
                .map(Settings.Listener::service)
                .filter(WaysOut::takesMail)
                .distinct()
                .map(service -> Service.valueOf(service.name()))
                .toList();
    }

    public static boolean takesMail(Protocol service) {
        return switch (service) {
            case SMTP, SUBMISSION, SUBMISSIONS, LMTP -> true;
            case IMAP, IMAPS, POP3, POP3S, MANAGESIEVE, CONSOLE, METRICS, DNSBL -> false;
        };
    }

    /// What is not refused counts: a directory that cannot be asked now may say yes later.
    private static boolean isOpen(RelayGate gate, Service service, Network network) {
        List<ReversePath> senders = new ArrayList<>(List.of(new ReversePath.Null(), new ReversePath.From(OUTSIDE)));
        return senders.stream()
                .anyMatch(from -> List.of(true, false).stream().anyMatch(tls -> {
                    var client = new Client.Peer(service, network.prefix(), tls, Optional.empty());
                    var decision = gate.explain(client, from, new ForwardPath.To(OUTSIDE))
                            .decision();
                    return !(decision instanceof Decision.Refuse);
                }));
    }
}
