package org.sekisho.postfix;

import java.util.function.UnaryOperator;

/// Replaces `$name`, `${name}`, `$(name)`, `${name?text}`, `${name:text}` and `${name?{text}:{text}}`; `$$` is a
/// `$`. A comparison (`${{a} == {b} ? …}`) is left as it is: nothing that decides about relaying is written so.
/// Source: postconf(5), mac_expand(3).
final class Expansion {
    private static final int MAX_DEPTH = 20; // names within names; Postfix refuses a loop
    private static final int MAX_LENGTH = 1 << 20; // characters: two names that hold each other twice grow without end

    private final UnaryOperator<String> settings;
    private int length;

    private Expansion(UnaryOperator<String> settings) {
        this.settings = settings;
    }

    /// @param settings the value of a name, empty when it is not set
    static String of(String text, UnaryOperator<String> settings) {
        return new Expansion(settings).expand(text, 0);
    }

    private String expand(String text, int depth) {
        if (depth > MAX_DEPTH || text.indexOf('$') < 0) {
            return text;
        }
        var out = new StringBuilder();
        int i = 0;
        while (i < text.length() && length < MAX_LENGTH) {
            char c = text.charAt(i);
            if (c != '$' || i + 1 == text.length()) {
                out.append(c);
                i++;
                continue;
            }
            char next = text.charAt(i + 1);
            int end = switch (next) {
                case '$' -> i + 2;
                case '{' -> closing(text, i + 1, '{', '}');
                case '(' -> closing(text, i + 1, '(', ')');
                default -> endOfName(text, i + 1);
            };
            if (next == '$' || end == i + 1) {
                out.append('$');
                i = Math.max(end, i + 1);
                continue;
            }
            boolean enclosed = next == '{' || next == '(';
            String inside = enclosed ? text.substring(i + 2, end - 1) : text.substring(i + 1, end);
            String value = value(inside.strip(), depth);
            length += value.length();
            out.append(value);
            i = end;
        }
        return out.toString();
    }

    private String value(String inside, int depth) {
        int end = endOfName(inside, 0);
        String name = inside.substring(0, end);
        String rest = inside.substring(end).strip();
        if (name.isEmpty()) {
            return "${" + inside + "}"; // a comparison
        }
        String value = expand(settings.apply(name), depth + 1);
        if (rest.isEmpty()) {
            return value;
        }
        String choice = rest.substring(1).strip();
        return switch (rest.charAt(0)) {
            case '?' -> value.isEmpty() ? otherwise(choice, depth) : expand(first(choice), depth + 1);
            case ':' -> value.isEmpty() ? expand(first(choice), depth + 1) : "";
            default -> "";
        };
    }

    private String otherwise(String choice, int depth) {
        if (!choice.startsWith("{")) {
            return "";
        }
        String rest = choice.substring(closing(choice, 0, '{', '}')).strip();
        return rest.startsWith(":") ? expand(first(rest.substring(1).strip()), depth + 1) : "";
    }

    private static String first(String choice) {
        if (!choice.startsWith("{")) {
            return choice;
        }
        int end = closing(choice, 0, '{', '}');
        return choice.substring(1, Math.max(1, end - 1)).strip();
    }

    /// @return behind the bracket that closes the one at `from`, or behind the text
    private static int closing(String text, int from, char opens, char closes) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == opens ? 1 : c == closes ? -1 : 0;
            if (depth == 0) {
                return i + 1;
            }
        }
        return text.length();
    }

    private static int endOfName(String text, int from) {
        int end = from;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return end;
    }
}
