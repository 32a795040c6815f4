package org.sekisho.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;

/// Finds in main.cf and master.cf what lets strangers send mail through, in outline: what a policy server or a
/// database answers is not known here. Source: postconf(5), SMTPD_ACCESS_README.
public final class RelayHoles {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");
    private static final Set<String> GOOD = Set.of("yes", "normalize", "reject");
    private static final Pattern EVERYTHING = Pattern.compile("[./^$*+()?]*");

    private final MainCf main;
    private final Optional<String> version;
    private final Map<String, Finding> findings = new LinkedHashMap<>();

    private RelayHoles(MainCf main, Optional<String> version) {
        this.main = main;
        this.version = version;
    }

    /// @param folder with main.cf and master.cf
    /// @param version as the log tells it
    /// @return the most urgent first
    /// @throws IOException main.cf cannot be read
    public static List<Finding> find(Path folder, Optional<String> version) throws IOException {
        MainCf main = MainCf.read(folder);
        var holes = new RelayHoles(main, version);
        holes.service("", main);
        try {
            for (MasterCf.Service service : MasterCf.read(folder).services()) {
                if (service.isSmtpd()
                        && !isInside(service)
                        && !service.overrides().isEmpty()) {
                    holes.service(
                            "master.cf:" + service.line() + " " + service.name() + ", ",
                            main.with(service.overrides()));
                }
            }
        } catch (IOException _) {
            holes.add(HoleKind.ACCESS_UNREAD.at(folder.resolve("master.cf").toString(), "master.cf"));
        }
        holes.whole();
        List<Finding> sorted = new ArrayList<>(holes.findings.values());
        sorted.sort((a, b) -> b.severity().compareTo(a.severity()));
        return sorted;
    }

    /// The door through which a content filter hands mail back.
    private static boolean isInside(MasterCf.Service service) {
        int colon = service.name().lastIndexOf(':');
        String host = colon < 0 ? "" : service.name().substring(0, colon);
        return host.equals("localhost") || Loopback.is(host.replace("[", "").replace("]", ""));
    }

    private void add(Finding finding) {
        findings.putIfAbsent(finding.id() + finding.found().en(), finding);
    }

    private void service(String door, MainCf settings) {
        boolean own = !door.isEmpty();
        if (!own || isOverridden(settings, "mynetworks")) {
            new Networks(settings, place(door, settings, "mynetworks"))
                    .findings()
                    .forEach(this::add);
        }
        var relay = new Restrictions(
                settings, place(door, settings, "smtpd_relay_restrictions"), "smtpd_relay_restrictions");
        var recipient = new Restrictions(
                settings, place(door, settings, "smtpd_recipient_restrictions"), "smtpd_recipient_restrictions");
        // Mail must pass both lists: it is enough that one stops strangers.
        boolean stopped = relay.stopsStrangers() || recipient.stopsStrangers();
        for (Restrictions each : List.of(relay, recipient)) {
            each.findings().stream()
                    .filter(finding -> !stopped || finding.severity().compareTo(Severity.WARNING) < 0)
                    .forEach(this::add);
        }
        if (!relay.isGuarded() && !recipient.isGuarded()) {
            boolean said =
                    findings.values().stream().anyMatch(finding -> finding.id().equals("postfix-open"));
            if (!said) {
                add(HoleKind.NO_GUARD.at(door + main.file(), "smtpd_relay_restrictions"));
            }
        }
    }

    private boolean isOverridden(MainCf settings, String name) {
        return !settings.setting(name).equals(main.setting(name));
    }

    private String place(String door, MainCf settings, String name) {
        if (!door.isEmpty() && isOverridden(settings, name)) {
            return door + name;
        }
        return settings.setting(name)
                .map(setting -> main.file() + ":" + setting.line())
                .orElse(main.file() + " (" + name + ")");
    }

    private void whole() {
        relayDomains();
        main.setting("allow_untrusted_routing")
                .filter(setting -> setting.value().equals("yes"))
                .ifPresent(setting -> add(HoleKind.ROUTING.at(place("", main, setting.name()), setting.value())));
        main.setting("local_recipient_maps")
                .filter(setting -> setting.value().isEmpty())
                .ifPresent(setting -> add(HoleKind.UNKNOWN_TAKEN.at(place("", main, setting.name()), "")));
        smuggling();
    }

    private void smuggling() {
        String name = "smtpd_forbid_bare_newline";
        String value = main.value(name);
        if (main.setting(name).isEmpty()) {
            boolean later = version.filter(RelayHoles::isSafeByDefault).isPresent();
            if (!later) {
                String known = version.map(number -> "(Postfix " + number + ")").orElse("");
                add(HoleKind.SMUGGLING_UNSET.at(
                        main.file().toString(), known, known.isEmpty() ? Confidence.POSSIBLE : Confidence.CERTAIN));
            }
        } else if (!GOOD.contains(value)) {
            add(HoleKind.SMUGGLING.at(place("", main, name), value));
        }
    }

    private static boolean isSafeByDefault(String number) {
        Matcher version = VERSION.matcher(number + ".");
        return version.matches()
                && (Integer.parseInt(version.group(1)) > 3
                        || (Integer.parseInt(version.group(1)) == 3 && Integer.parseInt(version.group(2)) >= 9));
    }

    private void relayDomains() {
        Set<String> own = OwnDomains.of(Optional.of(main)).names();
        String place = place("", main, "relay_domains");
        for (String word : main.words("relay_domains")) {
            Optional<MapName> map = MapName.of(word);
            if (map.isEmpty()) {
                domain(place, word, own);
                continue;
            }
            try {
                Optional<Path> file = map.get().text().or(map.get()::patterns);
                if (file.isPresent()) {
                    for (MapEntry entry : MapEntry.all(file.get())) {
                        domain(file.get() + ":" + entry.line(), entry.key(), own);
                    }
                } else if (map.get().type().equals("static")) {
                    add(HoleKind.DOMAIN_WIDE.at(place, word));
                }
            } catch (IOException _) {
                add(HoleKind.ACCESS_UNREAD.at(place, word));
            }
        }
    }

    private void domain(String place, String word, Set<String> own) {
        String bare = word.startsWith(".") ? word.substring(1) : word;
        if (bare.isEmpty() || EVERYTHING.matcher(bare).matches() || (bare.indexOf('.') < 0 && !own.contains(bare))) {
            add(HoleKind.DOMAIN_WIDE.at(place, word));
        } else if (!own.contains(bare)) {
            add(HoleKind.DOMAIN_FOREIGN.at(place, word));
        }
    }
}
