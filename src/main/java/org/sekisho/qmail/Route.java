package org.sekisho.qmail;

import java.util.Optional;
import org.sekisho.address.SyntaxError;
import org.sekisho.config.HostPort;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.RouteSender;
import org.sekisho.events.Secret;

/// A line of `smtproutes`: `domain:relay:port`, and with the patch for authentication `|user|password`; or one of
/// that patch's `authsenders`, which begins with a sender instead and is asked first.
/// @param sender of `authsenders`; `*` is there for mail without a sender as well
/// @param domain `.example.net` means only what lies below it at qmail, and the domain as well here, as it does
///     in `sender`
/// @param relay empty: an exception from a wider line of the same file
public record Route(
        Place place,
        Optional<RouteSender> sender,
        RouteDomain domain,
        Optional<HostPort> relay,
        Optional<Login> login) {
    private static final int SMTP = 25;

    public record Login(String user, Secret password) {}

    /// Of `smtproutes`.
    /// @throws SyntaxError no such line
    static Route of(Line line) {
        var words = Words.of(line.text(), "domain");
        RouteDomain domain = words.key.isEmpty() ? new RouteDomain.All() : RouteDomain.of(words.key);
        return new Route(line.place(), Optional.empty(), domain, words.server(), words.login);
    }

    /// Of `authsenders`.
    /// @throws SyntaxError no such line
    static Route ofSender(Line line) {
        var words = Words.of(line.text(), "sender");
        boolean one = words.key.equals("*") || words.key.equals("<>"); // forms of ours, nobody's address there
        if (one) {
            throw new SyntaxError("expected an address, @domain, .domain or nothing before the first colon");
        }
        if (words.relay.isEmpty() && words.login.isPresent()) {
            throw new SyntaxError("a log-in without a relay: qmail-remote finds no host");
        }
        return new Route(
                line.place(),
                Optional.of(words.key.isEmpty() ? new RouteSender.All() : RouteSender.of(words.key)),
                new RouteDomain.All(),
                words.server(),
                words.login);
    }

    /// Whether it is for all mail to everywhere.
    boolean isForAll() {
        return domain instanceof RouteDomain.All
                && sender.map(each -> each instanceof RouteSender.All).orElse(true);
    }

    private record Words(String key, String relay, Optional<Login> login) {
        static Words of(String text, String what) {
            String[] parts = text.split("\\|", 3); // the password may hold more of them
            int colon = parts[0].indexOf(':');
            if (colon < 0 || parts.length == 2) {
                throw new SyntaxError("expected " + what + ":relay:port or " + what + ":relay:port|user|password");
            }
            return new Words(
                    parts[0].substring(0, colon),
                    parts[0].substring(colon + 1),
                    parts.length == 3 ? Optional.of(new Login(parts[1], new Secret(parts[2]))) : Optional.empty());
        }

        Optional<HostPort> server() {
            // qmail-remote takes an empty port for 25
            String server = relay.endsWith(":") ? relay.substring(0, relay.length() - 1) : relay;
            if (server.isEmpty()) {
                return Optional.empty();
            }
            HostPort found = HostPort.of(server, SMTP);
            if (found.port() == 0) {
                throw new SyntaxError("there is no port 0");
            }
            return Optional.of(found);
        }
    }

    static String withoutPassword(String text) {
        int bar = text.indexOf('|');
        return bar < 0 ? text : text.substring(0, bar) + "|***";
    }
}
