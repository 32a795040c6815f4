package org.sekisho.dsn;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/// How text gets through where only less may stand.
final class Encodings {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final int MAX_TEXT = 900; // characters of one value: RFC 5322 §2.1.1 ends lines at 998

    private Encodings() {}

    /// RFC 2045 §6.8, lines of 76.
    static String base64(String text) {
        return Base64.getMimeEncoder(76, CRLF).encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    /// RFC 6533 §3 utf-8-addr-unitext in 7 bits: `\x{7528}` for what is not ASCII, and for the backslash itself.
    static String unitext(String address) {
        var text = new StringBuilder(address.length() + 16);
        address.codePoints().forEach(c -> {
            if (c > ' ' && c < 127 && c != '\\') {
                text.append((char) c);
            } else {
                text.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return text.toString();
    }

    /// Without control characters; without what is not ASCII, unless `utf8`; single spaces; not longer than a
    /// line may be.
    static String printable(String text, boolean utf8) {
        var clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length() && clean.length() < MAX_TEXT; i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\r' || c == '\n' || c == '\t') {
                if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                    clean.append(' ');
                }
            } else {
                boolean plain = c > ' ' && (c < 127 || (utf8 && c >= 0xA0));
                clean.append(plain ? c : '?');
            }
        }
        return clean.toString().stripTrailing();
    }
}
