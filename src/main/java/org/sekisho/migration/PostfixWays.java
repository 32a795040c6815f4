package org.sekisho.migration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.SyntaxError;
import org.sekisho.config.HostPort;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.Settings;
import org.sekisho.doctor.Text;
import org.sekisho.events.Secret;
import org.sekisho.postfix.MainCf;
import org.sekisho.postfix.MapEntry;
import org.sekisho.postfix.MapName;

/// Where a Postfix sends mail: `relayhost` and `transport_maps`, with the passwords of
/// `smtp_sasl_password_maps`. Source: transport(5).
final class PostfixWays {
    private static final int SMTP = 25;
    private static final Set<String> SENDERS = Set.of("smtp", "relay");

    private final MainCf main;
    private final List<Remark> remarks;
    private final Map<String, String> passwords = new HashMap<>();
    private final List<Proposal.Way> ways = new ArrayList<>();

    PostfixWays(MainCf main, List<Remark> remarks) {
        this.main = main;
        this.remarks = remarks;
    }

    List<Proposal.Way> all() {
        for (MapName map : main.maps("smtp_sasl_password_maps")) {
            entries(map).forEach(entry -> passwords.put(entry.key(), entry.value()));
        }
        for (MapName map : main.maps("transport_maps")) {
            entries(map).forEach(entry -> transport(map, entry));
        }
        String relayhost = main.value("relayhost");
        if (!relayhost.isEmpty()) {
            String where = main.file() + ":"
                    + main.setting("relayhost").map(each -> each.line()).orElse(0);
            way(where, new RouteDomain.All(), relayhost, "all");
        }
        return ways;
    }

    private List<MapEntry> entries(MapName map) {
        Optional<Path> text = map.text();
        if (text.isPresent()) {
            try {
                return MapEntry.all(text.get());
            } catch (IOException e) {
                remarks.add(PostfixPlanner.unread(text.get().toString(), String.valueOf(e)));
            }
        } else {
            remarks.add(PostfixPlanner.unread(map.toString(), "not a text"));
        }
        return List.of();
    }

    private void transport(MapName map, MapEntry entry) {
        String where = map.name() + ":" + entry.line();
        int colon = entry.value().indexOf(':');
        String transport = colon < 0 ? "" : entry.value().substring(0, colon);
        String nextHop = colon < 0 ? "" : entry.value().substring(colon + 1);
        boolean local = transport.equals("virtual") || transport.equals("local") || transport.equals("lmtp");
        if (local && entry.key().indexOf('@') < 0) {
            return; // mail that stays
        }
        boolean domain = entry.key().equals("*") || entry.key().indexOf('@') < 0;
        if (!SENDERS.contains(transport) || nextHop.isEmpty() || !domain) {
            remarks.add(Remark.of(
                    where,
                    entry.key() + " " + entry.value(),
                    new Text("a way that has no counterpart: not carried", "対応する経路がないため引き継ぎません"),
                    new Text("write a [[route]] by hand if it is needed", "必要なら [[route]] を書いてください。")));
            return;
        }
        try {
            way(where, RouteDomain.of(entry.key()), nextHop, entry.key().equals("*") ? "all" : entry.key());
        } catch (SyntaxError e) {
            remarks.add(PostfixPlanner.unread(where, String.valueOf(e.getMessage())));
        }
    }

    /// `[host]:port` is one server; `host` alone means the servers of its MX records.
    private void way(String where, RouteDomain domain, String nextHop, String name) {
        String host = nextHop.replace("[", "").replace("]", "");
        try {
            var server = HostPort.of(host.replace(":submission", ":587").replace(":smtp", ":25"), SMTP);
            if (!nextHop.startsWith("[")) {
                remarks.add(Remark.of(
                        where,
                        nextHop,
                        new Text(
                                "its MX records were asked for the server; a route names the server itself",
                                "MX レコードで送り先を決めていましたが、経路はサーバー名を直接書きます"),
                        new Text("check that this host takes the mail", "このホストが受け取るか確かめてください。")));
            }
            String secret = passwords.getOrDefault(nextHop, "");
            int colon = secret.indexOf(':');
            Optional<Proposal.Login> login = colon < 1
                    ? Optional.empty()
                    : Optional.of(new Proposal.Login(
                            secret.substring(0, colon),
                            new Secret(secret.substring(colon + 1)),
                            name.replaceAll("[^A-Za-z0-9.-]", "_").replaceAll("^\\.+", "below.") + ".password"));
            ways.add(new Proposal.Way(
                    where,
                    new Settings.Route.Key(Optional.empty(), domain),
                    List.of(server),
                    login,
                    login.isPresent()));
        } catch (SyntaxError e) {
            remarks.add(PostfixPlanner.unread(where, String.valueOf(e.getMessage())));
        }
    }
}
