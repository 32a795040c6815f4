package org.sekisho.qmail;

import java.util.Optional;
import org.sekisho.address.SyntaxError;
import org.sekisho.config.HostPort;
import org.sekisho.config.RouteDomain;
import org.sekisho.events.Secret;

/// A line of `smtproutes`: `domain:relay:port`, and with the patch for authentication `|user|password`.
/// @param domain `.example.net` means only what lies below it at qmail, and the domain as well here
/// @param relay empty: by MX, an exception from a wider route
public record Route(Place place, RouteDomain domain, Optional<HostPort> relay, Optional<Login> login) {
    private static final int SMTP = 25;

    public record Login(String user, Secret password) {}

    /// @throws SyntaxError no such line
    static Route of(Line line) {
        String[] parts = line.text().split("\\|", -1);
        int colon = parts[0].indexOf(':');
        if (colon < 0 || parts.length == 2 || parts.length > 3) {
            throw new SyntaxError("expected domain:relay:port or domain:relay:port|user|password");
        }
        String domain = parts[0].substring(0, colon);
        String relay = parts[0].substring(colon + 1);
        if (relay.endsWith(":")) { // qmail-remote takes an empty port for 25
            relay = relay.substring(0, relay.length() - 1);
        }
        HostPort server = relay.isEmpty() ? null : HostPort.of(relay, SMTP);
        if (server != null && server.port() == 0) {
            throw new SyntaxError("there is no port 0");
        }
        return new Route(
                line.place(),
                domain.isEmpty() ? new RouteDomain.All() : RouteDomain.of(domain),
                Optional.ofNullable(server),
                parts.length == 3 ? Optional.of(new Login(parts[1], new Secret(parts[2]))) : Optional.empty());
    }

    static String withoutPassword(String text) {
        int bar = text.indexOf('|');
        return bar < 0 ? text : text.substring(0, bar) + "|***";
    }
}
