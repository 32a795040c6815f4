package org.sekisho.qmail;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;

/// Finds what lets strangers send mail through an installation of qmail. It knows what the files say, not what is
/// running: rules that were compiled from another text, or another server in front, it does not see.
public final class RelayHoles {
    private static final Network LOOPBACK = Network.of("127.0.0.0/8");
    private static final Network LOOPBACK6 = Network.of("::1");
    private static final BigInteger WIDE_V4 = BigInteger.valueOf(256);
    private static final int WIDE_V6 = 48; // bits: one site, as for /24

    /// Second levels below which anybody may register, as in `co.jp`.
    private static final Set<String> REGISTRIES = Set.of(
            "ac", "ad", "co", "com", "ed", "edu", "go", "gov", "gr", "lg", "ltd", "me", "mil", "ne", "net", "nom", "or",
            "org", "plc");

    private final Installation installation;
    private final Controls controls;
    private final List<Hole> holes = new ArrayList<>();

    private RelayHoles(Installation installation) {
        this.installation = installation;
        this.controls = installation.controls();
    }

    /// @return in the order of the files; none above a note says that the files open nothing to strangers
    public static List<Hole> find(Installation installation) {
        var search = new RelayHoles(installation);
        search.rcpthosts();
        search.percenthack();
        search.tcpRules();
        search.routes();
        search.catchAlls();
        return List.copyOf(search.holes);
    }

    private void add(HoleKind kind, Place place, String text) {
        holes.add(new Hole(kind, place, text));
    }

    private void add(HoleKind kind, Line line) {
        add(kind, line.place(), line.text());
    }

    private void rcpthosts() {
        Place file = Place.of(controls.path(ControlFile.RCPTHOSTS));
        switch (controls.text(ControlFile.RCPTHOSTS)) {
            case TextFile.Missing() -> add(HoleKind.RCPTHOSTS_MISSING, file, "");
            case TextFile.Unreadable _ -> add(HoleKind.RCPTHOSTS_UNREADABLE, file, "");
            case TextFile.Lines(var lines) -> {
                if (lines.isEmpty() && controls.lines(ControlFile.MORERCPTHOSTS).isEmpty()) {
                    add(HoleKind.RCPTHOSTS_EMPTY, file, "");
                }
            }
        }
        controls.lines(ControlFile.RCPTHOSTS).forEach(this::wildcard);
        controls.lines(ControlFile.MORERCPTHOSTS).forEach(this::wildcard);
        installation.relayedDomains().forEach(line -> add(HoleKind.RCPTHOSTS_FOREIGN, line));
    }

    private void wildcard(Line line) {
        if (!line.text().startsWith(".")) {
            return;
        }
        String below = line.text().substring(1).toLowerCase(Locale.ROOT);
        if (isRegistry(below)) {
            add(HoleKind.RCPTHOSTS_DOT, line);
        } else {
            boolean own = installation.isOwn(Domain.of(below));
            add(own ? HoleKind.RCPTHOSTS_OWN_WILDCARD : HoleKind.RCPTHOSTS_WILDCARD, line);
        }
    }

    /// qmail-smtpd compares from each dot on, so that "." is found in `example.com.`, and ".com." as well.
    private static boolean isRegistry(String name) {
        List<String> labels = Arrays.asList(name.split("\\.", -1));
        return labels.size() == 1
                || name.endsWith(".")
                || (labels.size() == 2 && labels.get(1).length() == 2 && REGISTRIES.contains(labels.get(0)));
    }

    private void percenthack() {
        boolean all = controls.text(ControlFile.RCPTHOSTS) instanceof TextFile.Missing;
        for (Line line : controls.lines(ControlFile.PERCENTHACK)) {
            boolean open = all || controls.isAccepted(Domain.of(line.text()));
            add(open ? HoleKind.PERCENTHACK : HoleKind.PERCENTHACK_INSIDE, line);
        }
    }

    private void tcpRules() {
        if (installation.tcpRules().isEmpty()) {
            add(HoleKind.TCP_UNKNOWN, Place.of(controls.directory()), "");
            return;
        }
        TcpRules rules = installation.tcpRules().get();
        boolean denies = false;
        for (TcpRule rule : rules.rules()) {
            denies |= !rule.allowed() && rule.subject() instanceof TcpSubject.Everybody;
            Optional<String> suffix = rule.relayClient();
            if (suffix.isPresent()) {
                subject(rule.line(), rule.subject());
            }
            if (suffix.isPresent() && !suffix.get().isEmpty()) {
                add(HoleKind.TCP_SUFFIX, rule.line());
            }
        }
        rules.unclear().forEach(line -> add(HoleKind.TCP_UNCLEAR, line.place(), " (" + line.text() + ")"));
        if (!rules.complete() && rules.unclear().isEmpty()) {
            add(HoleKind.TCP_UNCLEAR, Place.of(rules.file()), "");
        }
        if (!denies && rules.complete()) {
            add(HoleKind.TCP_NO_DENY, Place.of(rules.file()), "");
        }
    }

    private void subject(Line line, TcpSubject subject) {
        switch (subject) {
            case TcpSubject.Everybody() -> add(HoleKind.TCP_EVERYBODY, line);
            case TcpSubject.Named(var name) ->
                add(name.isEmpty() ? HoleKind.TCP_EVERYBODY : HoleKind.TCP_HOSTNAME, line);
            case TcpSubject.Identified identified -> subject(line, identified.where());
            case TcpSubject.Addresses addresses -> add(kind(addresses), line);
        }
    }

    private static HoleKind kind(TcpSubject.Addresses addresses) {
        if (addresses.networks().stream().allMatch(each -> LOOPBACK.contains(each) || LOOPBACK6.contains(each))) {
            return HoleKind.TCP_LOOPBACK;
        }
        List<Network> open =
                addresses.networks().stream().filter(Network::holdsPublicSpace).toList();
        if (open.isEmpty()) {
            return HoleKind.TCP_PRIVATE;
        }
        boolean wide = open.getFirst().isV4()
                ? new TcpSubject.Addresses(open).size().compareTo(WIDE_V4) > 0
                : open.stream().anyMatch(each -> each.length() < WIDE_V6);
        return wide ? HoleKind.TCP_WIDE : HoleKind.TCP_PUBLIC;
    }

    private void routes() {
        for (Route route : installation.routes()) {
            if (route.isForAll() && route.relay().isPresent()) {
                add(HoleKind.ROUTE_ALL, route.place(), ":" + route.relay().get());
            }
        }
    }

    private void catchAlls() {
        for (CatchAll each : installation.catchAlls()) {
            if (each.action() instanceof CatchAll.Forward(var members)) {
                members.stream()
                        .filter(this::isOutside)
                        .findFirst()
                        .ifPresent(member -> add(HoleKind.CATCHALL_OUTSIDE, each.place(), member.toString()));
            }
        }
    }

    private boolean isOutside(Mailbox member) {
        return !(member.host() instanceof Domain domain) || !installation.isOwn(domain);
    }
}
