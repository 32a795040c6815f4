package org.sekisho.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// From the `[[gateway]]` tables to gateways, with what concerns several keys of one. Used by one thread, once.
final class GatewayTables {
    interface Problems {
        void at(int line, String text);
    }

    private final Path folder;
    private final Predicate<Path> readable;
    private final Problems problems;
    private final Set<String> names = new HashSet<>();

    GatewayTables(Path folder, Predicate<Path> readable, Problems problems) {
        this.folder = folder;
        this.readable = readable;
        this.problems = problems;
    }

    static Callout callout(TableValues values) {
        return new Callout(
                values.get(GatewayKeys.TIMEOUT),
                values.get(GatewayKeys.SENDER),
                values.get(GatewayKeys.GOOD_FOR),
                values.get(GatewayKeys.BAD_FOR),
                values.get(GatewayKeys.STALE_FOR),
                values.get(GatewayKeys.CACHE),
                values.get(GatewayKeys.CONCURRENCY),
                values.get(GatewayKeys.UNKNOWN_PER_MINUTE),
                values.get(GatewayKeys.TRUST_ACCEPT_ALL));
    }

    Gateway gateway(TableValues values) {
        int line = values.line();
        RouteDomain domain = values.get(GatewayKeys.DOMAIN);
        if (!names.add(domain.written())) {
            problems.at(line, "a second [[gateway]] for " + domain.written());
        }
        List<GatewayServer> to = values.get(GatewayKeys.TO);
        boolean program = to.stream().anyMatch(GatewayServer.QmailQueue.class::isInstance);
        if (to.isEmpty()) {
            problems.at(line, "`gateway.to` is empty: name at least one server");
        } else if (program && to.size() > 1) {
            problems.at(line, "`gateway.to`: a qmail-queue program stands alone");
        }
        return new Gateway(
                domain,
                to,
                recipients(values, program),
                login(values, program),
                values.get(GatewayKeys.TLS),
                values.get(GatewayKeys.ANY_LOCAL_PART),
                line);
    }

    private Gateway.Recipients recipients(TableValues values, boolean program) {
        GatewayKeys.Source source = values.get(GatewayKeys.RECIPIENTS);
        Optional<Path> list = values.get(GatewayKeys.LIST).map(folder::resolve);
        if (list.isPresent() != (source == GatewayKeys.Source.LIST)) {
            problems.at(values.line(), "`gateway.list` and `gateway.recipients = \"list\"` belong together");
        }
        list.ifPresent(file -> requireReadable("gateway.list", file, values.line()));
        return switch (source) {
            case CALLOUT -> {
                if (program) {
                    problems.at(
                            values.line(),
                            "`gateway.recipients`: a qmail-queue program cannot be asked who is there; write \"list\""
                                    + " and a file in `gateway.list`");
                }
                yield new Gateway.Recipients.Callout();
            }
            case LIST -> new Gateway.Recipients.Listed(list.orElse(folder));
            case ANY -> new Gateway.Recipients.Any();
        };
    }

    private Optional<Settings.Route.Credentials> login(TableValues values, boolean program) {
        Optional<String> user = values.get(GatewayKeys.USERNAME);
        Optional<Path> password = values.get(GatewayKeys.PASSWORD).map(folder::resolve);
        if (user.isPresent() != password.isPresent()) {
            problems.at(values.line(), "a [[gateway]] needs both username and password_file, or neither");
        } else if (program && user.isPresent()) {
            problems.at(values.line(), "`gateway.username`: a qmail-queue program asks for none");
        }
        password.ifPresent(file -> requireReadable("gateway.password_file", file, values.line()));
        return user.flatMap(name -> password.map(path -> new Settings.Route.Credentials(name, path)));
    }

    private void requireReadable(String key, Path file, int line) {
        if (!readable.test(file)) {
            problems.at(line, "`" + key + "`: there is no file " + file + " that this user can read");
        }
    }
}
