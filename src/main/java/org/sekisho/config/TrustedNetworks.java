package org.sekisho.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// Networks whose hosts are believed without a password: those that may relay, and those that may speak for
/// others. Only [#of] makes one, so that an open relay cannot be written (invariant I4). Immutable.
public final class TrustedNetworks {
    public static final TrustedNetworks NONE = new TrustedNetworks(List.of());

    private static final int WIDEST_V4 = 24; // public space: what one small company has
    private static final int WIDEST_V6 = 48; // one site, RFC 6177

    /// Addresses that stand for somebody else's, or that any customer of a provider may have.
    private static final List<Strangers> STRANGERS = List.of(
            new Strangers("64:ff9b::/96", "it is NAT64 (RFC 6052): the whole IPv4 Internet"),
            new Strangers("64:ff9b:1::/48", "it is NAT64 (RFC 8215): the whole IPv4 Internet"),
            new Strangers("::/96", "it holds IPv4-compatible addresses (RFC 4291)"),
            new Strangers("2001::/32", "it is Teredo (RFC 4380): tunnels of anybody"),
            new Strangers("2002::/16", "it is 6to4 (RFC 3056): tunnels of anybody"),
            new Strangers("100.64.0.0/10", "it is a provider's shared space (RFC 6598): its other customers"),
            new Strangers("224.0.0.0/4", "multicast: no client has such an address"),
            new Strangers("ff00::/8", "multicast: no client has such an address"),
            new Strangers("0.0.0.0/8", "no client has such an address"),
            new Strangers("240.0.0.0/4", "no client has such an address"));

    private static final Network LOOPBACK_V6 = Network.of("::1");

    private record Strangers(Network network, String why) {
        Strangers(String network, String why) {
            this(Network.of(network), why);
        }
    }

    private final List<Network> networks;

    private TrustedNetworks(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /// @throws SyntaxError with every objection against every one of them
    public static TrustedNetworks of(List<Network> networks, Machine machine) {
        List<String> objections = new ArrayList<>();
        for (int i = 0; i < networks.size(); i++) {
            objection(networks.get(i), networks.subList(0, i), machine).ifPresent(objections::add);
        }
        if (!objections.isEmpty()) {
            throw new SyntaxError(String.join("; ", objections));
        }
        return new TrustedNetworks(networks);
    }

    /// Why this network must not be trusted, and what to write instead.
    /// @param before those listed before it
    static Optional<String> objection(Network network, List<Network> before, Machine machine) {
        if (network.length() == 0) {
            return Optional.of(network + " is everybody: that is an open relay; list your own hosts");
        }
        return strangers(network)
                .or(() -> tooWide(network))
                .or(() -> door(network, machine))
                .or(() -> before.stream()
                        .filter(network::overlaps)
                        .findFirst()
                        .map(other -> network + " and " + other + " overlap: keep one, so that taking it away has an"
                                + " effect"));
    }

    private static Optional<String> strangers(Network network) {
        if (network.equals(LOOPBACK_V6)) {
            return Optional.empty();
        }
        return STRANGERS.stream()
                .filter(each -> each.network().overlaps(network))
                .filter(each -> !each.network().equals(Network.of("100.64.0.0/10")) || network.length() < WIDEST_V4)
                .findFirst()
                .map(each -> network + " must not be trusted: " + each.why());
    }

    private static Optional<String> tooWide(Network network) {
        int widest = network.isV4() ? WIDEST_V4 : WIDEST_V6;
        if (!network.holdsPublicSpace() || network.length() >= widest) {
            return Optional.empty();
        }
        return Optional.of(network + " holds public addresses and is wider than a /" + widest
                + ": it would let strangers relay; list the networks that are yours");
    }

    private static Optional<String> door(Network network, Machine machine) {
        return machine.doors().stream()
                .filter(door -> network.contains(door.address()))
                .findFirst()
                .map(door -> network + " holds " + door.address().getHostAddress() + ", " + door.what()
                        + ": strangers whose connections it forwards seem to come from there; list hosts without it"
                        + without(network, door.address()));
    }

    /// The same network without one address, when that is short enough to be worth writing.
    private static String without(Network network, InetAddress address) {
        if (!network.isV4() || network.length() < 16 || network.length() == 32) {
            return "";
        }
        List<String> rest = new ArrayList<>();
        Network left = network;
        while (left.length() < 32) {
            List<Network> halves = left.halves();
            boolean first = halves.getFirst().contains(address);
            rest.add("\"" + (first ? halves.getLast() : halves.getFirst()) + "\"");
            left = first ? halves.getFirst() : halves.getLast();
        }
        return ", as in [" + String.join(", ", rest) + "]";
    }

    /// What of these lies within those: never more than either.
    public TrustedNetworks within(List<Network> allowed) {
        List<Network> parts = new ArrayList<>();
        for (Network network : networks) {
            if (allowed.stream().anyMatch(each -> each.contains(network))) {
                parts.add(network);
            } else {
                allowed.stream()
                        .filter(network::contains)
                        .filter(part -> !parts.contains(part))
                        .forEach(parts::add);
            }
        }
        return new TrustedNetworks(parts);
    }

    /// The network that holds this address: there is never more than one.
    public Optional<Network> containing(InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return Optional.of(network);
            }
        }
        return Optional.empty();
    }

    public List<Network> networks() {
        return networks;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedNetworks that && networks.equals(that.networks);
    }

    @Override
    public int hashCode() {
        return networks.hashCode();
    }

    @Override
    public String toString() {
        return networks.toString();
    }
}
