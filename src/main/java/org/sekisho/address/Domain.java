package org.sekisho.address;

import java.util.Locale;

/// A domain in A-label form, lower case, without a trailing dot. RFC 5321 §4.1.2, RFC 5890.
/// @param name 1 to 253 octets, ASCII; labels of 1 to 63 letters, digits, hyphens and underscores (which DNS
///     names hold); the last one is not a number, because then it would be an address
public record Domain(String name) implements Host {
    private static final int MAX_NAME = 253; // octets; RFC 1035 §2.3.4, RFC 5321 §4.5.3.1.2 allows 255
    private static final int MAX_LABEL = 63; // octets; RFC 1035 §2.3.4

    public Domain {
        name = lowerCase(name);
        checkLabels(name);
    }

    /// Reads a domain written with A-labels or U-labels (UTS 46, non-transitional). Of what UTS 46 would map only
    /// upper case is taken: full-width letters and ideographic dots are refused, because two programs read them
    /// differently.
    /// @throws SyntaxError a trailing dot, an empty or over-long label, a character IDNA does not allow
    public static Domain of(String text) {
        return new Domain(isAscii(text) ? text : InternationalLabels.toAscii(text));
    }

    /// True when this domain is `ancestor` or lies below it.
    public boolean isWithin(Domain ancestor) {
        int cut = name.length() - ancestor.name.length();
        return name.endsWith(ancestor.name) && (cut == 0 || name.charAt(cut - 1) == '.');
    }

    /// The form for people: U-labels where there are any. [Domain#of] reads it again.
    public String unicode() {
        return name.contains(InternationalLabels.PREFIX) ? InternationalLabels.toUnicode(name) : name;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /// Refuses what is not ASCII first: lower case would turn the Kelvin sign U+212A into an ASCII k.
    private static String lowerCase(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new SyntaxError("a domain has 1 to " + MAX_NAME + " octets");
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isNameCharacter(name.charAt(i))) {
                throw new SyntaxError("a domain holds letters, digits, hyphens and dots only");
            }
        }
        return name.toLowerCase(Locale.ROOT); // returns the same string when there is nothing to do
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || c == '-'
                || c == '.'
                || c == '_';
    }

    private static void checkLabels(String name) {
        int start = 0;
        int end;
        do {
            int dot = name.indexOf('.', start);
            end = dot < 0 ? name.length() : dot;
            checkLabel(name, start, end);
            start = end + 1;
        } while (end < name.length());
        if (isNumber(name, name.lastIndexOf('.') + 1)) {
            throw new SyntaxError("not a domain: an IP address needs brackets, for example [192.0.2.1]");
        }
    }

    private static void checkLabel(String name, int from, int to) {
        if (to == from) {
            throw new SyntaxError("an empty label in a domain (a dot too many)");
        }
        if (to - from > MAX_LABEL) {
            throw new SyntaxError("a label of a domain has at most " + MAX_LABEL + " octets");
        }
        if (name.charAt(from) == '-' || name.charAt(to - 1) == '-') {
            throw new SyntaxError("a label of a domain neither begins nor ends with a hyphen");
        }
        if (name.startsWith(InternationalLabels.PREFIX, from)) {
            InternationalLabels.check(name.substring(from, to));
        }
    }

    /// Whether the last label is what inet_aton(3) takes for a number: no top-level domain is.
    private static boolean isNumber(String name, int from) {
        boolean hexadecimal = name.startsWith("0x", from);
        for (int i = hexadecimal ? from + 2 : from; i < name.length(); i++) {
            if (Character.digit(name.charAt(i), hexadecimal ? 16 : 10) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
