package org.sekisho.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The domains whose mail stays on this machine, as far as files say it: databases are not asked.
/// @param names lower case
record OwnDomains(Set<String> names) {
    private static final List<String> LISTS =
            List.of("mydestination", "virtual_alias_domains", "virtual_mailbox_domains");

    OwnDomains {
        names = Set.copyOf(names);
    }

    /// @param settings empty: only mail without a domain stays here
    static OwnDomains of(Optional<MainCf> settings) {
        var names = new HashSet<String>();
        settings.ifPresent(main -> LISTS.forEach(list -> {
            for (String word : main.words(list)) {
                Optional<MapName> map = MapName.of(word);
                Optional<Path> file = map.isPresent()
                        ? map.get().text()
                        : Optional.of(word).filter(name -> name.startsWith("/")).map(Path::of);
                file.ifPresentOrElse(path -> keys(path, names), () -> add(word, names));
            }
        }));
        return new OwnDomains(names);
    }

    private static void keys(Path file, Set<String> names) {
        try {
            MapEntry.each(file, entry -> add(entry.key(), names));
        } catch (IOException _) {
            return; // its domains count as elsewhere; who is responsible does not depend on it
        }
    }

    /// The older way to host a domain is a key of virtual_alias_maps without an `@`.
    private static void add(String word, Set<String> names) {
        if (word.indexOf('@') < 0 && word.indexOf(':') < 0 && word.indexOf('/') < 0) {
            names.add(word.toLowerCase(Locale.ROOT));
        }
    }

    /// @param domain lower case; an address without one is a user of this machine
    boolean has(String domain) {
        return names.contains(domain) || domain.indexOf('.') < 0;
    }
}
