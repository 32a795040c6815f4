package org.sekisho.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// From the `[[route]]` tables to routes, with what concerns several keys or several of them. Used by one thread,
/// once.
final class RouteTables {
    private final Path folder;
    private final Predicate<Path> readable;
    private final GatewayTables.Problems problems;
    private final Set<Settings.Route.Key> keys = new HashSet<>();

    RouteTables(Path folder, Predicate<Path> readable, GatewayTables.Problems problems) {
        this.folder = folder;
        this.readable = readable;
        this.problems = problems;
    }

    /// @return in the order in which they are asked
    List<Settings.Route> routes(List<TableValues> tables) {
        List<Settings.Route> routes = new ArrayList<>();
        tables.forEach(values -> routes.add(route(values)));
        routes.sort(Settings.Route.PRECEDENCE);
        return routes;
    }

    private Settings.Route route(TableValues values) {
        Optional<RouteSender> sender = values.get(SendingKeys.ROUTE_SENDER);
        Optional<RouteDomain> domain = values.get(SendingKeys.ROUTE_DOMAIN);
        if (sender.isEmpty() && domain.isEmpty()) {
            problems.at(
                    values.line(),
                    "a [[route]] needs a domain (domain = \"*\" is all mail that is not ours), a sender or both");
        }
        var key = new Settings.Route.Key(sender, domain.orElseGet(RouteDomain.All::new));
        if (!keys.add(key)) {
            problems.at(values.line(), "two [[route]]s are for the same mail: " + key.written());
        }
        if (values.get(SendingKeys.ROUTE_VIA).isEmpty()) {
            problems.at(values.line(), "`route.via` is empty: name at least one host:port");
        }
        return new Settings.Route(
                key, values.get(SendingKeys.ROUTE_VIA), login(values), values.get(SendingKeys.ROUTE_TLS));
    }

    private Optional<Settings.Route.Credentials> login(TableValues values) {
        Optional<String> user = values.get(SendingKeys.ROUTE_USERNAME);
        Optional<Path> password = values.get(SendingKeys.ROUTE_PASSWORD).map(folder::resolve);
        if (user.isPresent() != password.isPresent()) {
            problems.at(values.line(), "a [[route]] needs both username and password_file, or neither");
        }
        password.filter(path -> !readable.test(path))
                .ifPresent(path -> problems.at(
                        values.line(), "`route.password_file`: there is no file " + path + " that this user can read"));
        return user.flatMap(name -> password.map(path -> new Settings.Route.Credentials(name, path)));
    }
}
