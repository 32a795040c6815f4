package org.sekisho.postfix;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// A map as settings name it: `hash:/etc/postfix/virtual`.
/// @param type lower case
public record MapName(String type, String name) {
    // postmap makes these from a text of the same name, with the same lines
    private static final Set<String> MADE_FROM_TEXT = Set.of("hash", "btree", "lmdb", "cdb", "dbm", "sdbm", "texthash");
    private static final Set<String> PATTERNS = Set.of("cidr", "regexp", "pcre");

    /// @return empty when the word is not a map: a domain, a network, a restriction
    public static Optional<MapName> of(String word) {
        String rest = word.startsWith("proxy:") ? word.substring("proxy:".length()) : word;
        int colon = rest.indexOf(':');
        if (colon < 1 || !rest.substring(0, colon).chars().allMatch(c -> c >= 'a' && c <= 'z')) {
            return Optional.empty();
        }
        return Optional.of(new MapName(rest.substring(0, colon), rest.substring(colon + 1)));
    }

    /// Where its keys and values can be read; empty for databases, directories and programs.
    public Optional<Path> text() {
        return file(MADE_FROM_TEXT);
    }

    /// Where its patterns can be read, which are tried in their order.
    public Optional<Path> patterns() {
        return file(PATTERNS);
    }

    private Optional<Path> file(Set<String> types) {
        boolean possible = types.contains(type) && name.indexOf('\0') < 0;
        return possible ? Optional.of(Path.of(name)) : Optional.empty();
    }

    @Override
    public String toString() {
        return type + ":" + name;
    }
}
