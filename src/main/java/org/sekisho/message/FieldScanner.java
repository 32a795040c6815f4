package org.sekisho.message;

/// Goes through the octets of an unfolded field once, from left to right, and takes whatever it meets: what is
/// not as RFC 5322 and 2045 want it is read as most programs read it. Never throws. Used by one thread.
final class FieldScanner {
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?="; // RFC 2045 §5.1 tspecials

    private final String text;
    private int at;

    FieldScanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /// The next octet, NUL at the end.
    char peek() {
        return atEnd() ? '\0' : text.charAt(at);
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    String from(int start) {
        return text.substring(start, at);
    }

    void skip() {
        at = Math.min(at + 1, text.length());
    }

    boolean take(char wanted) {
        if (!atEnd() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /// White space and comments (RFC 5322 §3.2.2).
    /// @return what the last comment said; `""` when there was none
    String skipSpace() {
        String comment = "";
        while (isSpace(peek()) || peek() == '(') {
            if (peek() == '(') {
                comment = comment();
            } else {
                at++;
            }
        }
        return comment;
    }

    /// A comment, without its outer parentheses; one without end ends with the field.
    private String comment() {
        StringBuilder said = new StringBuilder();
        int depth = 0;
        do {
            char c = text.charAt(at++);
            boolean outer = (c == '(' && depth == 0) || (c == ')' && depth == 1);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '\\' && !atEnd()) {
                said.append(text.charAt(at++));
            } else if (!outer) {
                said.append(c);
            }
        } while (depth > 0 && !atEnd());
        return said.toString();
    }

    /// A quoted string that begins here, without quotes and backslashes; one without end ends with the field.
    String quoted() {
        at++;
        StringBuilder said = new StringBuilder();
        while (!atEnd() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            said.append(text.charAt(at++));
        }
        skip();
        return said.toString();
    }

    /// RFC 2045 §5.1, ASCII only; may be empty.
    String token() {
        int start = at;
        while (isTokenOctet(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isTokenOctet(char c) {
        return c > ' ' && c < 127 && SEPARATORS.indexOf(c) < 0;
    }

    /// All up to one of these octets or the end.
    String until(String ends) {
        int start = at;
        while (!atEnd() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    /// The whole field.
    String text() {
        return text;
    }
}
