package org.sekisho.audit.blocklists;

import org.sekisho.address.SyntaxError;

/// What a list lists, with the entries that every list of this kind should and should never hold (RFC 5782 §5).
public enum Kind {
    IP4("ip4", "2.0.0.127", "1.0.0.127"),
    IP6("ip6", mapped("2"), mapped("1")),
    DOMAIN("domain", "test", "invalid");

    private final String text;
    private final String alwaysListed;
    private final String neverListed;

    Kind(String text, String alwaysListed, String neverListed) {
        this.text = text;
        this.alwaysListed = alwaysListed;
        this.neverListed = neverListed;
    }

    /// The nibbles of ::FFFF:7F00:2 and ::FFFF:7F00:1, which the JDK would take for IPv4 addresses.
    private static String mapped(String last) {
        return last + ".0.0.0.0.0.f.7.f.f.f.f" + ".0".repeat(20);
    }

    /// The labels asked for below the zone, as those of [Subject#labels].
    public String alwaysListed() {
        return alwaysListed;
    }

    /// The labels asked for below the zone.
    public String neverListed() {
        return neverListed;
    }

    static Kind of(String text) {
        for (Kind kind : values()) {
            if (kind.text.equals(text)) {
                return kind;
            }
        }
        throw new SyntaxError("a kind is ip4, ip6 or domain, not '" + text + "'");
    }

    /// As in the file of zones.
    @Override
    public String toString() {
        return text;
    }
}
