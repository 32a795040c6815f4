package org.sekisho.imap.server;

/// A LIST pattern: `*` stands for anything, `%` for anything but a separator (RFC 9051 §6.3.9). Takes time by the
/// product of both lengths, whatever the pattern. Immutable.
final class Pattern {
    static final int MAX_LENGTH = 1000; // characters; names have up to 255 octets

    private static final String INBOX = "INBOX";

    private final String pattern;
    private final boolean wild;

    /// @param pattern reference and pattern in one
    Pattern(String pattern) {
        String inbox = pattern.length() >= INBOX.length() ? pattern.substring(0, INBOX.length()) : "";
        boolean isInbox = inbox.equalsIgnoreCase(INBOX)
                && (pattern.length() == INBOX.length() || "/*%".indexOf(pattern.charAt(INBOX.length())) >= 0);
        this.pattern = isInbox ? INBOX + pattern.substring(INBOX.length()) : pattern;
        this.wild = pattern.indexOf('*') >= 0 || pattern.indexOf('%') >= 0;
    }

    /// Characters that are compared with each of every name.
    int cost() {
        return wild ? pattern.length() : 0;
    }

    boolean matches(String name) {
        if (!wild || pattern.length() > MAX_LENGTH) {
            return pattern.equals(name);
        }
        boolean[] reached = new boolean[name.length() + 1]; // the pattern so far matches so much of the name
        reached[0] = true;
        for (int i = 0; i < pattern.length(); i++) {
            step(pattern.charAt(i), name, reached);
        }
        return reached[name.length()];
    }

    private static void step(char c, String name, boolean[] reached) {
        if (c == '*' || c == '%') {
            for (int at = 1; at <= name.length(); at++) {
                reached[at] |= reached[at - 1] && (c == '*' || name.charAt(at - 1) != '/');
            }
            return;
        }
        for (int at = name.length(); at > 0; at--) {
            reached[at] = reached[at - 1] && name.charAt(at - 1) == c;
        }
        reached[0] = false;
    }
}
