package org.sekisho.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.SyntaxError;

/// The settings of a Postfix. Of a name that is set twice the last counts, as in Postfix. Source: postconf(5).
/// @param file where they were read
/// @param settings by name, in the order of the file
public record MainCf(Path file, Map<String, Setting> settings) {
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("mydomain", "localdomain"),
            Map.entry("myorigin", "$myhostname"),
            Map.entry("mydestination", "$myhostname, localhost.$mydomain, localhost"),
            Map.entry("queue_directory", "/var/spool/postfix"),
            Map.entry("alias_maps", "hash:/etc/aliases"),
            Map.entry("virtual_alias_domains", "$virtual_alias_maps"),
            Map.entry("virtual_mailbox_domains", "$virtual_mailbox_maps"),
            Map.entry("virtual_alias_maps", "$virtual_maps"),
            Map.entry("compatibility_level", "0"),
            Map.entry("message_size_limit", "10240000"),
            Map.entry("recipient_delimiter", ""),
            Map.entry("config_directory", "/etc/postfix"));

    public MainCf {
        settings = Map.copyOf(settings);
    }

    /// @param folder usually `/etc/postfix`
    /// @throws IOException its `main.cf` cannot be read
    public static MainCf read(Path folder) throws IOException {
        Path file = folder.resolve("main.cf");
        var settings = new LinkedHashMap<String, Setting>();
        LogicalLines.each(file, line -> {
            int equals = line.text().indexOf('=');
            if (equals > 0) {
                String name = line.text().substring(0, equals).strip();
                settings.put(
                        name,
                        new Setting(name, line.text().substring(equals + 1).strip(), line.number()));
            }
        });
        return new MainCf(file, settings);
    }

    /// The same with what a service of master.cf sets otherwise (`-o name=value`).
    MainCf with(Map<String, String> overrides) {
        var changed = new LinkedHashMap<>(settings);
        overrides.forEach((name, value) -> changed.put(name, new Setting(name, value, 0)));
        return new MainCf(file, changed);
    }

    /// As written; empty where it is left to Postfix.
    public Optional<Setting> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /// With every `$name` replaced; else Postfix's default, where we know it, else empty.
    public String value(String name) {
        return Expansion.of(raw(name), this::raw);
    }

    /// The parts of a list: between commas and blanks, but `{ … }` is one.
    public List<String> words(String name) {
        return Words.of(value(name));
    }

    /// The maps among the parts of a list.
    public List<MapName> maps(String name) {
        var maps = new ArrayList<MapName>();
        for (String word : words(name)) {
            MapName.of(word).ifPresent(maps::add);
        }
        return maps;
    }

    /// The domains whose mail stays there or is hosted there, as far as files say it; names without a dot are not
    /// among them.
    public List<Domain> ownDomains() {
        var domains = new ArrayList<Domain>();
        for (String name : OwnDomains.of(Optional.of(this)).names()) {
            if (name.indexOf('.') > 0 && !name.startsWith("localhost.")) {
                domain(name).ifPresent(domains::add);
            }
        }
        return domains;
    }

    /// @return empty for a pattern, or a mistake
    private static Optional<Domain> domain(String name) {
        try {
            return Optional.of(Domain.of(name));
        } catch (SyntaxError _) {
            return Optional.empty();
        }
    }

    /// Defaults that changed with this are those of the level that is set: 0 is Postfix 2, 3.6 the last one.
    /// Source: COMPATIBILITY_README.
    public double compatibilityLevel() {
        String level = value("compatibility_level");
        return level.matches("\\d{1,3}(\\.\\d{1,3})*") ? Double.parseDouble(twoParts(level)) : 0;
    }

    private static String twoParts(String level) {
        int second = level.indexOf('.', level.indexOf('.') + 1);
        return level.indexOf('.') >= 0 && second > 0 ? level.substring(0, second) : level;
    }

    private String raw(String name) {
        Setting setting = settings.get(name);
        return setting != null ? setting.value() : defaultOf(name);
    }

    private String defaultOf(String name) {
        return switch (name) {
            case "relay_domains" -> compatibilityLevel() < 2 ? "$mydestination" : "";
            case "smtpd_relay_restrictions" ->
                compatibilityLevel() < 1
                        ? ""
                        : "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination";
            case "mynetworks_style" -> compatibilityLevel() < 2 ? "subnet" : "host";
            default -> DEFAULTS.getOrDefault(name, "");
        };
    }
}
