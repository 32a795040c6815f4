package org.sekisho.message;

import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.Set;

/// HTML without its markup, for searching and previews: neither tags, comments, scripts nor styles; a line end
/// for what begins a block. Reads each character once. Used by one thread.
final class HtmlText extends Reader {
    private static final int END = -1;
    private static final int BUFFER = 4 * 1024; // characters
    private static final int MAX_NAME = 12; // of a tag, as far as it matters
    private static final int MAX_ENTITY = 10; // characters between & and ;

    private static final Set<String> UNSEEN = Set.of("script", "style", "title");
    private static final Set<String> BLOCKS = Set.of(
            "p",
            "br",
            "div",
            "tr",
            "td",
            "th",
            "li",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "pre",
            "table",
            "blockquote",
            "center",
            "section",
            "article",
            "header",
            "footer",
            "body",
            "option");

    private final Reader html;
    private final char[] buffer = new char[BUFFER];
    private int at;
    private int filled;
    private final StringBuilder pushedBack = new StringBuilder(); // the first to come is the last
    private final StringBuilder ready = new StringBuilder(); // characters of an entity still to be given
    private int readyAt;

    HtmlText(Reader html) {
        this.html = html;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        int given = 0;
        while (given < length) {
            int c = read();
            if (c == END) {
                return given == 0 && length > 0 ? END : given;
            }
            target[offset + given++] = (char) c;
        }
        return given;
    }

    @Override
    public int read() throws IOException {
        while (readyAt == ready.length()) {
            ready.setLength(0);
            readyAt = 0;
            int c = next();
            switch (c) {
                case END -> {
                    return END;
                }
                case '<' -> markup();
                case '&' -> entity();
                default -> {
                    return c;
                }
            }
        }
        return ready.charAt(readyAt++);
    }

    private int next() throws IOException {
        int length = pushedBack.length();
        if (length == 0) {
            if (at == filled) {
                at = 0;
                filled = Math.max(0, html.read(buffer, 0, buffer.length));
            }
            return at < filled ? buffer[at++] : END;
        }
        char c = pushedBack.charAt(length - 1);
        pushedBack.setLength(length - 1);
        return c;
    }

    private void back(int c) {
        if (c != END) {
            pushedBack.append((char) c);
        }
    }

    private void markup() throws IOException {
        int c = next();
        boolean closing = c == '/';
        if (closing) {
            c = next();
        }
        if (isLetter(c)) {
            back(c);
            tag(closing);
        } else if (c == '!' && !closing) {
            declaration();
        } else if (c == '?' || closing) {
            skipTo('>', c);
        } else {
            ready.append('<');
            back(c);
        }
    }

    private void tag(boolean closing) throws IOException {
        String name = name();
        skipTag();
        if (BLOCKS.contains(name)) {
            ready.append('\n');
        } else if (UNSEEN.contains(name) && !closing) {
            skipElement(name);
        }
    }

    /// Letters and digits that come next, in lower case.
    private String name() throws IOException {
        StringBuilder name = new StringBuilder();
        int c = next();
        while (isLetter(c) || isDigit(c)) {
            if (name.length() < MAX_NAME) {
                name.append((char) c);
            }
            c = next();
        }
        back(c);
        return name.toString().toLowerCase(Locale.ROOT);
    }

    /// To the end of a tag: a `>` within a quoted value is none.
    private void skipTag() throws IOException {
        boolean value = false; // the next character begins one
        int c = next();
        while (c != END && c != '>') {
            if (value && (c == '"' || c == '\'')) {
                skipTo(c, next());
            }
            value = c == '=' || (value && isSpace(c));
            c = next();
        }
    }

    private void skipTo(int wanted, int first) throws IOException {
        int c = first;
        while (c != END && c != wanted) {
            c = next();
        }
    }

    /// A comment, or what else begins with `<!`.
    private void declaration() throws IOException {
        int first = next();
        int second = first == '-' ? next() : END;
        if (second != '-') {
            back(second);
            skipTo('>', first);
            return;
        }
        int hyphens = 2; // <!--> ends, too
        int c = next();
        while (c != END && !(c == '>' && hyphens >= 2)) {
            hyphens = c == '-' ? hyphens + 1 : 0;
            c = next();
        }
    }

    private void skipElement(String name) throws IOException {
        int c = next();
        while (c != END) {
            if (c == '<') {
                c = next();
                if (c == '/' && name().equals(name)) {
                    skipTag();
                    return;
                }
            } else {
                c = next();
            }
        }
    }

    private void entity() throws IOException {
        StringBuilder name = new StringBuilder();
        int c = next();
        while (name.length() < MAX_ENTITY && (c == '#' || isLetter(c) || isDigit(c))) {
            name.append((char) c);
            c = next();
        }
        int character = c == ';' ? HtmlEntities.character(name.toString()) : 0;
        if (character > 0) {
            ready.appendCodePoint(character);
        } else {
            ready.append('&').append(name);
            back(c);
        }
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    @Override
    public void close() throws IOException {
        html.close();
    }
}
