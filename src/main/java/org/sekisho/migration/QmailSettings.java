package org.sekisho.migration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.config.RouteDomain;
import org.sekisho.doctor.Text;
import org.sekisho.qmail.ControlFile;
import org.sekisho.qmail.Controls;
import org.sekisho.qmail.Installation;
import org.sekisho.qmail.Line;
import org.sekisho.qmail.Route;

/// What of qmail's control files is worth carrying.
final class QmailSettings {
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
        Set<RouteDomain> seen = new HashSet<>();
        for (Route route : qmail.routes()) {
            if (route.relay().isEmpty()) {
                exception(route);
            } else if (seen.add(route.domain())) { // of two lines for one domain qmail takes the first
                Optional<Proposal.Login> login = route.login()
                        .map(each -> new Proposal.Login(each.user(), each.password(), fileName(route, names)));
                ways.add(new Proposal.Way(
                        route.place().toString(),
                        route.domain(),
                        List.of(route.relay().get()),
                        login,
                        login.isPresent()));
            }
        }
        return ways;
    }

    private static String fileName(Route route, Set<String> names) {
        String name = switch (route.domain()) {
            case RouteDomain.Exact(var domain) -> domain.name();
            case RouteDomain.Within(var domain) -> "below." + domain.name();
            case RouteDomain.All() -> "all";
        };
        while (!names.add(name)) {
            name = name + "_";
        }
        return name + ".password";
    }

    /// "By MX, though a wider line says otherwise."
    private void exception(Route route) {
        Optional<Domain> domain = switch (route.domain()) {
            case RouteDomain.Exact(var name) -> Optional.of(name);
            case RouteDomain.Within(var name) -> Optional.of(name);
            case RouteDomain.All() -> Optional.empty();
        };
        boolean wider = domain.isPresent()
                && qmail.routes().stream()
                        .anyMatch(each ->
                                each.relay().isPresent() && each.domain().matches(domain.get()));
        if (wider) {
            remarks.add(Remark.of(
                    route.place(),
                    Proposal.domain(route.domain()),
                    new Text(
                            "an exception from a wider way: ways have no exceptions here, so it goes the wider way",
                            "広い経路の例外は表せません。広いほうの経路で送られます"),
                    new Text("name its mail exchanger as a way of its own", "その MX を経路として書いてください。")));
        }
    }
}
