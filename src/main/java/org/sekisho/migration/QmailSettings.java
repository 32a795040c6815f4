package org.sekisho.migration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.RouteSender;
import org.sekisho.config.Settings;
import org.sekisho.doctor.Text;
import org.sekisho.qmail.ControlFile;
import org.sekisho.qmail.Controls;
import org.sekisho.qmail.Installation;
import org.sekisho.qmail.Line;
import org.sekisho.qmail.Route;

/// What of qmail's control files is worth carrying.
final class QmailSettings {
    private static final int LONGEST_NAME = 200; // of a file, in characters: file systems have 255 octets
    private static final LocalPart ANYBODY = new LocalPart("anybody");

    private final Installation qmail;
    private final Controls controls;
    private final List<Remark> remarks;
    private final List<Proposal.Keyed> keys = new ArrayList<>();

    /// @param remarks gets what cannot be carried
    QmailSettings(Installation qmail, List<Remark> remarks) {
        this.qmail = qmail;
        this.controls = qmail.controls();
        this.remarks = remarks;
    }

    Proposal proposal() {
        key(ControlFile.ME, "", "hostname", "\"", "\"");
        if (controls.number(ControlFile.DATABYTES).orElse(0) > 0) {
            key(ControlFile.DATABYTES, "limits", "message_size", "\"", "B\"");
        }
        key(ControlFile.QUEUELIFETIME, "queue", "lifetime", "\"", "s\"");
        key(ControlFile.CONCURRENCYREMOTE, "queue", "concurrency", "", "");
        key(ControlFile.HELOHOST, "delivery", "helo", "\"", "\"");
        key(ControlFile.TIMEOUTCONNECT, "delivery", "connect_timeout", "\"", "s\"");
        for (Line line : controls.lines(ControlFile.BADMAILFROM)) {
            remarks.add(Remark.of(
                    line.place(),
                    line.text(),
                    new Text("a sender that was refused: not carried", "拒否していた差出人は引き継ぎません"),
                    new Text(
                            "put it on this server's own blocklist, if it still matters",
                            "必要なら、このサーバー独自のブロックリストに加えてください。")));
        }
        return new Proposal(keys, ways());
    }

    private void key(ControlFile file, String table, String key, String before, String after) {
        for (Line line : controls.lines(file)) {
            keys.add(new Proposal.Keyed(line.place().toString(), table, key, before + line.text() + after));
        }
    }

    private List<Proposal.Way> ways() {
        List<Proposal.Way> ways = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Settings.Route.Key> seen = new HashSet<>();
        for (Route route : qmail.routes()) {
            var key = new Settings.Route.Key(route.sender(), route.domain());
            if (route.relay().isEmpty()) {
                exception(route, key);
            } else if (seen.add(key)) { // of two lines for the same mail qmail takes the first
                Optional<Proposal.Login> login = route.login()
                        .map(each -> new Proposal.Login(each.user(), each.password(), fileName(key, names)));
                var way = new Proposal.Way(
                        route.place().toString(), key, List.of(route.relay().get()), login, login.isPresent());
                ways.add(way);
                forNotifications(way).ifPresent(ways::add);
            }
        }
        return ways;
    }

    /// For everybody's mail means there: for mail without a sender, too.
    private static Optional<Proposal.Way> forNotifications(Proposal.Way way) {
        return way.key()
                .sender()
                .filter(sender -> sender instanceof RouteSender.All)
                .map(_ -> new Proposal.Way(
                        way.where(),
                        new Settings.Route.Key(
                                Optional.of(new RouteSender.Nobody()), way.key().domain()),
                        way.via(),
                        way.login(),
                        way.ofTls()));
    }

    private static String fileName(Settings.Route.Key key, Set<String> names) {
        String domain = switch (key.domain()) {
            case RouteDomain.Exact(var name) -> name.name();
            case RouteDomain.Within(var name) -> "below." + name.name();
            case RouteDomain.All() -> "all";
        };
        String whole = key.sender()
                .map(sender -> switch (sender) {
                    case RouteSender.Address _, RouteSender.Exact _ -> "from." + sender.written();
                    case RouteSender.Within(var name) -> "from.below." + name.name();
                    case RouteSender.All(), RouteSender.Nobody() -> "from.all";
                })
                .orElse(domain);
        String name = whole.substring(0, Math.min(LONGEST_NAME, whole.length())).replaceAll("[^A-Za-z0-9@._+-]", "_");
        while (!names.add(name)) {
            name = name + "_";
        }
        return name + ".password";
    }

    /// "Not this way, though a wider line says so."
    private void exception(Route route, Settings.Route.Key key) {
        if (qmail.routes().stream().anyMatch(each -> isWider(each, route))) {
            remarks.add(Remark.of(
                    route.place(),
                    key.sender().map(RouteSender::written).orElse(key.domain().written()),
                    new Text(
                            "an exception from a wider way: ways have no exceptions here, so it goes the wider way",
                            "広い経路の例外は表せません。広いほうの経路で送られます"),
                    new Text(
                            "write a route of its own, via its mail exchanger or the server it should go by",
                            "送り先の MX か中継サーバーを書いた経路を別に作ってください。")));
        }
    }

    /// Of two lines of one file: of `authsenders`, when both name senders.
    private static boolean isWider(Route wide, Route narrow) {
        if (wide.relay().isEmpty()
                || wide.sender().isPresent() != narrow.sender().isPresent()) {
            return false;
        }
        return narrow.sender()
                .map(sender -> wide.sender().orElseThrow().matches(one(sender)))
                .orElseGet(() ->
                        one(narrow.domain()).filter(wide.domain()::matches).isPresent());
    }

    private static Optional<Domain> one(RouteDomain domain) {
        return switch (domain) {
            case RouteDomain.Exact(var name) -> Optional.of(name);
            case RouteDomain.Within(var name) -> Optional.of(name);
            case RouteDomain.All() -> Optional.empty();
        };
    }

    /// Somebody whom it is for.
    private static ReversePath one(RouteSender sender) {
        return switch (sender) {
            case RouteSender.Address(var mailbox) -> new ReversePath.From(mailbox);
            case RouteSender.Exact(var domain) -> new ReversePath.From(new Mailbox(ANYBODY, domain));
            case RouteSender.Within(var domain) -> new ReversePath.From(new Mailbox(ANYBODY, domain));
            case RouteSender.All(), RouteSender.Nobody() -> new ReversePath.Null();
        };
    }
}
