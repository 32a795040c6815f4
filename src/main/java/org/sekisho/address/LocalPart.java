package org.sekisho.address;

/// The part of a mailbox left of the `@`, as the reader means it: quoting already undone. RFC 5321 §4.1.2, RFC
/// 6531. `%` and `!` are ordinary characters here and everywhere: nothing ever rewrites them.
/// @param value 1 to 64 octets of UTF-8 without control characters, line separators, characters that turn the
///     writing direction, and the two look-alikes of `@` (U+FF20, U+FE6B)
public record LocalPart(String value) {
    private static final int MAX_OCTETS = 64; // RFC 5321 §4.5.3.1.1

    public LocalPart {
        int octets = Utf8.length(value);
        if (octets == 0 || octets > MAX_OCTETS) {
            throw new SyntaxError("the part before the @ has 1 to " + MAX_OCTETS + " octets");
        }
        for (int i = 0; i < value.length(); i++) {
            if (isRefused(value.charAt(i))) {
                throw new SyntaxError("a character that no address holds");
            }
        }
    }

    private static boolean isRefused(char c) {
        if (c < 127) {
            return c < ' ';
        }
        return c < 0xA0 // DEL and C1
                || (c >= '\u2028' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\uFF20'
                || c == '\uFE6B'
                || c == '\uFFFD'; // what a lenient decoder leaves of octets that are not UTF-8
    }

    public boolean isAscii() {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /// The form for the wire: quoted only where the grammar needs it.
    @Override
    public String toString() {
        return isDotString(value) ? value : quoted(value);
    }

    private static String quoted(String value) {
        var text = new StringBuilder(value.length() + 4).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        return text.append('"').toString();
    }

    /// RFC 5321 §4.1.2 Dot-string, with RFC 6531 §3.3 UTF8-non-ascii in atoms.
    static boolean isDotString(String value) {
        boolean afterAtom = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '.' ? !afterAtom : !isAtomText(c)) {
                return false;
            }
            afterAtom = c != '.';
        }
        return afterAtom;
    }

    /// RFC 5322 §3.2.3 atext, RFC 6532 §3.2.
    static boolean isAtomText(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c > 127
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }
}
