package org.sekisho.accounts;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;

/// What a credential may be used for. Empty means no limit.
/// @param services protocols; with and without implicit TLS is one protocol
/// @param allowedFrom the only addresses mail may be sent from, a part of the account's own
/// @param networks where a client must be
/// @param expires from this moment on it is no good
public record Scope(
        Set<Service> services, List<Mailbox> allowedFrom, List<Network> networks, Optional<Instant> expires) {
    public static final Scope ANYTHING = new Scope(Set.of(), List.of(), List.of(), Optional.empty());

    public Scope {
        services = Set.copyOf(services);
        allowedFrom = List.copyOf(allowedFrom);
        networks = List.copyOf(networks);
    }

    boolean hasExpired(Instant now) {
        return expires.isPresent() && !now.isBefore(expires.get());
    }

    /// Why it may not be used there and then, or empty.
    Optional<String> refusal(Service service, InetAddress client, Instant now) {
        if (hasExpired(now)) {
            return Optional.of("the credential has expired");
        }
        if (!services.isEmpty() && services.stream().noneMatch(service::isSameProtocol)) {
            return Optional.of("the credential is not for this service");
        }
        if (!networks.isEmpty() && networks.stream().noneMatch(network -> network.contains(client))) {
            return Optional.of("the credential is not for this network");
        }
        return Optional.empty();
    }
}
