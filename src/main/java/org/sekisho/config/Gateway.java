package org.sekisho.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Domains that are ours, but whose mailboxes are on another server: mail for them is handed on to that server
/// and never goes anywhere else.
/// @param to tried in this order; a program stands alone
/// @param anyLocalPart whether local parts are handed on that some servers read as a way to elsewhere (`%`, `!`,
/// quoted ones)
/// @param line of the settings file, for messages
public record Gateway(
        RouteDomain domain,
        List<GatewayServer> to,
        Recipients recipients,
        Optional<Settings.Route.Credentials> login,
        Settings.RemoteTls tls,
        boolean anyLocalPart,
        int line) {
    public Gateway {
        to = List.copyOf(to);
    }

    /// How it is known who is there.
    public sealed interface Recipients {
        /// The server is asked at RCPT.
        record Callout() implements Recipients {}

        /// @param file one address or `@domain` on each line
        record Listed(Path file) implements Recipients {}

        /// Nobody is asked: what the server refuses later was taken before.
        record Any() implements Recipients {}
    }

    /// As in the settings: `example.jp`, `.example.jp`.
    public String name() {
        return domain.written();
    }
}
