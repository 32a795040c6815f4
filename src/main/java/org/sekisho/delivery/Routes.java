package org.sekisho.delivery;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sekisho.address.Domain;
import org.sekisho.smtp.client.Hops;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Smarthost;
import org.sekisho.smtp.client.Terms;

/// Which way mail for a domain goes. Immutable; a reload brings a new one.
/// @param routes the most precise first
/// @param byDns terms for everything else
public record Routes(List<Route> routes, Terms byDns) {
    public Routes {
        routes = List.copyOf(routes);
    }

    /// @param name for the log and as the key of its connections
    public record Route(String name, java.util.function.Predicate<Domain> matches, List<Smarthost> via, Terms terms) {}

    /// A way out.
    /// @param key messages with the same key share connections and limits
    record Way(String key, Supplier<Hops> hops, Terms terms) {}

    Way to(Domain domain, NextHops nextHops) {
        Optional<Route> route =
                routes.stream().filter(each -> each.matches().test(domain)).findFirst();
        return route.map(it -> new Way(it.name(), () -> nextHops.via(it.via()), it.terms()))
                .orElseGet(() -> new Way(domain.name(), () -> nextHops.of(domain), byDns));
    }
}
