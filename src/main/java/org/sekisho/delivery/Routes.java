package org.sekisho.delivery;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.sekisho.address.Domain;
import org.sekisho.address.ReversePath;
import org.sekisho.config.Gateway;
import org.sekisho.config.Settings;
import org.sekisho.gateway.GatewayRoute;
import org.sekisho.smtp.client.Hops;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Smarthost;
import org.sekisho.smtp.client.Terms;

/// Which way mail goes, by who sends it and where to. Immutable; a reload brings a new one.
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
        var key = new Way.Key("gateway " + route.gateway().to(), route.terms());
        return new Way(key, Optional.empty(), () -> nextHops.via(route.via()));
    }

    /// @param name for people and the log
    /// @param matches whose mail, and where to
    public record Route(String name, BiPredicate<ReversePath, Domain> matches, List<Smarthost> via, Terms terms) {
        public Route {
            via = List.copyOf(via);
        }
    }

    /// A way out.
    /// @param key messages with the same key share connections and limits
    /// @param route the name of the route that says so; empty: the DNS, or a gateway
    record Way(Key key, Optional<String> route, Supplier<Hops> hops) {
        /// With the terms: nobody's mail goes through a conversation that somebody else has logged in.
        record Key(String name, Terms terms) {}
    }

    /// Anybody can write any sender, so this is only asked for mail that has a permit.
    Way to(ReversePath sender, Domain domain, NextHops nextHops) {
        return route(sender, domain)
                .map(it -> new Way(
                        new Way.Key("route " + it.via(), it.terms()),
                        Optional.of(it.name()),
                        () -> nextHops.via(it.via())))
                .orElseGet(
                        () -> new Way(new Way.Key(domain.name(), byDns), Optional.empty(), () -> nextHops.of(domain)));
    }

    Optional<Route> route(ReversePath sender, Domain domain) {
        return routes.stream()
                .filter(each -> each.matches().test(sender, domain))
                .findFirst();
    }
}
