package org.sekisho.blocklist;

import org.sekisho.address.SyntaxError;

/// One line of the blocklist.
/// @param number unique, and never given again
public record Entry(long number, Subject subject, Terms terms) {
    private static final char PREFIX = 'b';

    /// How people and log lines name it: `b1`, `b2f`.
    public String id() {
        return PREFIX + Long.toString(number, 36);
    }

    /// @throws SyntaxError not an id
    static long number(String id) {
        if (!isId(id)) {
            throw new SyntaxError("an id is b and letters or digits, as block list shows it");
        }
        return Long.parseLong(id, 1, id.length(), 36);
    }

    /// No domain has one label only, so that an id is none.
    static boolean isId(String text) {
        return text.matches(PREFIX + "[0-9a-z]{1,12}");
    }

    public boolean isBlock() {
        return terms.effect() == Effect.BLOCK;
    }

    @Override
    public String toString() {
        return id() + " " + subject;
    }
}
