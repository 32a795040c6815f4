package org.sekisho.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The services of a Postfix. Source: master(5).
public record MasterCf(Path file, List<Service> services) {
    private static final int FIELDS = 7; // before the command: service type private unpriv chroot wakeup maxproc

    public MasterCf {
        services = List.copyOf(services);
    }

    /// @param name a port or its name, with an address before it where it listens on one only
    /// @param type `inet` listens on the network
    /// @param command the program, `smtpd`
    /// @param overrides what `-o` sets
    public record Service(String name, String type, String command, Map<String, String> overrides, int line) {
        public Service {
            overrides = Map.copyOf(overrides);
        }

        /// Whether it takes mail from the network by SMTP.
        public boolean isSmtpd() {
            return type.equals("inet") && command.equals("smtpd");
        }
    }

    /// @throws IOException its `master.cf` cannot be read
    public static MasterCf read(Path folder) throws IOException {
        Path file = folder.resolve("master.cf");
        var services = new ArrayList<Service>();
        LogicalLines.each(file, line -> {
            List<String> words = arguments(line.text());
            if (words.size() > FIELDS) {
                services.add(new Service(
                        words.getFirst(), words.get(1), words.get(FIELDS), overrides(words), line.number()));
            }
        });
        return new MasterCf(file, services);
    }

    private static List<String> arguments(String text) {
        // a comma separates nothing here: -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
        return Words.of(text.replace(',', '\0')).stream()
                .map(word -> word.replace('\0', ','))
                .toList();
    }

    private static Map<String, String> overrides(List<String> words) {
        var overrides = new LinkedHashMap<String, String>();
        for (int i = FIELDS + 1; i < words.size(); i++) {
            String word = words.get(i);
            boolean separate = word.equals("-o") && i + 1 < words.size();
            String assignment = separate ? words.get(++i) : word.startsWith("-o") ? word.substring(2) : "";
            int equals = assignment.indexOf('=');
            if (equals > 0) {
                overrides.put(
                        assignment.substring(0, equals).strip(),
                        assignment.substring(equals + 1).strip());
            }
        }
        return overrides;
    }
}
