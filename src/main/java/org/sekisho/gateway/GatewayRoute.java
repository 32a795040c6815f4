package org.sekisho.gateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sekisho.config.Gateway;
import org.sekisho.config.GatewayServer;
import org.sekisho.smtp.client.Smarthost;
import org.sekisho.smtp.client.Terms;

/// A gateway with all that is needed to speak with its servers.
/// @param via its servers, in their order; empty when it is a program
public record GatewayRoute(Gateway gateway, List<Smarthost> via, Terms terms) {
    public GatewayRoute {
        via = List.copyOf(via);
    }

    public static GatewayRoute of(Gateway gateway, Terms terms) {
        List<Smarthost> via = gateway.to().stream()
                .map(GatewayRoute::smarthost)
                .flatMap(Optional::stream)
                .toList();
        return new GatewayRoute(gateway, via, terms);
    }

    private static Optional<Smarthost> smarthost(GatewayServer server) {
        return switch (server) {
            case GatewayServer.Smtp(var at) -> Optional.of(new Smarthost(at.host(), at.port()));
            case GatewayServer.Lmtp(var at) -> Optional.of(new Smarthost(at.host(), at.port(), true));
            case GatewayServer.QmailQueue _ -> Optional.empty();
        };
    }

    /// The qmail-queue program that takes its mail.
    public Optional<Path> program() {
        return gateway.to().getFirst() instanceof GatewayServer.QmailQueue(var program)
                ? Optional.of(program)
                : Optional.empty();
    }
}
