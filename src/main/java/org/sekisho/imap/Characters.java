package org.sekisho.imap;

/// The classes of characters of RFC 9051 §9.
final class Characters {
    private Characters() {}

    /// `ATOM-CHAR`: any CHAR except atom-specials.
    static boolean isAtom(int c) {
        return c > ' '
                && c < 0x7f
                && switch (c) {
                    case '(', ')', '{', '%', '*', '"', '\\', ']' -> false;
                    default -> true;
                };
    }

    /// `ASTRING-CHAR`.
    static boolean isAstring(int c) {
        return isAtom(c) || c == ']';
    }

    /// `list-char`: what a pattern of LIST may have without quotes.
    static boolean isList(int c) {
        return isAstring(c) || c == '%' || c == '*';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
