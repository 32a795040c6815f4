package org.sekisho.blocklist;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sekisho.address.AddressLiteral;
import org.sekisho.address.Domain;
import org.sekisho.address.Host;
import org.sekisho.address.Network;

/// Who belongs to the house: nobody blocks them by mistake, and no rule does at all.
/// @param networks trusted, exempt, or our own addresses; loopback is always one
/// @param domains those we host
/// @param isOurs whether a sender's host is one of them, or one of our addresses
public record Household(List<Kin> networks, Supplier<List<Domain>> domains, Predicate<Host> isOurs) {
    private static final int WIDEST_V4 = 8;
    private static final int WIDEST_V6 = 16;
    private static final List<Kin> LOOPBACK = List.of(
            new Kin(Network.of("127.0.0.0/8"), "this machine's loopback"),
            new Kin(Network.of("::1"), "this machine's loopback"));

    /// @param what it is, as in "it holds WHAT"
    public record Kin(Network network, String what) {}

    /// Whether rules leave it alone: who shares an IPv6 /64 with the household is not blocked, since that would
    /// block the household.
    public boolean holds(Network client) {
        return kin().stream().anyMatch(kin -> kin.network().overlaps(client));
    }

    private List<Kin> kin() {
        return Stream.concat(LOOPBACK.stream(), networks.stream()).toList();
    }

    /// Why a person most likely does not mean to block this.
    public Optional<String> objection(Subject subject) {
        return switch (subject) {
            case Subject.Addresses(var network) -> objection(network);
            case Subject.Names(var domain, var below) -> {
                if (domain.name().indexOf('.') < 0) {
                    yield Optional.of(domain + " is a top-level domain" + (below ? ": everybody below it" : ""));
                }
                yield domains.get().stream()
                        .filter(ours -> below ? ours.isWithin(domain) : ours.equals(domain))
                        .findFirst()
                        .map(ours -> ours + " is a domain of this server");
            }
            case Subject.Sender(var mailbox) ->
                isOurs.test(mailbox.host())
                        ? Optional.of(mailbox.host() + " is "
                                + (mailbox.host() instanceof AddressLiteral ? "an address" : "a domain")
                                + " of this server")
                        : Optional.empty();
        };
    }

    private Optional<String> objection(Network network) {
        if (network.length() == 0) {
            return Optional.of(network + " is everybody");
        }
        int widest = network.isV4() ? WIDEST_V4 : WIDEST_V6;
        if (network.length() < widest) {
            return Optional.of(network + " is wider than a /" + widest);
        }
        return kin().stream()
                .filter(kin -> kin.network().overlaps(network))
                .findFirst()
                .map(kin -> network
                        + (kin.network().equals(network) ? " is " : " overlaps ")
                        + kin.what()
                        + (kin.network().equals(network) ? "" : ", " + kin.network()));
    }
}
