package org.sekisho.postfix;

import java.util.ArrayList;
import java.util.List;

/// Takes lists apart.
final class Words {
    private Words() {}

    /// Between commas and blanks; what stands in braces is one, without them.
    static List<String> of(String list) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == '}' && depth > 0) {
                depth--;
            }
            boolean between = c == ',' || Character.isWhitespace(c);
            if (depth == 0 && between) {
                add(word, words);
            } else {
                word.append(c);
            }
            if (c == '{') {
                depth++;
            }
        }
        add(word, words);
        return words;
    }

    private static void add(StringBuilder word, List<String> words) {
        String text = word.toString();
        if (text.startsWith("{") && text.endsWith("}")) {
            text = text.substring(1, text.length() - 1).strip();
        }
        if (!text.isEmpty()) {
            words.add(text);
        }
        word.setLength(0);
    }
}
