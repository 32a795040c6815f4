package org.sekisho.address;

import com.ibm.icu.text.IDNA;
import java.util.Locale;

/// U-labels and A-labels (RFC 5890, UTS 46 non-transitional). Apart from [Domain], so that ICU's tables are
/// loaded only when somebody writes an internationalised domain: they take a tenth of a second.
final class InternationalLabels {
    static final String PREFIX = "xn--"; // RFC 5890 §2.3.2.1

    private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ
            | IDNA.CHECK_CONTEXTO
            | IDNA.USE_STD3_RULES);

    private InternationalLabels() {}

    static String toAscii(String name) {
        if (name.length() > 253) { // no U-label is longer in characters than its A-label
            throw new SyntaxError("a domain has 1 to 253 octets");
        }
        String[] labels = name.split("\\.", -1);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i].chars().anyMatch(c -> c > 127)) {
                labels[i] = labelToAscii(labels[i]);
            }
        }
        return String.join(".", labels);
    }

    private static String labelToAscii(String label) {
        var problems = new IDNA.Info();
        String ascii = UTS46.labelToASCII(label, new StringBuilder(), problems).toString();
        if (problems.hasErrors() || !ascii.startsWith(PREFIX)) {
            throw new SyntaxError("not a domain that IDNA allows");
        }
        // RFC 6531 §3.3: a U-label, nothing that only becomes one by mapping; people do write upper case
        if (!labelToUnicode(ascii).equals(label.toLowerCase(Locale.ROOT))) {
            throw new SyntaxError("a domain in a form that IDNA maps to another one");
        }
        return ascii;
    }

    /// @throws SyntaxError an A-label that stands for no U-label
    static void check(String label) {
        labelToUnicode(label);
    }

    private static String labelToUnicode(String label) {
        var problems = new IDNA.Info();
        String unicode =
                UTS46.labelToUnicode(label, new StringBuilder(), problems).toString();
        if (problems.hasErrors() || unicode.startsWith(PREFIX)) {
            throw new SyntaxError("a label that begins with xn-- and is not valid");
        }
        return unicode;
    }

    static String toUnicode(String name) {
        String[] labels = name.split("\\.", -1);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i].startsWith(PREFIX)) {
                labels[i] = labelToUnicode(labels[i]);
            }
        }
        return String.join(".", labels);
    }
}
