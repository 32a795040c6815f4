package org.sekisho.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.doctor.Finding;

/// Whom mynetworks lets send to anywhere.
final class Networks {
    private static final int WIDE_V4 = 24; // bits; what is wider is more than one customer's
    private static final int WIDE_V6 = 48;
    private static final Network CONTAINERS = Network.of("172.16.0.0/12"); // Docker takes its networks from it
    private static final Network LOOPBACK = Network.of("127.0.0.0/8");
    private static final Network LOOPBACK_V6 = Network.of("::1/128");

    private final List<Finding> findings = new ArrayList<>();
    private final String place;

    /// @param place where it is written
    Networks(MainCf settings, String place) {
        this.place = place;
        if (settings.setting("mynetworks").isEmpty()) {
            String style = settings.value("mynetworks_style");
            if (!style.equals("host")) {
                findings.add(HoleKind.NETWORK_STYLE.at(place, style));
            }
            return;
        }
        settings.words("mynetworks").forEach(this::word);
    }

    List<Finding> findings() {
        return findings;
    }

    private void word(String word) {
        if (word.startsWith("!")) {
            return; // who is taken out
        }
        Optional<MapName> map = MapName.of(word);
        Optional<Path> file = map.isPresent()
                ? map.get().text().or(map.get()::patterns)
                : Optional.of(word).filter(name -> name.startsWith("/")).map(Path::of);
        if (map.isPresent() && file.isEmpty()) {
            findings.add(HoleKind.NETWORK_UNREAD.at(place, word));
        } else if (file.isPresent()) {
            file(word, file.get());
        } else {
            network(place, word);
        }
    }

    private void file(String word, Path file) {
        try {
            MapEntry.each(file, entry -> network(file + ":" + entry.line(), entry.key()));
        } catch (IOException _) {
            findings.add(HoleKind.NETWORK_UNREAD.at(place, word));
        }
    }

    private void network(String where, String word) {
        try {
            Network network = Network.of(word.replace("[", "").replace("]", ""));
            kind(network).ifPresent(kind -> findings.add(kind.at(where, word)));
        } catch (SyntaxError _) {
            findings.add(HoleKind.NETWORK_UNREAD.at(where, word)); // a host name, or bits right of the prefix
        }
    }

    /// @return empty for a single private machine
    static Optional<HoleKind> kind(Network network) {
        if (network.length() == 0) {
            return Optional.of(HoleKind.NETWORK_EVERYBODY);
        }
        if (LOOPBACK.overlaps(network) || LOOPBACK_V6.overlaps(network)) {
            return Optional.of(HoleKind.NETWORK_LOOPBACK);
        }
        if (network.holdsPublicSpace()) {
            return Optional.of(isWide(network) ? HoleKind.NETWORK_WIDE : HoleKind.NETWORK_PUBLIC);
        }
        boolean one = network.length() == (network.isV4() ? 32 : 128);
        if (network.isV4() && network.overlaps(CONTAINERS) && !one) {
            return Optional.of(HoleKind.NETWORK_CONTAINERS);
        }
        return one ? Optional.empty() : Optional.of(HoleKind.NETWORK_PRIVATE);
    }

    static boolean isWide(Network network) {
        return network.length() < (network.isV4() ? WIDE_V4 : WIDE_V6);
    }
}
