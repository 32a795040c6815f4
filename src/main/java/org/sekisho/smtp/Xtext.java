package org.sekisho.smtp;

import org.sekisho.address.SyntaxError;

/// RFC 3461 §4 xtext: `+` and two upper-case hexadecimal digits stand for an octet.
public final class Xtext {
    private Xtext() {}

    /// @throws SyntaxError not xtext, or a control character behind it
    public static String decode(String text) {
        if (text.indexOf('+') < 0) {
            return text;
        }
        var decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '+') {
                decoded.append(c);
                continue;
            }
            int high = i + 2 < text.length() ? hexDigit(text.charAt(i + 1)) : -1;
            int low = high < 0 ? -1 : hexDigit(text.charAt(i + 2));
            int octet = high * 16 + low;
            if (low < 0 || octet < ' ' || octet > 126) {
                throw new SyntaxError("not xtext");
            }
            decoded.append((char) octet);
            i += 2;
        }
        return decoded.toString();
    }

    public static String encode(String text) {
        var encoded = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+' || c == '=' || c <= ' ') {
                encoded.append('+').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    private static final String HEX = "0123456789ABCDEF";

    private static int hexDigit(char c) {
        return HEX.indexOf(c);
    }
}
