package org.sekisho.delivery;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.sekisho.address.Domain;
import org.sekisho.config.Gateway;
import org.sekisho.config.Settings;
import org.sekisho.gateway.GatewayRoute;
import org.sekisho.smtp.client.Hops;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Smarthost;
import org.sekisho.smtp.client.Terms;

/// Which way mail for a domain goes. Immutable; a reload brings a new one.
/// @param routes the most precise first
/// @param gateways for domains of ours whose mailboxes are on another server
/// @param byDns terms for everything else
public record Routes(List<Route> routes, List<GatewayRoute> gateways, Terms byDns) {
    public Routes {
        routes = List.copyOf(routes);
        gateways = List.copyOf(gateways);
    }

    /// The one way for mail to a domain behind a gateway: neither routes nor MX records say anything about it.
    public Optional<GatewayRoute> gateway(Domain domain) {
        return Settings.gateway(gateways.stream().map(GatewayRoute::gateway).toList(), domain)
                .flatMap(this::route);
    }

    public Optional<GatewayRoute> route(Gateway gateway) {
        return gateways.stream()
                .filter(route -> route.gateway().equals(gateway))
                .findFirst();
    }

    static Way way(GatewayRoute route, NextHops nextHops) {
        return new Way(new Way.Key("gateway " + route.gateway().to(), route.terms()), () -> nextHops.via(route.via()));
    }

    /// @param name for the log and as the key of its connections
    public record Route(String name, Predicate<Domain> matches, List<Smarthost> via, Terms terms) {}

    /// A way out.
    /// @param key messages with the same key share connections and limits
    record Way(Key key, Supplier<Hops> hops) {
        /// With the terms: nobody's mail goes through a conversation that somebody else has logged in.
        record Key(String name, Terms terms) {}
    }

    Way to(Domain domain, NextHops nextHops) {
        Optional<Route> route =
                routes.stream().filter(each -> each.matches().test(domain)).findFirst();
        return route.map(it -> new Way(new Way.Key(it.name(), it.terms()), () -> nextHops.via(it.via())))
                .orElseGet(() -> new Way(new Way.Key(domain.name(), byDns), () -> nextHops.of(domain)));
    }
}
