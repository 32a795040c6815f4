package org.sekisho.smtp;

import java.util.Locale;
import org.sekisho.address.SyntaxError;

/// RFC 3461 §4 xtext: `+` and two upper-case hexadecimal digits stand for an octet.
public final class Xtext {
    private static final String HEX = "0123456789ABCDEF";
    private static final int MAX_CODE_DIGITS = 6; // RFC 6533 §3: up to 10FFFF

    private Xtext() {}

    /// @throws SyntaxError not xtext (printable ASCII without `=`), or a control character behind it
    public static String decode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > 126 || c == '=') {
                throw notXtext();
            }
        }
        return undone(text);
    }

    /// The address of ORCPT. Of type `utf-8` it may hold UTF-8 as it is, and `\x{7528}` for a character, which is
    /// undone here too. RFC 6533 §3, RFC 6531 §3.4.
    /// @param type before the semicolon
    public static String decodeAddress(String type, String text) {
        if (!type.equalsIgnoreCase("utf-8")) {
            return decode(text);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '=' || (c > 126 && c < 0xA0)) {
                throw notXtext();
            }
        }
        return unitext(undone(text));
    }

    private static String undone(String text) {
        if (text.indexOf('+') < 0) {
            return text;
        }
        var decoded = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '+') {
                c = octet(text, at);
                at += 2;
            }
            decoded.append(c);
        }
        return decoded.toString();
    }

    private static char octet(String text, int at) {
        int high = at + 1 < text.length() ? HEX.indexOf(text.charAt(at)) : -1;
        int low = high < 0 ? -1 : HEX.indexOf(text.charAt(at + 1));
        int octet = high * 16 + low;
        if (low < 0 || octet < ' ' || octet > 126) {
            throw notXtext();
        }
        return (char) octet;
    }

    /// Every backslash begins a `\x{…}` of two to six upper-case digits, which is no control character.
    private static String unitext(String text) {
        var decoded = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int backslash = text.indexOf('\\', at);
            int next = backslash < 0 ? text.length() : backslash;
            decoded.append(text, at, next);
            at = next;
            if (backslash >= 0) {
                int end = text.indexOf('}', at);
                decoded.appendCodePoint(code(text, at, end));
                at = end + 1;
            }
        }
        return decoded.toString();
    }

    private static int code(String text, int from, int end) {
        int first = from + "\\x{".length();
        if (!text.startsWith("\\x{", from) || end < first + 2 || end > first + MAX_CODE_DIGITS) {
            throw notXtext();
        }
        int code = 0;
        for (int i = first; i < end; i++) {
            int digit = HEX.indexOf(text.charAt(i));
            if (digit < 0) {
                throw notXtext();
            }
            code = code * 16 + digit;
        }
        boolean printable = (code >= ' ' && code < 127) || (code >= 0xA0 && code <= Character.MAX_CODE_POINT);
        if (!printable || (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE)) {
            throw notXtext();
        }
        return code;
    }

    private static SyntaxError notXtext() {
        return new SyntaxError("not xtext");
    }

    /// What is not ASCII, which no xtext holds, becomes `\x{…}`.
    public static String encode(String text) {
        var encoded = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            if (c > 126) {
                appendCode(encoded, c);
            } else if (c == '+' || c == '=' || c <= ' ') {
                encoded.append('+').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            } else {
                encoded.append((char) c);
            }
        });
        return encoded.toString();
    }

    /// An ORCPT's address again, in 7 bits. RFC 6533 §3 utf-8-addr-xtext for the type `utf-8`.
    public static String encodeAddress(String type, String address) {
        if (!type.equalsIgnoreCase("utf-8")) {
            return encode(address);
        }
        var text = new StringBuilder(address.length() + 16);
        address.codePoints().forEach(c -> {
            if (c > ' ' && c < 127 && c != '\\' && c != '+' && c != '=') {
                text.append((char) c);
            } else {
                appendCode(text, c);
            }
        });
        return text.toString();
    }

    private static void appendCode(StringBuilder text, int c) {
        String digits = Integer.toHexString(c).toUpperCase(Locale.ROOT);
        text.append("\\x{").append(digits).append('}');
    }
}
