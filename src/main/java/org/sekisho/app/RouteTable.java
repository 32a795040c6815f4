package org.sekisho.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.sekisho.config.Gateway;
import org.sekisho.config.Settings;
import org.sekisho.delivery.Routes;
import org.sekisho.events.Log;
import org.sekisho.events.Secret;
import org.sekisho.gateway.GatewayRoute;
import org.sekisho.smtp.client.Smarthost;
import org.sekisho.smtp.client.Terms;
import org.sekisho.smtp.client.TlsPolicy;

/// The routes of the settings with their passwords; made anew when the settings are. Safe from any thread.
final class RouteTable {
    private record Made(Settings from, Routes routes) {}

    private final Supplier<Settings> settings;
    private final Log log;
    private final AtomicReference<Made> made;

    RouteTable(Supplier<Settings> settings, Log log) {
        this.settings = settings;
        this.log = log;
        this.made = new AtomicReference<>(make(settings.get()));
    }

    @SuppressWarnings("ReferenceEquality") // a reload brings other settings, even where they say the same: then
    // the files with the passwords are read again
    Routes current() {
        Settings now = settings.get();
        Made last = made.get();
        if (last.from() != now) {
            last = make(now);
            made.set(last);
            log.info("delivery.routes", "routes", now.routes().size());
        }
        return last.routes();
    }

    private static Made make(Settings settings) {
        List<Routes.Route> routes =
                settings.routes().stream().map(RouteTable::route).toList();
        List<GatewayRoute> gateways =
                settings.gateways().stream().map(RouteTable::gateway).toList();
        return new Made(
                settings,
                new Routes(routes, gateways, new Terms(tls(settings.delivery().tls()), Optional.empty())));
    }

    private static GatewayRoute gateway(Gateway gateway) {
        return GatewayRoute.of(
                gateway, new Terms(tls(gateway.tls()), gateway.login().map(RouteTable::credentials)));
    }

    private static Routes.Route route(Settings.Route route) {
        List<Smarthost> via = route.via().stream()
                .map(host -> new Smarthost(host.host(), host.port()))
                .toList();
        return new Routes.Route(
                route.written(),
                route.key()::matches,
                via,
                new Terms(tls(route.tls()), route.login().map(RouteTable::credentials)));
    }

    private static Terms.Credentials credentials(Settings.Route.Credentials login) {
        try {
            String password = Files.readAllLines(login.passwordFile()).stream()
                    .findFirst()
                    .orElse("");
            return new Terms.Credentials(login.username(), new Secret(password));
        } catch (IOException e) {
            throw new UncheckedIOException("the password file " + login.passwordFile() + " cannot be read", e);
        }
    }

    private static TlsPolicy tls(Settings.RemoteTls tls) {
        return switch (tls) {
            case OFF -> TlsPolicy.OFF;
            case OPPORTUNISTIC -> TlsPolicy.OPPORTUNISTIC;
            case REQUIRED -> TlsPolicy.REQUIRED;
            case VERIFIED -> TlsPolicy.VERIFIED;
        };
    }
}
