package org.sekisho.doctor.checks;

import java.util.Map;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.Text;

/// A finding with names in braces for what is special about it.
record Message(String id, Severity severity, Confidence confidence, Text found, Text meaning, Text advice) {
    private static final int MAX_VALUE = 1_000; // characters; a DNS record may be far longer than anyone reads

    /// @param values what stands for the names; what came from outside is made printable
    Finding finding(Map<String, String> values) {
        return new Finding(
                id, severity, confidence, filled(found, values), filled(meaning, values), filled(advice, values));
    }

    private static Text filled(Text text, Map<String, String> values) {
        return new Text(filled(text.en(), values), filled(text.ja(), values));
    }

    /// In one pass: a value that holds braces is not filled in again.
    private static String filled(String text, Map<String, String> values) {
        var whole = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = text.charAt(at) == '{' ? text.indexOf('}', at) : -1;
            String value = end < 0 ? null : values.get(text.substring(at + 1, end));
            if (value == null) {
                whole.append(text.charAt(at++));
            } else {
                whole.append(shown(value));
                at = end + 1;
            }
        }
        return whole.toString();
    }

    private static String shown(String value) {
        String cut = value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) + "…" : value;
        return cut.replaceAll("[\\p{Cc}\\p{Cf}\u2028\u2029]", "?");
    }
}
