package org.sekisho.imap;

import org.sekisho.address.SyntaxError;

/// Mailbox names as IMAP4rev1 has them. RFC 3501 §5.1.3. Each name has one form only: others are refused, so that a
/// mailbox never has two names.
public final class ModifiedUtf7 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    private static final int SEXTET = 6; // bits a character of base64 has
    private static final int UNIT = 16; // bits of UTF-16

    private ModifiedUtf7() {}

    /// @throws SyntaxError not modified UTF-7, or not in its one form
    public static String decode(String encoded) {
        if (encoded.indexOf('&') < 0) {
            checkPrintable(encoded);
            return encoded;
        }
        var decoded = new StringBuilder(encoded.length());
        int at = 0;
        while (at < encoded.length()) {
            char c = encoded.charAt(at);
            if (c != '&') {
                decoded.append(printable(c));
                at++;
                continue;
            }
            int end = encoded.indexOf('-', at);
            if (end < 0) {
                throw malformed();
            }
            if (end == at + 1) {
                decoded.append('&');
            } else {
                shifted(encoded, at + 1, end, decoded);
                refuseSecondShift(encoded, end + 1);
            }
            at = end + 1;
        }
        checkPairs(decoded);
        return decoded.toString();
    }

    private static void shifted(String encoded, int from, int to, StringBuilder decoded) {
        int bits = 0;
        int held = 0;
        for (int i = from; i < to; i++) {
            int value = ALPHABET.indexOf(encoded.charAt(i));
            if (value < 0) {
                throw malformed();
            }
            bits = (bits << SEXTET) | value;
            held += SEXTET;
            if (held >= UNIT) {
                held -= UNIT;
                char unit = (char) (bits >> held);
                if (unit >= ' ' && unit < 0x7f) {
                    throw malformed(); // it stands for itself, or as &-
                }
                decoded.append(unit);
                bits &= (1 << held) - 1;
            }
        }
        if (held >= SEXTET || bits != 0) {
            throw malformed();
        }
    }

    /// What could have gone into one shift does not have two.
    private static void refuseSecondShift(String encoded, int at) {
        if (at + 1 < encoded.length() && encoded.charAt(at) == '&' && encoded.charAt(at + 1) != '-') {
            throw malformed();
        }
    }

    private static void checkPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            printable(text.charAt(i));
        }
    }

    private static char printable(char c) {
        if (c < ' ' || c >= 0x7f) {
            throw malformed();
        }
        return c;
    }

    private static void checkPairs(CharSequence text) {
        if (text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
            throw malformed();
        }
    }

    private static SyntaxError malformed() {
        return new SyntaxError("the mailbox name is not modified UTF-7");
    }

    /// @param name Unicode without unpaired surrogates
    public static String encode(String name) {
        if (isPlain(name)) {
            return name;
        }
        var encoded = new StringBuilder(2 * name.length());
        int at = 0;
        while (at < name.length()) {
            char c = name.charAt(at);
            if (c == '&') {
                encoded.append("&-");
                at++;
            } else if (c >= ' ' && c < 0x7f) {
                encoded.append(c);
                at++;
            } else {
                at = shift(name, at, encoded);
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '&');
    }

    private static int shift(String name, int from, StringBuilder encoded) {
        encoded.append('&');
        int bits = 0;
        int held = 0;
        int at = from;
        while (at < name.length() && (name.charAt(at) < ' ' || name.charAt(at) >= 0x7f)) {
            bits = (bits << UNIT) | name.charAt(at++);
            held += UNIT;
            while (held >= SEXTET) {
                held -= SEXTET;
                encoded.append(ALPHABET.charAt((bits >> held) & 0x3f));
            }
            bits &= (1 << held) - 1;
        }
        if (held > 0) {
            encoded.append(ALPHABET.charAt((bits << (SEXTET - held)) & 0x3f));
        }
        encoded.append('-');
        return at;
    }
}
