package org.sekisho.spf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.SyntaxError;

/// Text with macros. RFC 7208 §7.
/// @param text checked: each `%` begins a macro or an escape
record MacroText(String text) {
    private static final Pattern TOKEN = Pattern.compile(
            "%\\{([slodiphvSLODIPHV])([0-9]{0,3})([rR]?)([-.+,/_=]*)}|%([%_-])|([\\x21-\\x24\\x26-\\x7e])");
    private static final int MAX_NAME = 253; // octets; RFC 7208 §7.3

    static final MacroText CURRENT_DOMAIN = new MacroText("%{d}"); // last: it needs the others

    /// Gives the values of the macro letters, lower case: s l o d i p h v.
    interface Values {
        String of(char letter);
    }

    MacroText {
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length() && token.find(at) && token.start() == at) {
            String kept = token.group(2); // null where it is no macro
            if (kept != null && !kept.isEmpty() && Integer.parseInt(kept) == 0) {
                throw new SyntaxError("a macro keeps no part: " + text);
            }
            at = token.end();
        }
        if (at < text.length() || text.isEmpty()) {
            throw new SyntaxError("not a domain or macro: '" + text + "'");
        }
    }

    /// Whether it holds the sender's local part.
    boolean dependsOnSender() {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("%{s") || lower.contains("%{l");
    }

    /// As a domain name: of one that is too long the left labels go.
    String domain(Values values) {
        String name = expand(values);
        while (name.length() > MAX_NAME && name.indexOf('.') >= 0) {
            name = name.substring(name.indexOf('.') + 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private String expand(Values values) {
        var expanded = new StringBuilder();
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            if (token.group(6) != null) {
                expanded.append(token.group(6));
            } else if (token.group(5) != null) {
                expanded.append(escape(token.group(5).charAt(0)));
            } else {
                expanded.append(macro(token, values));
            }
        }
        return expanded.toString();
    }

    private static String escape(char c) {
        return switch (c) {
            case '%' -> "%";
            case '_' -> " ";
            default -> "%20";
        };
    }

    private static String macro(Matcher token, Values values) {
        char letter = token.group(1).charAt(0);
        String delimiters = token.group(4).isEmpty() ? "." : token.group(4);
        String value = values.of(Character.toLowerCase(letter));
        List<String> parts = new ArrayList<>(Arrays.asList(value.split("[" + Pattern.quote(delimiters) + "]", -1)));
        if (!token.group(3).isEmpty()) {
            Collections.reverse(parts);
        }
        if (!token.group(2).isEmpty()) {
            int kept = Math.min(parts.size(), Integer.parseInt(token.group(2)));
            parts = parts.subList(parts.size() - kept, parts.size());
        }
        String joined = String.join(".", parts);
        return Character.isUpperCase(letter) ? percentEncoded(joined) : joined;
    }

    /// RFC 3986 §2.3: all but the unreserved characters.
    private static String percentEncoded(String text) {
        var encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return encoded.toString();
    }
}
