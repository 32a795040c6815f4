package org.sekisho.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;

/// A list of restrictions, read as a stranger meets it who wants to send to another domain: up to the first that
/// refuses. Source: SMTPD_ACCESS_README.
final class Restrictions {
    private static final Set<String> GUARDS =
            Set.of("reject_unauth_destination", "defer_unauth_destination", "reject", "defer", "check_relay_domains");
    private static final Set<String> FOREIGN = Set.of(
            "permit_dnswl_client", "permit_rhswl_client", "permit_tls_all_clientcerts", "permit_naked_ip_address");
    private static final Set<String> FORGED = Set.of(
            "check_sender_access", "check_helo_access", "check_reverse_client_hostname_access", "check_ehlo_access");
    private static final Pattern YES = Pattern.compile("(?i)(?:ok|permit|relay|[0-9]+)(?:\\s.*)?");
    private static final int MAX_DEPTH = 5; // classes within classes
    private static final int MAX_NAMED = 20; // entries of a map; whoever sees so many looks for the rest

    private final MainCf settings;
    private final String place;
    private final Set<String> classes;
    private final List<Finding> findings = new ArrayList<>();
    private boolean guarded;
    private boolean open;

    /// @param place where it is written
    Restrictions(MainCf settings, String place, String name) {
        this.settings = settings;
        this.place = place;
        this.classes = Set.copyOf(settings.words("smtpd_restriction_classes"));
        read(settings.words(name), 0);
    }

    /// Whether strangers come to a rule that refuses other domains.
    boolean isGuarded() {
        return guarded;
    }

    boolean stopsStrangers() {
        return guarded
                && findings.stream().noneMatch(finding -> finding.severity().compareTo(Severity.WARNING) >= 0);
    }

    List<Finding> findings() {
        return findings;
    }

    private void read(List<String> words, int depth) {
        for (int i = 0; i < words.size() && !guarded && !open; i++) {
            String word = words.get(i);
            if (GUARDS.contains(word)) {
                guarded = true;
            } else if (word.equals("permit")) {
                open = true;
                findings.add(HoleKind.OPEN.at(place, word));
            } else if (word.equals("permit_mx_backup")) {
                findings.add(HoleKind.BACKUP.at(place, word));
            } else if (FOREIGN.contains(word)) {
                findings.add(HoleKind.FOREIGN_WORD.at(place, word));
            } else if (classes.contains(word) && depth < MAX_DEPTH) {
                read(settings.words(word), depth + 1);
            } else if (word.startsWith("check_") && word.endsWith("_access") && i + 1 < words.size()) {
                access(word, words.get(++i));
            }
        }
    }

    private void access(String rule, String word) {
        Optional<MapName> map = MapName.of(word);
        if (map.isEmpty()) {
            return;
        }
        String name = rule + " " + word;
        Optional<Path> file = map.get().text().or(map.get()::patterns);
        if (map.get().type().equals("static")) {
            open |= YES.matcher(map.get().name()).matches();
            if (open) {
                findings.add(HoleKind.OPEN.at(place, name));
            }
        } else if (file.isPresent()) {
            file(rule, name, file.get());
        } else {
            findings.add(HoleKind.ACCESS_UNREAD.at(place, name));
        }
    }

    private void file(String rule, String name, Path file) {
        try {
            int before = findings.size();
            MapEntry.each(file, entry -> {
                if (YES.matcher(entry.value()).matches() && findings.size() - before < MAX_NAMED) {
                    HoleKind kind = kind(rule, entry.key());
                    findings.add(kind.at(file + ":" + entry.line(), rule + " " + entry.key() + " " + entry.value()));
                }
            });
        } catch (IOException _) {
            findings.add(HoleKind.ACCESS_UNREAD.at(place, name));
        }
    }

    private static HoleKind kind(String rule, String key) {
        if (FORGED.contains(rule)) {
            return HoleKind.ACCESS_FORGED;
        }
        if (rule.equals("check_recipient_access")) {
            return HoleKind.ACCESS_RECIPIENT;
        }
        return isWide(key) ? HoleKind.ACCESS_WIDE : HoleKind.ACCESS_CLIENT;
    }

    /// An access map names a network by its first octets (`203.0`, `2001:db8`), a pattern by its length.
    private static boolean isWide(String key) {
        try {
            if (key.matches("[0-9]{1,3}(?:\\.[0-9]{1,3}){0,2}\\.?")) {
                int octets = key.split("\\.").length;
                return octets < 3
                        && Network.of(key.replaceAll("\\.$", "") + ".0".repeat(4 - octets) + "/" + octets * 8)
                                .holdsPublicSpace();
            }
            Network network = Network.of(key.replace("[", "").replace("]", ""));
            return network.holdsPublicSpace() && Networks.isWide(network);
        } catch (SyntaxError _) {
            return key.startsWith("/") && key.replaceAll("[/^$.*+()?]", "").isEmpty(); // a pattern that is everything
        }
    }
}
