package org.sekisho.qmail;

import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// A line of `virtualdomains`: mail for `key` belongs to the local user `prepend-…`.
/// @param key `domain`, `.domain`, `user@domain`, or empty: every other domain
/// @param prepend empty: an exception, not virtual
public record VirtualDomain(Place place, String key, String prepend) {
    /// @throws SyntaxError no such line
    static VirtualDomain of(Line line) {
        int colon = line.text().indexOf(':');
        if (colon < 0) {
            throw new SyntaxError("expected domain:user");
        }
        String key = line.text().substring(0, colon);
        if (key.indexOf('@') >= 0) {
            Mailbox.of(key);
        } else if (!key.isEmpty()) {
            Domain.of(key.startsWith(".") ? key.substring(1) : key);
        }
        return new VirtualDomain(line.place(), key, line.text().substring(colon + 1));
    }

    /// The domain, when it is one and neither an address nor a wildcard.
    public Optional<Domain> domain() {
        boolean plain = !key.isEmpty() && !key.startsWith(".") && key.indexOf('@') < 0;
        return plain ? Optional.of(Domain.of(key)) : Optional.empty();
    }
}
